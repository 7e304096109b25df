import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { evaluated, plannedStack, refusedValue } from '../../../test/support/templates.ts'

describe('intrinsic functions', () => {
  it('Ref yields parameters and pseudo parameters', () => {
    assert.equal(evaluated('!Ref P', 'Parameters: { P: { Type: String } }', { P: 'v' }), 'v')
    assert.equal(evaluated('!Ref AWS::Region'), 'eu-west-1')
    assert.equal(evaluated('!Ref AWS::AccountId'), '123456789012')
    assert.equal(evaluated('!Ref AWS::Partition'), 'aws')
    assert.equal(evaluated('!Ref AWS::URLSuffix'), 'amazonaws.com')
    assert.equal(evaluated('!Ref AWS::StackName'), 'shop')
    assert.equal(evaluated('!Ref AWS::StackId'), plannedStack.id)
    assert.equal(evaluated('!Ref AWS::NoValue'), undefined)
  })

  it('Fn::Sub replaces variables, its own map first, and leaves ${!x} as ${x}', () => {
    assert.equal(evaluated("!Sub '${AWS::Region}-${!x}-${AWS::StackName}'"), 'eu-west-1-${x}-shop')
    assert.equal(evaluated("!Sub ['${A}/${B}', { A: 1.0, B: !Ref AWS::Region }]"), '1.0/eu-west-1')
  })

  it('Fn::Join, Fn::Split, Fn::Select and Fn::Base64 do as documented', () => {
    assert.equal(evaluated("!Join ['-', [a, !Ref AWS::Region, 1.0]]"), 'a-eu-west-1-1.0')
    assert.equal(evaluated("!Select [1, !Split ['|', 'a|b|c']]"), 'b')
    assert.equal(evaluated("!Select ['2', [a, b, c]]"), 'c')
    assert.equal(evaluated('!Base64 AWS CloudFormation'), 'QVdTIENsb3VkRm9ybWF0aW9u')
    assert.match(
      refusedValue('!Select [3, [a]]'),
      /^Template error: Fn::Select cannot select nonexistent value at index 3/,
    )
  })

  it('Fn::Cidr and Fn::GetAZs give lists', () => {
    assert.equal(evaluated("!Select [1, !Cidr ['192.168.0.0/24', 6, 5]]"), '192.168.0.32/27')
    assert.equal(evaluated("!Join [',', !GetAZs '']"), 'eu-west-1a,eu-west-1b,eu-west-1c')
    assert.match(refusedValue("!Select [0, !Cidr ['192.168.0.0/24', 9, 5]]"), /^Template error: Fn::Cidr/)
  })

  it('Fn::FindInMap reads mappings and names what is missing', () => {
    const mappings = 'Mappings: { Names: { eu-west-1: { Title: Irland } } }'
    assert.equal(evaluated('!FindInMap [Names, !Ref AWS::Region, Title]', mappings), 'Irland')
    assert.match(
      refusedValue('!FindInMap [Names, us, Title]', mappings),
      /^Template error: Unable to get mapping for Names::us::Title/,
    )
    assert.match(
      refusedValue('!FindInMap [Other, a, b]', mappings),
      /^Template error: Mapping named 'Other' is not present/,
    )
  })

  it('Fn::ImportValue yields exports of the region', () => {
    assert.equal(evaluated('!ImportValue shared', '', {}, { shared: 'v' }), 'v')
    assert.match(refusedValue('!ImportValue shared'), /^No export named shared found\./)
  })

  it('Fn::If chooses by condition; And, Or, Not, Equals and Condition combine', () => {
    const conditions = `
Parameters: { Env: { Type: String } }
Conditions:
  Prod: !Equals [!Ref Env, prod]
  Test: !Not [!Condition Prod]
  Both: !And [!Condition Prod, !Condition Test]
  Any: !Or [!Condition Prod, !Condition Test]
`
    const choice = "!Join [',', [!If [Prod, p, n], !If [Test, t, n], !If [Both, b, n], !If [Any, a, n]]]"
    assert.equal(evaluated(choice, conditions, { Env: 'prod' }), 'p,n,n,a')
    assert.equal(evaluated(choice, conditions, { Env: 'dev' }), 'n,t,n,a')
    assert.equal(evaluated('!If [Prod, x, !Ref AWS::NoValue]', conditions, { Env: 'dev' }), undefined)
  })

  it('unknown and misplaced ones are refused by name', () => {
    assert.match(
      refusedValue('{ "Fn::Nope": x }'),
      /^Template error: Encountered unsupported function: Fn::Nope Supported functions are: \[Ref, /,
    )
    assert.match(refusedValue('!Transform { Name: AWS::Include }'), /The location parameter is not a valid S3 uri/)
    assert.match(
      refusedValue('!If [Nope, a, b]'),
      /Unresolved condition dependency Nope in the Resources block of the template/,
    )
  })

  it('cannot be made to multiply text without end', () => {
    let nested = 'xxxxxxxxxx'
    for (let level = 0; level < 40; level++) nested = `!Sub ['\${a}\${a}', { a: ${nested} }]`
    assert.match(refusedValue(nested), /limited to 65536 characters/)
    let empty = "''"
    for (let level = 0; level < 40; level++) empty = `!Sub ['\${a}\${a}', { a: ${empty} }]`
    assert.equal(evaluated(empty), '')
  })
})
