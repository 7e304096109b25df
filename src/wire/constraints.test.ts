import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { patternOf, violations } from './constraints.ts'
import { loadModel } from './model.ts'

const model = loadModel('cognito-idp')
const broken = (shape: string, value: unknown): string[] => violations(model, { shape }, value)

describe('constraints of the model', () => {
  it('accept input that keeps them all', () => {
    assert.deepEqual(broken('CreateUserPoolRequest', { PoolName: 'mine' }), [])
  })

  it('name a missing member by its lower camel case path', () => {
    assert.deepEqual(broken('CreateUserPoolRequest', {}), [
      "Value null at 'poolName' failed to satisfy constraint: Member must not be null",
    ])
  })

  it('report every constraint that a text breaks', () => {
    assert.deepEqual(broken('ListUserPoolsRequest', { MaxResults: 61 }), [
      "Value '61' at 'maxResults' failed to satisfy constraint: Member must have value less than or equal to 60",
    ])
    assert.deepEqual(broken('DescribeUserPoolRequest', { UserPoolId: '' }), [
      "Value '' at 'userPoolId' failed to satisfy constraint: Member must have length greater than or equal to 1",
      "Value '' at 'userPoolId' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w-]+_[0-9a-zA-Z]+",
    ])
  })

  it('are counted, but not put into words, where they are more than anybody lists', () => {
    const UserAttributes = Array.from({ length: 60 }, () => ({}))
    const found = broken('UpdateUserAttributesRequest', { AccessToken: 'a', UserAttributes })
    assert.match(found[49] ?? '', /'userAttributes\.50\.member\.name'/)
    assert.deepEqual(found.slice(50), Array(10).fill(''))
  })

  it('leave the value of a sensitive member out of the text', () => {
    const [text] = broken('SignUpRequest', { ClientId: 'c', Username: 'u', Password: 'has space' })
    assert.equal(
      text,
      "Value at 'password' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\S]+",
    )
  })

  it('show the allowed values of an enumeration', () => {
    const [text] = broken('InitiateAuthRequest', { AuthFlow: 'BOGUS', ClientId: 'c' })
    assert.match(
      text!,
      /^Value 'BOGUS' at 'authFlow' failed to satisfy constraint: Member must satisfy enum value set: \[/,
    )
  })

  it('report a list of scalars as a whole, with what each member must keep', () => {
    const texts = broken('CreateUserPoolClientRequest', {
      UserPoolId: 'us-east-1_abc',
      ClientName: 'c',
      AllowedOAuthFlows: ['code', 'token'],
    })
    assert.deepEqual(texts, [
      "Value '[code, token]' at 'allowedOAuthFlows' failed to satisfy constraint: Member must satisfy constraint: [Member must satisfy enum value set: [code, implicit, client_credentials]]",
    ])
  })

  it('follow structures inside lists by position', () => {
    const [text] = broken('CreateUserPoolRequest', {
      PoolName: 'p',
      Schema: [{ Name: 'ok' }, { Name: 'x'.repeat(21) }],
    })
    assert.match(text!, /at 'schema\.2\.member\.name' failed/)
  })

  it('try no pattern that could cost much on a text without a bound', () => {
    const replyTo = (ReplyToEmailAddress: string) =>
      broken('CreateUserPoolRequest', { PoolName: 'p', EmailConfiguration: { ReplyToEmailAddress } })
    assert.deepEqual(replyTo(`${'j'.repeat(1023)}@`).length, 1)
    assert.deepEqual(replyTo(`${'j'.repeat(1022)}@e`), [])
    assert.match(replyTo(`${'j'.repeat(1023)}@e`)[0]!, /Member must satisfy regular expression pattern: /)
    assert.deepEqual(broken('GetUserRequest', { AccessToken: 'x'.repeat(100_000) }), [])
    assert.equal(broken('GetUserRequest', { AccessToken: `${'x'.repeat(100_000)} ` }).length, 1)
  })

  it('repeat no more than the beginning of a long value', () => {
    const [text] = broken('InitiateAuthRequest', { AuthFlow: 'x'.repeat(1_000_000), ClientId: 'c' })
    assert.ok(text?.startsWith(`Value '${'x'.repeat(1024)}...' at 'authFlow' failed`))
  })

  it('can compile every pattern of every vendored model', () => {
    for (const name of ['apigatewayv2', 'cloudformation', 'cognito-idp'] as const) {
      const { shapes } = loadModel(name)
      for (const [shape, { pattern }] of Object.entries(shapes))
        if (pattern) assert.doesNotThrow(() => patternOf(pattern), `${name} ${shape}: ${pattern}`)
    }
  })
})
