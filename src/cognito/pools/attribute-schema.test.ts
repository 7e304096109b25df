import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ApiError, type Fails } from '../../wire/operation.ts'
import {
  addCustomAttributesTo,
  brokenAttributeRule,
  createSchema,
  findSchemaAttribute,
  type ListedAttribute,
  standardAttributes,
} from './attribute-schema.ts'

const context: Fails<'InvalidParameterException'> = {
  fail: (code, message) => {
    throw new ApiError(code, message)
  },
}
const refusal = (message: string | RegExp) => ({ code: 'InvalidParameterException', message })
const attributeOf = (listed: ListedAttribute[], name: string) =>
  findSchemaAttribute(createSchema(context, listed), name)

test('a pool has the 20 standard attributes in the order of the API', () => {
  assert.deepEqual(
    createSchema(context, []).map(({ Name }) => Name),
    `sub name given_name family_name middle_name nickname preferred_username profile picture website email
     email_verified gender birthdate zoneinfo locale phone_number phone_number_verified address updated_at`.split(
      /\s+/,
    ),
  )
})

test('standard attributes are mutable and optional until they are listed', () => {
  assert.deepEqual(attributeOf([], 'email'), {
    Name: 'email',
    AttributeDataType: 'String',
    DeveloperOnlyAttribute: false,
    Mutable: true,
    Required: false,
    StringAttributeConstraints: { MinLength: '0', MaxLength: '2048' },
  })
})

test('a standard attribute that is listed without Mutable becomes immutable', () => {
  assert.deepEqual(attributeOf([{ Name: 'email', Required: true }], 'email'), {
    Name: 'email',
    AttributeDataType: 'String',
    DeveloperOnlyAttribute: false,
    Mutable: false,
    Required: true,
    StringAttributeConstraints: {},
  })
})

test('an attribute for developers only has a prefix of its own', () => {
  const [made] = createSchema(context, [
    { Name: 'x', AttributeDataType: 'Boolean', DeveloperOnlyAttribute: true, Mutable: true },
  ]).slice(standardAttributes.length)
  assert.deepEqual(made, {
    Name: 'dev:custom:x',
    AttributeDataType: 'Boolean',
    DeveloperOnlyAttribute: true,
    Mutable: true,
    Required: false,
  })
})

test('a custom attribute gets its prefix, and is immutable unless Mutable is given', () => {
  const listed: ListedAttribute[] = [
    { Name: 'tenant', AttributeDataType: 'String' },
    { Name: 'level', AttributeDataType: 'Number', Mutable: true, NumberAttributeConstraints: { MaxValue: '9' } },
  ]
  assert.deepEqual(createSchema(context, listed).slice(standardAttributes.length), [
    {
      Name: 'custom:tenant',
      AttributeDataType: 'String',
      DeveloperOnlyAttribute: false,
      Mutable: false,
      Required: false,
      StringAttributeConstraints: {},
    },
    {
      Name: 'custom:level',
      AttributeDataType: 'Number',
      DeveloperOnlyAttribute: false,
      Mutable: true,
      Required: false,
      NumberAttributeConstraints: { MaxValue: '9' },
    },
  ])
})

