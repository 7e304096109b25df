import type { SchemaAttributeType } from '@aws-sdk/client-cognito-identity-provider'
import type { Defined, Fails } from '../../wire/operation.ts'

/** One attribute that users of a pool may have. */
export type SchemaAttribute = ListedAttribute & Required<Pick<ListedAttribute, 'Name' | 'AttributeDataType'>>

/** An attribute as a caller lists it in Schema or CustomAttributes. */
export type ListedAttribute = Defined<SchemaAttributeType>

type Refuses = Fails<'InvalidParameterException'>

/** Longest attribute value, whatever the schema says (developer guide, "Working with user attributes"). */
const longestAttributeValue = 2048

/** Most custom attributes of a pool (developer guide, "Quotas in Amazon Cognito"). */
const mostCustomAttributes = 50

function standard(
  name: string,
  type: 'String' | 'Number' | 'Boolean' = 'String',
  more: Partial<SchemaAttribute> = {},
): SchemaAttribute {
  return {
    Name: name,
    AttributeDataType: type,
    DeveloperOnlyAttribute: false,
    Mutable: true,
    Required: false,
    ...(type === 'String' && { StringAttributeConstraints: { MinLength: '0', MaxLength: '2048' } }),
    ...more,
  }
}

/** The attributes of every pool as the API lists them, in its order. */
export const standardAttributes: readonly SchemaAttribute[] = [
  standard('sub', 'String', {
    Mutable: false,
    Required: true,
    StringAttributeConstraints: { MinLength: '1', MaxLength: '2048' },
  }),
  standard('name'),
  standard('given_name'),
  standard('family_name'),
  standard('middle_name'),
  standard('nickname'),
  standard('preferred_username'),
  standard('profile'),
  standard('picture'),
  standard('website'),
  standard('email'),
  standard('email_verified', 'Boolean'),
  standard('gender'),
  standard('birthdate', 'String', { StringAttributeConstraints: { MinLength: '10', MaxLength: '10' } }),
  standard('zoneinfo'),
  standard('locale'),
  standard('phone_number'),
  standard('phone_number_verified', 'Boolean'),
  standard('address'),
  standard('updated_at', 'Number', { NumberAttributeConstraints: { MinValue: '0' } }),
]

/** The attribute of this name (custom ones with their prefix), or undefined when the pool has no such attribute. */
export function findSchemaAttribute(schema: readonly SchemaAttribute[], name: string): SchemaAttribute | undefined {
  return schema.find((attribute) => attribute.Name === name)
}

/** Whether an attribute is read-only to all app clients (AWS API reference, SchemaAttributeType). */
export function isDeveloperOnly(name: string): boolean {
  return name.startsWith('dev:')
}

/**
 * The schema of a new pool: the standard attributes, changed where they are listed, then the custom ones.
 * An attribute that is listed without `Mutable` cannot be changed later, standard ones included.
 */
export function createSchema(context: Refuses, listed: readonly ListedAttribute[]): SchemaAttribute[] {
  const isStandard = (attribute: ListedAttribute): boolean =>
    standardAttributes.some(({ Name }) => Name === attribute.Name)
  const schema = standardAttributes.map((preset) => {
    const [override, ...repeated] = listed.filter(({ Name }) => Name === preset.Name)
    if (repeated.length > 0) refuseDuplicate(context, preset.Name)
    return override ? changeStandard(context, preset, override) : preset
  })
  return addCustomAttributesTo(
    context,
    schema,
    listed.filter((attribute) => !isStandard(attribute)),
  )
}

/** The schema with custom attributes added at its end. */
export function addCustomAttributesTo(
  context: Refuses,
  schema: readonly SchemaAttribute[],
  added: readonly ListedAttribute[],
): SchemaAttribute[] {
  const result = [...schema]
  for (const attribute of added) {
    const custom = createCustom(context, attribute)
    if (findSchemaAttribute(result, custom.Name)) refuseDuplicate(context, custom.Name)
    result.push(custom)
  }
  if (result.length - standardAttributes.length > mostCustomAttributes)
    context.fail('InvalidParameterException', `A user pool can have at most ${mostCustomAttributes} custom attributes.`)
  return result
}

function refuseDuplicate(context: Refuses, name: string): never {
  return context.fail('InvalidParameterException', `${name}: Existing attribute already has name ${name}.`)
}

function changeStandard(context: Refuses, preset: SchemaAttribute, listed: ListedAttribute): SchemaAttribute {
  const type = listed.AttributeDataType ?? preset.AttributeDataType
  if (type !== preset.AttributeDataType || listed.DeveloperOnlyAttribute)
    context.fail(
      'InvalidParameterException',
      `You can not change AttributeDataType or set developerOnlyAttribute for standard schema attribute ${preset.Name}`,
    )
  if (preset.Name === 'sub' && (listed.Mutable === true || listed.Required === false))
    context.fail('InvalidParameterException', 'The attribute sub is always required and never mutable.')
  return {
    Name: preset.Name,
    AttributeDataType: type,
    DeveloperOnlyAttribute: false,
    Mutable: listed.Mutable ?? false,
    Required: preset.Name === 'sub' || (listed.Required ?? false),
    ...readConstraints(context, preset.Name, type, listed),
  }
}

