import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { apiTemplate, planTemplate, refusalOf } from '../../../test/support/templates.ts'

const parameters = `
Parameters:
  Stage: { Type: String, Default: dev }
  Tls: { Type: String, Default: 'no' }
  Names: { Type: CommaDelimitedList, Default: 'a,b' }
`
const withRule = (rule: string): string => `${apiTemplate('Name: x')}${parameters}Rules:\n  Check: ${rule}\n`
const assertion = (assert: string): string =>
  withRule(`{ Assertions: [{ Assert: ${assert}, AssertDescription: why }] }`)
const failed = /^Template error: rule Check failed: why \(TemplateBody:11:\d+, Rules\.Check\.Assertions\.0\)$/

describe('rules', () => {
  it('refuse what their assertions do not allow, in the words of the template', () => {
    for (const [assert_, given] of [
      ['!Equals [!Ref Stage, dev]', { Stage: 'prod' }],
      ['!Contains [[dev, test], !Ref Stage]', { Stage: 'prod' }],
      ['!Not [!Contains [[prod], !Ref Stage]]', { Stage: 'prod' }],
      ['!EachMemberEquals [!Ref Names, a]', {}],
      ['!EachMemberIn [!Ref Names, [a, c]]', {}],
      ['!EachMemberIn [!RefAll String, [dev]]', {}],
      ['!And [!Equals [a, a], !Equals [!Ref Tls, yes]]', {}],
    ] as const)
      assert.match(refusalOf(assertion(assert_), given), failed, assert_)
  })

  it('let pass what they allow', () => {
    for (const assert_ of [
      '!Equals [!Ref Stage, dev]',
      '!Contains [[dev, test], !Ref Stage]',
      '!EachMemberIn [!Ref Names, [a, b, c]]',
      "!EachMemberIn [!RefAll String, [dev, 'no']]",
      '!Or [!Equals [a, b], !Not [!Equals [a, b]]]',
    ])
      assert.ok(planTemplate(assertion(assert_)), assert_)
  })

  it('apply only when their condition holds', () => {
    const rule = withRule(
      "{ RuleCondition: !Equals [!Ref Stage, prod], Assertions: [{ Assert: !Equals [!Ref Tls, 'yes'], AssertDescription: why }] }",
    )
    assert.ok(planTemplate(rule))
    assert.match(refusalOf(rule, { Stage: 'prod' }), failed)
    assert.ok(planTemplate(rule, { Stage: 'prod', Tls: 'yes' }))
  })

  it('are refused when they are malformed or ask for what poolgate lacks', () => {
    const cases: [string, RegExp][] = [
      [withRule('{}'), /Every Rules member must contain a list of Assertions\. \(.*Rules\.Check\)$/],
      [withRule('{ Assertions: [{}] }'), /Every Assertions member must contain an Assert\./],
      [withRule('{ Assertions: [], More: 1 }'), /^Invalid template rule property 'More'/],
      [
        assertion('!ValueOfAll [AWS::EC2::VPC::Id, Tags.Department]'),
        /^Template error: unsupported condition function Fn::ValueOfAll/,
      ],
      [assertion('{ Condition: IsProd }'), /^Template error: rules cannot refer to the condition IsProd/],
      [assertion('!Contains [[dev]]'), /^Template error: every Fn::Contains object requires a list of 2 parameters\./],
      [assertion('!Equals [!Ref Api, x]'), /^Template format error: Unresolved dependencies \[Api\]/],
    ]
    for (const [text, expected] of cases) assert.match(refusalOf(text), expected, text)
  })
})
