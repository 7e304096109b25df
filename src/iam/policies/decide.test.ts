import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type { ConditionFacts } from './conditions.ts'
import { decide } from './decide.ts'
import { matchesPattern } from '../../wire/pattern.ts'
import { PolicyProblem, readPolicy, readPolicyOfRole } from './policy-document.ts'

const facts: ConditionFacts = {
  'aws:currenttime': new Date('2026-11-22T12:00:00Z'),
  'aws:requestedregion': 'eu-west-1',
  'aws:securetransport': true,
  'aws:sourceip': '::ffff:10.1.2.3',
  'aws:username': 'jane',
  'aws:principalarn': 'arn:aws:iam::000000000000:user/jane',
  'aws:principalaccount': '000000000000',
  'aws:resourceaccount': '000000000000',
  's3:resourceaccount': '000000000000',
}
const pool = (id: string) => `arn:aws:cognito-idp:eu-west-1:000000000000:userpool/${id}`
const policy = (...statements: object[]) => readPolicy(JSON.stringify({ Version: '2012-10-17', Statement: statements }))
const ask = (statements: object[], action: string, resource: string) =>
  decide([policy(...statements)], { action, resource }, facts)

describe('policies', () => {
  it('allow what a statement allows, and nothing else', () => {
    const statements = [{ Effect: 'Allow', Action: 'cognito-idp:AdminGet*', Resource: pool('eu-west-1_a*') }]
    assert.equal(ask(statements, 'cognito-idp:AdminGetUser', pool('eu-west-1_abc')), 'allowed')
    assert.equal(ask(statements, 'cognito-idp:AdminGetUser', pool('eu-west-1_xyz')), 'not-allowed')
    assert.equal(ask(statements, 'cognito-idp:AdminDeleteUser', pool('eu-west-1_abc')), 'not-allowed')
    assert.equal(ask(statements, 'cognito-idp:AdminGetUser', '*'), 'not-allowed')
    assert.equal(decide([], { action: 'cognito-idp:ListUserPools', resource: '*' }, facts), 'not-allowed')
  })

  it('deny what one statement denies, whatever others allow', () => {
    const statements = [
      { Effect: 'Allow', Action: '*', Resource: '*' },
      { Effect: 'Deny', Action: 'cognito-idp:Delete*', Resource: '*' },
    ]
    assert.equal(ask(statements, 'cognito-idp:DeleteUserPool', pool('x')), 'denied')
    assert.equal(ask(statements, 'cognito-idp:DescribeUserPool', pool('x')), 'allowed')
  })

  it('tell the case of resources apart, and not that of actions', () => {
    const statements = [{ Effect: 'Allow', Action: 'COGNITO-IDP:describeuserpool', Resource: pool('a') }]
    assert.equal(ask(statements, 'cognito-idp:DescribeUserPool', pool('a')), 'allowed')
    assert.equal(ask(statements, 'cognito-idp:DescribeUserPool', pool('A')), 'not-allowed')
  })

  it('turn NotAction and NotResource around', () => {
    const statements = [{ Effect: 'Allow', NotAction: ['iam:*'], NotResource: pool('secret') }]
    assert.equal(ask(statements, 'cognito-idp:DescribeUserPool', pool('a')), 'allowed')
    assert.equal(ask(statements, 'cognito-idp:DescribeUserPool', pool('secret')), 'not-allowed')
    assert.equal(ask(statements, 'iam:CreateUser', '*'), 'not-allowed')
  })

  for (const [condition, holds] of [
    [{ StringEquals: { 'aws:RequestedRegion': ['us-east-1', 'eu-west-1'] } }, true],
    [{ StringNotEquals: { 'aws:RequestedRegion': ['us-east-1', 'eu-west-1'] } }, false],
    [{ StringLike: { 'aws:username': 'j?n*' } }, true],
    [{ IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } }, true],
    [{ NotIpAddress: { 'aws:SourceIp': ['192.168.0.0/16', '10.0.0.0/8'] } }, false],
    [{ DateLessThan: { 'aws:CurrentTime': '2026-11-22T11:59:59Z' } }, false],
    [{ DateGreaterThan: { 'aws:CurrentTime': '2026-11-22T11:59:59Z' } }, true],
    [{ Bool: { 'aws:SecureTransport': true } }, true],
    [{ Bool: { 'aws:SecureTransport': 'false' } }, false],
    [{ StringEquals: { 'aws:ResourceAccount': '000000000000' } }, true],
    [{ StringNotEquals: { 's3:ResourceAccount': '000000000000' } }, false],
    [{ Null: { 'aws:username': 'false' } }, true],
    [{ Null: { 'aws:username': true } }, false],
    [{ Bool: { 'aws:SecureTransport': 'true' }, StringEquals: { 'aws:username': 'joe' } }, false],
  ] as const)
    it(`${holds ? 'apply' : 'do not apply'} under ${JSON.stringify(condition)}`, () => {
      const statements = [{ Effect: 'Allow', Action: '*', Resource: '*', Condition: condition }]
      assert.equal(ask(statements, 'cognito-idp:ListUserPools', '*'), holds ? 'allowed' : 'not-allowed')
    })

  for (const [document, message] of [
    ['{', 'This policy contains invalid Json'],
    ['[]', 'Syntax errors in policy.'],
    ['{"Version":"2012-10-17"}', 'Syntax errors in policy: Statement must hold 1 to 500 statements.'],
    ['{"Version":"2020-01-01","Statement":[]}', 'The policy Version must be 2012-10-17 or 2008-10-17.'],
    [
      '{"Statement":{"Effect":"Allow","Action":"*","Resource":"*","Principal":"*"}}',
      'Syntax errors in policy: poolgate knows no Principal in an identity-based policy.',
    ],
    [
      '{"Statement":{"Effect":"allow","Action":"*","Resource":"*"}}',
      'Syntax errors in policy: Effect must be Allow or Deny.',
    ],
    ['{"Statement":{"Effect":"Allow","Resource":"*"}}', 'Policy statement must contain Action or NotAction.'],
    [
      '{"Statement":{"Effect":"Allow","Action":"ListUsers","Resource":"*"}}',
      'Syntax errors in policy: Action "ListUsers".',
    ],
    [
      '{"Statement":{"Effect":"Allow","Action":"*","Resource":"arn:aws:iam::0:user/${aws:username}"}}',
      'poolgate does not implement policy variables: arn:aws:iam::0:user/${aws:username}',
    ],
    [
      '{"Statement":{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"Bool":{"aws:MultiFactorAuthPresent":"true"}}}}',
      'poolgate does not implement the condition key aws:MultiFactorAuthPresent',
    ],
    [
      '{"Statement":{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"ForAllValues:StringEquals":{}}}}',
      'poolgate does not implement the condition operator ForAllValues:StringEquals',
    ],
    [
      '{"Statement":{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"Null":{"aws:username":"maybe"}}}}',
      'Syntax errors in policy: Null of "maybe".',
    ],
    [
      '{"Statement":{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"IpAddress":{"aws:SourceIp":"10.0.0.0/40"}}}}',
      'Syntax errors in policy: IpAddress of "10.0.0.0/40".',
    ],
  ] as const)
    it(`are refused when they cannot be decided by: ${document}`, () => {
      assert.throws(() => readPolicy(document), new PolicyProblem(message))
    })
})