const refusals: readonly (readonly [string, ListedAttribute, string])[] = [
  [
    'another type for a standard attribute',
    { Name: 'family_name', AttributeDataType: 'Number' },
    'You can not change AttributeDataType or set developerOnlyAttribute for standard schema attribute family_name',
  ],
  [
    'a standard attribute only for developers',
    { Name: 'family_name', DeveloperOnlyAttribute: true },
    'You can not change AttributeDataType or set developerOnlyAttribute for standard schema attribute family_name',
  ],
  ['a sub that can change', { Name: 'sub', Mutable: true }, 'The attribute sub is always required and never mutable.'],
  [
    'a required custom attribute',
    { Name: 'x', AttributeDataType: 'String', Required: true },
    'Required custom attributes are not supported currently.',
  ],
  [
    'a custom attribute without a type',
    { Name: 'x' },
    'Invalid AttributeDataType input, consider using the provided AttributeDataType enum.',
  ],
  [
    'a length above 2048',
    { Name: 'x', AttributeDataType: 'String', StringAttributeConstraints: { MaxLength: '2049' } },
    'custom:x: String attributes cannot have a length of more than 2048',
  ],
  [
    'a minimum length above the maximum',
    { Name: 'x', AttributeDataType: 'String', StringAttributeConstraints: { MinLength: '3', MaxLength: '2' } },
    'custom:x: Max length cannot be less than min length.',
  ],
  [
    'a minimum value above the maximum',
    { Name: 'x', AttributeDataType: 'Number', NumberAttributeConstraints: { MinValue: '3', MaxValue: '2' } },
    'custom:x: Max value cannot be less than min value.',
  ],
  [
    'a bound that is not a number',
    { Name: 'x', AttributeDataType: 'Number', NumberAttributeConstraints: { MinValue: 'low' } },
    'custom:x: MinValue and MaxValue must be numbers.',
  ],
  [
    'constraints of another type',
    { Name: 'x', AttributeDataType: 'Boolean', StringAttributeConstraints: {} },
    'custom:x: StringAttributeConstraints needs AttributeDataType String.',
  ],
]
for (const [what, listed, text] of refusals)
  test(`a schema refuses ${what}`, () => {
    assert.throws(() => createSchema(context, [listed]), refusal(text))
  })

test('an attribute can be listed only once', () => {
  const email = { Name: 'email' }
  assert.throws(
    () => createSchema(context, [email, email]),
    refusal('email: Existing attribute already has name email.'),
  )
  const tenant: ListedAttribute = { Name: 'tenant', AttributeDataType: 'String' }
  assert.throws(
    () => addCustomAttributesTo(context, createSchema(context, [tenant]), [tenant]),
    refusal('custom:tenant: Existing attribute already has name custom:tenant.'),
  )
})

test('a pool takes 50 custom attributes and no more', () => {
  const many = (count: number): ListedAttribute[] =>
    Array.from({ length: count }, (_, index) => ({ Name: `a${index}`, AttributeDataType: 'String' }))
  assert.equal(createSchema(context, many(50)).length, 70)
  assert.throws(() => createSchema(context, many(51)), refusal('A user pool can have at most 50 custom attributes.'))
})

const values: readonly (readonly [ListedAttribute, string, boolean])[] = [
  [
    { Name: 's', AttributeDataType: 'String', StringAttributeConstraints: { MinLength: '2', MaxLength: '3' } },
    'ab',
    true,
  ],
  [
    { Name: 's', AttributeDataType: 'String', StringAttributeConstraints: { MinLength: '2', MaxLength: '3' } },
    'a',
    false,
  ],
  [
    { Name: 's', AttributeDataType: 'String', StringAttributeConstraints: { MinLength: '2', MaxLength: '3' } },
    'abcd',
    false,
  ],
  [{ Name: 's', AttributeDataType: 'String' }, 'x'.repeat(2048), true],
  [{ Name: 's', AttributeDataType: 'String' }, 'x'.repeat(2049), false],
  [{ Name: 'n', AttributeDataType: 'Number', NumberAttributeConstraints: { MinValue: '0' } }, '0', true],
  [{ Name: 'n', AttributeDataType: 'Number', NumberAttributeConstraints: { MinValue: '0' } }, '-1', false],
  [{ Name: 'n', AttributeDataType: 'Number', NumberAttributeConstraints: { MaxValue: '9' } }, '10', false],
  [{ Name: 'n', AttributeDataType: 'Number' }, 'seven', false],
  [{ Name: 'b', AttributeDataType: 'Boolean' }, 'true', true],
  [{ Name: 'b', AttributeDataType: 'Boolean' }, 'yes', false],
  [{ Name: 'd', AttributeDataType: 'DateTime' }, '2026-11-22T10:00:00Z', true],
  [{ Name: 'd', AttributeDataType: 'DateTime' }, 'tomorrow', false],
]
for (const [listed, value, fits] of values)
  test(`a ${listed.AttributeDataType} attribute ${fits ? 'takes' : 'refuses'} ${value.slice(0, 30)} (${value.length})`, () => {
    const attribute = attributeOf([listed], `custom:${listed.Name}`)
    assert.ok(attribute)
    assert.equal(brokenAttributeRule(attribute, value) === undefined, fits)
  })
