import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { allowsInvocation, matchesPattern, readPolicy } from './policy.ts'

const arn = 'arn:aws:execute-api:us-east-1:123456789012:a1b2c3d4e5/dev/GET/pets/7'

function allows(...statements: object[]): boolean {
  const policy = readPolicy({ Version: '2012-10-17', Statement: statements })
  assert.ok(!('explanation' in policy), JSON.stringify(policy))
  return allowsInvocation(policy, arn)
}

const statement = (Effect: string, Resource: unknown, Action: unknown = 'execute-api:Invoke') => ({
  Effect,
  Action,
  Resource,
})

describe('the policy of an authorizer', () => {
  for (const Resource of [
    arn,
    '*',
    'arn:aws:execute-api:us-east-1:123456789012:a1b2c3d4e5/*',
    'arn:aws:execute-api:*:*:a1b2c3d4e5/dev/GET/pets/?',
    'arn:aws:execute-api:us-east-1:123456789012:a1b2c3d4e5/*/GET/*',
    ['arn:aws:execute-api:us-east-1:123456789012:other/*', arn],
  ])
    it(`allows what matches ${JSON.stringify(Resource)}`, () =>
      assert.equal(allows(statement('Allow', Resource)), true))

  for (const Resource of [
    'arn:aws:execute-api:us-east-1:123456789012:a1b2c3d4e5/prod/*',
    'arn:aws:execute-api:us-east-1:123456789012:a1b2c3d4e5/*/POST/*',
    `${arn}?`,
    `${arn}/more`,
    arn.toUpperCase(),
    '',
  ])
    it(`does not allow what ${JSON.stringify(Resource)} does not match`, () =>
      assert.equal(allows(statement('Allow', Resource)), false))

  it('takes actions in any case, with wildcards, and only that of invoking', () => {
    for (const action of ['EXECUTE-API:invoke', 'execute-api:*', '*', ['s3:Get*', 'execute-api:Inv?ke']])
      assert.equal(allows(statement('Allow', '*', action)), true)
    for (const action of ['execute-api:ManageConnections', 's3:*', 'execute-api'])
      assert.equal(allows(statement('Allow', '*', action)), false)
  })

  it('denies what one statement denies, whatever others allow and in any order', () => {
    assert.equal(allows(statement('Allow', '*'), statement('Deny', arn)), false)
    assert.equal(allows(statement('Deny', '*/GET/*'), statement('Allow', arn)), false)
    assert.equal(allows(statement('Deny', '*/POST/*'), statement('Allow', arn)), true)
    assert.equal(allows(statement('Deny', '*/POST/*')), false)
  })

  it('may have one statement without a list', () => {
    const policy = readPolicy({ Statement: statement('Allow', '*') })
    assert.ok(!('explanation' in policy) && allowsInvocation(policy, arn))
  })

  for (const document of [
    null,
    'Allow',
    {},
    { Statement: 'Allow' },
    { Statement: [null] },
    { Statement: [statement('allow', '*')] },
    { Statement: [{ Effect: 'Allow', Action: '*' }] },
    { Statement: [statement('Allow', [])] },
    { Statement: [statement('Allow', [1])] },
    { Statement: [{ ...statement('Allow', '*'), Condition: {} }] },
    { Statement: [{ Effect: 'Allow', Action: '*', NotResource: '*' }] },
    { Statement: [statement('Allow', '*'), statement('Deny', '*/${aws:username}/*')] },
  ])
    it(`cannot be evaluated when it is ${JSON.stringify(document)}`, () =>
      assert.ok('explanation' in readPolicy(document)))

  it('matches hostile patterns in bounded time', () => {
    assert.equal(matchesPattern(`${'*a'.repeat(2000)}b`, 'a'.repeat(4000)), false)
  })
})
