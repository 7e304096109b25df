import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { apiTemplate, evaluated, refusalOf } from '../../../test/support/templates.ts'

describe('parameters', () => {
  const declared = (declaration: string) => `Parameters: { P: { ${declaration} } }\n${apiTemplate('Name: x')}`
  const texts: [string, string | undefined, string][] = [
    ['Type: String', undefined, 'Parameters: [P] must have values'],
    ['Type: String, AllowedValues: [a, b]', 'c', "Parameter 'P' must be one of AllowedValues"],
    ['Type: String, AllowedPattern: "[a-z]+"', 'A', "Parameter 'P' must match pattern [a-z]+"],
    [
      'Type: String, AllowedPattern: "[a-z]+", ConstraintDescription: lower case',
      'A',
      'Parameter P failed to satisfy constraint: lower case',
    ],
    ['Type: String, MinLength: 3', 'ab', "Parameter 'P' must contain at least 3 characters"],
    ['Type: String, MaxLength: 1', 'ab', "Parameter 'P' must contain at most 1 characters"],
    ['Type: Number', 'x', "Parameter 'P' must be a number"],
    ['Type: Number, MinValue: 3', '2', "Parameter 'P' must be a number not less than 3"],
    ['Type: Number, MaxValue: 3', '4', "Parameter 'P' must be a number not greater than 3"],
    ['Type: String, AllowedPattern: "(a+)+$"', `${'a'.repeat(40)}!`, "Parameter 'P' must match pattern (a+)+$"],
    [
      'Type: "AWS::EC2::VPC::Id"',
      'default',
      'Parameter validation failed: parameter value default for parameter name P does not exist',
    ],
    [
      'Type: "List<AWS::EC2::Subnet::Id>"',
      'subnet-0a1b2c3d,sg-0a1b2c3d',
      'Parameter validation failed: parameter value sg-0a1b2c3d for parameter name P does not exist',
    ],
    [
      'Type: "List<AWS::EC2::Whatever::Id>"',
      'x',
      'poolgate does not implement the parameter type List<AWS::EC2::Whatever::Id> (parameter P); use String',
    ],
    ['Type: Strin', 'x', 'Template format error: Unrecognized parameter type: Strin'],
    ['Type: Number, Default: x', undefined, "Parameter 'P' must be a number"],
  ]
  for (const [declaration, value, text] of texts)
    it(`{ ${declaration} } with ${value === undefined ? 'no value' : value.slice(0, 10)} is refused: ${text}`, () => {
      const refusalText = refusalOf(declared(declaration), value === undefined ? {} : { P: value })
      assert.ok(refusalText.startsWith(text), refusalText)
    })

  it('cannot hold the server up with many patterns that each take a while', () => {
    const slow = `Type: String, AllowedPattern: "(a+)+b|.*", Default: ${'a'.repeat(24)}`
    const many = Array.from({ length: 200 }, (_, index) => `P${index}: { ${slow} }`).join(', ')
    assert.match(
      refusalOf(`Parameters: { ${many} }\n${apiTemplate('Name: x')}`),
      /^Parameter 'P\d+' must match pattern \(a\+\)\+b\|\.\* /,
    )
  })

  it('that the template does not declare are refused', () => {
    assert.equal(
      refusalOf(apiTemplate('Name: x'), { A: '1', B: '2' }),
      'Parameters: [A, B] do not exist in the template',
    )
  })

  it('that name what an account has are taken in the form that AWS gives them, and a default only if it is used', () => {
    const declaration = 'Parameters: { S: { Type: "List<AWS::EC2::Subnet::Id>", Default: "" } }'
    const given = { S: 'subnet-0a1b2c3d, subnet-0123456789abcdef0' }
    assert.equal(evaluated("!Join ['|', !Ref S]", declaration, given), given.S.replace(', ', '|'))
  })

  it('of list types are split at commas', () => {
    assert.equal(
      evaluated("!Join ['|', !Ref L]", 'Parameters: { L: { Type: CommaDelimitedList, Default: "a, b,c" } }'),
      'a|b|c',
    )
    assert.equal(
      evaluated('!Select [1, !Ref L]', 'Parameters: { L: { Type: List<Number>, Default: "1,2.50" } }'),
      '2.50',
    )
  })
})
