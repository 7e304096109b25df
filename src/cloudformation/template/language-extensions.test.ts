import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { apiTemplate, evaluated, planTemplate, refusalOf, refusedValue } from '../../../test/support/templates.ts'

const transform = 'Transform: AWS::LanguageExtensions\n'

describe('functions of AWS::LanguageExtensions', () => {
  it('are there for templates that declare it, and unknown to others', () => {
    assert.equal(evaluated('!Sub ["${N}", { N: !Length [a, b] }]', transform), '2')
    assert.match(refusedValue('!Length [a]'), /^Template error: Encountered unsupported function: Fn::Length /)
    assert.match(
      refusalOf('Transform: [AWS::LanguageExtensions, Mine]\nResources: {}'),
      /^poolgate does not implement the transform Mine/,
    )
  })

  it('Fn::Length counts items, of parameters too', () => {
    const more = `${transform}Parameters: { L: { Type: CommaDelimitedList } }`
    assert.equal(evaluated('!Length { Ref: L }', more, { L: 'a,b,c' }), '3')
    assert.match(refusedValue('!Length x', transform), /^Template error: Fn::Length requires a list/)
  })

  it('Fn::ToJsonString writes objects and lists, what is in them evaluated', () => {
    assert.equal(
      evaluated('!ToJsonString { region: !Ref AWS::Region, list: [1, true, "x"] }', transform),
      '{"region":"eu-west-1","list":[1,true,"x"]}',
    )
    assert.match(
      refusedValue('!ToJsonString x', transform),
      /^Template error: Fn::ToJsonString requires an object or a list/,
    )
  })
})

describe('Fn::ForEach', () => {
  const pools = (collection: string, more = ''): string => `${transform}
Parameters: { Names: { Type: CommaDelimitedList, Default: 'One,Two' }, Other: { Type: String, Default: x } }
Resources:
  Api: { Type: AWS::ApiGatewayV2::Api, Properties: { Name: x, ProtocolType: HTTP } }
  Fn::ForEach::Pools:
    - Name
    - ${collection}
    - Pool&{Name}:
        Type: AWS::Cognito::UserPool
        Properties: { UserPoolName: !Ref Name, UserPoolTags: { for: !Sub '\${Name} in \${AWS::Region}' } }
${more}`
  const namesOf = (text: string, given = {}) =>
    [...planTemplate(text, given).resources.keys()].filter((id) => id !== 'Api')

  it('writes a resource for each item of a list or a list parameter', () => {
    assert.deepEqual(namesOf(pools('[A, B-c]')), ['PoolA', 'PoolBc'])
    assert.deepEqual(namesOf(pools('!Ref Names')), ['PoolOne', 'PoolTwo'])
    assert.deepEqual(namesOf(pools('[!Ref Names, Last]'), { Names: 'x' }), ['Poolx', 'PoolLast'])
    assert.deepEqual(namesOf(pools('[]')), [])
    const properties = planTemplate(pools('[B-c]')).previewProperties('PoolBc', () => assert.fail()).properties
    assert.deepEqual(
      { ...properties, UserPoolTags: { ...Object(properties['UserPoolTags']) } },
      {
        UserPoolName: 'B-c',
        UserPoolTags: { for: 'B-c in eu-west-1' },
      },
    )
  })

  it('writes outputs, conditions and properties, loops within loops too', () => {
    const plan = planTemplate(
      pools(
        '[A, B]',
        `Conditions:
  Fn::ForEach::Conditions: [Letter, [A, B], { 'Is\${Letter}': !Equals [!Ref Letter, A] }]
Outputs:
  Fn::ForEach::Rows:
    - Row
    - [A, B]
    - Fn::ForEach::Columns:
        - Column
        - ['1', '2']
        - Cell\${Row}\${Column}: { Condition: 'Is\${Row}', Value: !GetAtt ['Pool\${Row}', Arn] }
`,
      ),
    )
    assert.deepEqual(
      plan.outputs.map(({ key }) => key),
      ['CellA1', 'CellA2'],
    )
  })

  it('is refused when it is malformed, writes a key twice or too much', () => {
    const cases: [string, RegExp][] = [
      [pools('!Ref Other'), /^poolgate does not implement collections of Fn::ForEach other than lists/],
      [pools('[A, A]'), /^Template format error: Fn::ForEach writes the key PoolA twice/],
      [
        pools('[A]').replace('- Name\n', '- Other-x\n'),
        /^Template error: the identifier Other-x of Fn::ForEach is non alphanumeric/,
      ],
      [
        pools('[A]').replace('- Name\n', '- Names\n'),
        /^Template error: the identifier Names of Fn::ForEach has a meaning already/,
      ],
      [
        `${transform}Resources: { 'Fn::ForEach::X': [a, b] }`,
        /^Template error: every Fn::ForEach requires an identifier/,
      ],
      [
        pools(`[${Array.from({ length: 501 }, (_, i) => `A${i}`).join(', ')}]`),
        /Number of resources, 502, is greater than maximum allowed, 500/,
      ],
      [
        pools('[A]').replace(transform, ''),
        /^Template format error: Resource name Fn::ForEach::Pools is non alphanumeric/,
      ],
    ]
    for (const [text, expected] of cases) assert.match(refusalOf(text), expected)
    const ten = '[a, b, c, d, e, f, g, h, i, j]'
    const bomb = ['P', 'Q', 'R', 'S', 'T', 'U', 'V', 'W'].reduceRight(
      (body, name) => `{ 'Fn::ForEach::${name}': [${name}, ${ten}, ${body}] }`,
      "{ 'K${P}${Q}${R}${S}${T}${U}${V}${W}': { Value: x } }",
    )
    const list = `Parameters: { L: { Type: CommaDelimitedList, Default: '${Array.from({ length: 100 }, (_, i) => i).join()}' } }`
    const idle = ['P', 'Q', 'R', 'S', 'T'].reduceRight(
      (body, name) => `{ 'Fn::ForEach::${name}': [${name}, !Ref L, ${body}] }`,
      '{}',
    )
    for (const outputs of [bomb, idle])
      assert.match(
        refusalOf(`${apiTemplate('Name: x')}${transform}${list}\nOutputs: ${outputs}`),
        /^Template error: Fn::ForEach writes more than 20000 values/,
      )
  })
})