describe('policies of roles', () => {
  it('allow nothing, and deny what they might deny, where a statement is not understood', () => {
    const Condition = { StringEquals: { 's3:x-amz-acl': 'private' } }
    const decided = (statements: object[], resource: string) =>
      decide([readPolicyOfRole(JSON.stringify({ Statement: statements }))], { action: 'iam:GetRole', resource }, facts)
    const all = { Effect: 'Allow', Action: '*', Resource: '*' }
    assert.equal(decided([{ ...all, Condition }], 'arn:a'), 'not-allowed')
    assert.equal(decided([{ ...all, Resource: 'arn:${aws:username}' }], 'arn:a'), 'not-allowed')
    const denial = { Effect: 'Deny', Action: 'iam:Get*', Resource: 'arn:other', Condition }
    assert.equal(decided([all, denial], 'arn:a'), 'denied')
    assert.equal(decided([all, { ...denial, Action: 's3:*' }], 'arn:a'), 'allowed')
    assert.equal(decided([all], 'arn:a'), 'allowed')
  })
})

describe('patterns', () => {
  it('mean what the regular expression of the same text means', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), maxLength: 12 })
    fc.assert(
      fc.property(text, text, (pattern, subject) => {
        const expression = new RegExp(`^${pattern.replaceAll('*', '.*').replaceAll('?', '.')}$`)
        assert.equal(matchesPattern(pattern, subject), expression.test(subject))
      }),
    )
  })

  it('of many stars are decided at once', () => {
    assert.equal(matchesPattern(`${'*a'.repeat(1000)}b`, 'a'.repeat(2000)), false)
  })
})