function createCustom(context: Refuses, listed: ListedAttribute): SchemaAttribute {
  const { Name, DeveloperOnlyAttribute = false } = listed
  if (Name === undefined) return context.fail('InvalidParameterException', 'A schema attribute needs a Name.')
  const name = `${DeveloperOnlyAttribute ? 'dev:custom:' : 'custom:'}${Name}`
  if (listed.Required)
    context.fail('InvalidParameterException', 'Required custom attributes are not supported currently.')
  const type =
    listed.AttributeDataType ??
    context.fail(
      'InvalidParameterException',
      'Invalid AttributeDataType input, consider using the provided AttributeDataType enum.',
    )
  return {
    Name: name,
    AttributeDataType: type,
    DeveloperOnlyAttribute,
    Mutable: listed.Mutable ?? false,
    Required: false,
    ...readConstraints(context, name, type, listed),
  }
}

/** The constraints of a listed attribute; empty, not absent, when it has none. */
function readConstraints(
  context: Refuses,
  name: string,
  type: SchemaAttribute['AttributeDataType'],
  listed: ListedAttribute,
): Pick<SchemaAttribute, 'StringAttributeConstraints' | 'NumberAttributeConstraints'> {
  const { StringAttributeConstraints: text, NumberAttributeConstraints: number } = listed
  const refuse = (reason: string): never => context.fail('InvalidParameterException', `${name}: ${reason}`)
  if (text && type !== 'String') return refuse('StringAttributeConstraints needs AttributeDataType String.')
  if (number && type !== 'Number') return refuse('NumberAttributeConstraints needs AttributeDataType Number.')
  if (type === 'String') {
    const [least, most] = [readBound(text?.MinLength), readBound(text?.MaxLength)]
    if (!isLength(least) || !isLength(most))
      return refuse(`String attributes cannot have a length of more than ${longestAttributeValue}`)
    if (isAbove(least, most)) return refuse('Max length cannot be less than min length.')
    return { StringAttributeConstraints: text ?? {} }
  }
  if (type !== 'Number') return {}
  const [least, most] = [readBound(number?.MinValue), readBound(number?.MaxValue)]
  if (Number.isNaN(least) || Number.isNaN(most)) return refuse('MinValue and MaxValue must be numbers.')
  if (isAbove(least, most)) return refuse('Max value cannot be less than min value.')
  return { NumberAttributeConstraints: number ?? {} }
}

/** A bound as the API spells it, a decimal number in a string; NaN when it is not one. */
function readBound(bound: string | undefined): number | undefined {
  if (bound === undefined) return undefined
  return /^-?\d+(\.\d+)?$/.test(bound) ? Number(bound) : Number.NaN
}

function isLength(bound: number | undefined): boolean {
  return bound === undefined || (Number.isInteger(bound) && bound >= 0 && bound <= longestAttributeValue)
}

function isAbove(least: number | undefined, most: number | undefined): boolean {
  return least !== undefined && most !== undefined && least > most
}

/**
 * Why a value does not fit its attribute, as what follows `<name>: ` in "Attributes did not conform to the schema";
 * undefined when it fits. Values are strings on the wire, whatever their type.
 */
export function brokenAttributeRule(attribute: SchemaAttribute, value: string): string | undefined {
  switch (attribute.AttributeDataType) {
    case 'Number':
      return brokenNumberRule(attribute, value)
    case 'Boolean':
      return value === 'true' || value === 'false' ? undefined : 'Value must be true or false.'
    case 'DateTime':
      return Number.isNaN(Date.parse(value)) ? 'Value must be a date and time.' : undefined
    default:
      return brokenStringRule(attribute, value)
  }
}

function brokenNumberRule({ NumberAttributeConstraints: bounds }: SchemaAttribute, value: string): string | undefined {
  const number = readBound(value)
  if (number === undefined || Number.isNaN(number)) return 'Value must be a number.'
  if (isAbove(readBound(bounds?.MinValue), number)) return `Number must not be less than ${bounds?.MinValue}`
  if (isAbove(number, readBound(bounds?.MaxValue))) return `Number must not be greater than ${bounds?.MaxValue}`
  return undefined
}

function brokenStringRule({ StringAttributeConstraints: bounds }: SchemaAttribute, value: string): string | undefined {
  const most = readBound(bounds?.MaxLength) ?? longestAttributeValue
  if (value.length > most) return `String must be no longer than ${most} chars`
  if (isAbove(readBound(bounds?.MinLength), value.length))
    return `String must be no shorter than ${bounds?.MinLength} chars`
  return undefined
}
