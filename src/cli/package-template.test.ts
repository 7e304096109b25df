import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { CommandError } from './command.ts'
import { packageTemplate } from './package-template.ts'

function packaged(t: TestContext, text: string, files: Readonly<Record<string, string>>) {
  const folder = mkdtempSync(join(tmpdir(), 'poolgate-package-'))
  t.after(() => rmSync(folder, { recursive: true }))
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content)
  const named: string[] = []
  const result = packageTemplate(join(folder, 'template.yaml'), text, (file) =>
    named.push(file.slice(folder.length + 1)),
  )
  return { ...result, named }
}

const stack = (url: string) =>
  `Resources: { A: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: ${url}, TimeoutInMinutes: 5 } } }`
const sub = /\{"Fn::Sub":"https:\/\/s3\.\$\{AWS::Region\}\.amazonaws\.com\/poolgate-up-[^"]*\/[0-9a-f]{64}\.template"\}/

for (const path of ['child.yaml', './child.yaml', "'child.yaml'", '"./child.yaml"'])
  test(`a nested template ${path} is named by its content, and everything else stays`, (t) => {
    const { templateBody, assets, named } = packaged(t, stack(path), { 'child.yaml': '{}' })
    assert.match(templateBody, sub)
    assert.equal(templateBody.replace(sub, path), stack(path))
    assert.deepEqual(
      assets.map(({ content }) => content),
      ['{}'],
    )
    assert.deepEqual(named, ['child.yaml'])
  })

test('another content of a nested template makes another template of the one around it', (t) => {
  const [one, two] = ['{}', '{ }'].map(
    (child) => packaged(t, stack('child.yaml'), { 'child.yaml': child }).templateBody,
  )
  assert.notEqual(one, two)
})

test('two files in one line are both replaced', (t) => {
  const text = `{"Resources":{"A":{"Type":"AWS::CloudFormation::Stack","Properties":{"TemplateURL":"a"}},"B":{"Type":"AWS::CloudFormation::Stack","Properties":{"TemplateURL":"b"}}}}`
  const { templateBody, assets } = packaged(t, text, { a: 'first', b: 'second' })
  const { Resources } = JSON.parse(templateBody)
  for (const [name, asset] of [
    ['A', assets[0]],
    ['B', assets[1]],
  ] as const)
    assert.ok(Resources[name].Properties.TemplateURL['Fn::Sub'].endsWith(`/${asset?.key}`))
})

for (const url of ['https://s3.us-east-1.amazonaws.com/b/k', 's3://b/k', '!Ref Url', '""'])
  test(`${url} is no file and stays`, (t) => {
    const { templateBody, named } = packaged(t, stack(url), {})
    assert.equal(templateBody, stack(url))
    assert.deepEqual(named, [])
  })

test('a file that is not there is refused, with who names it', (t) => {
  assert.throws(
    () => packaged(t, stack('gone.yaml'), {}),
    (error) => error instanceof CommandError && /gone\.yaml, which .*template\.yaml names/.test(error.message),
  )
})

test('a template that is nested in itself is refused', (t) => {
  assert.throws(() => packaged(t, stack('child.yaml'), { 'child.yaml': stack('child.yaml') }), /is nested in itself/)
})

test('what is no template stays, for CloudFormation to say so', (t) => {
  assert.equal(packaged(t, 'Resources: [', {}).templateBody, 'Resources: [')
})

for (const [type, property] of [
  ['AWS::Serverless::HttpApi', 'DefinitionUri'],
  ['AWS::ApiGatewayV2::Api', 'BodyS3Location'],
] as const)
  test(`${property} of ${type} is a file as it lies here`, (t) => {
    const text = `{"Resources":{"A":{"Type":"${type}","Properties":{"${property}":"./openapi.yaml"}}}}`
    const { templateBody, assets } = packaged(t, text, { 'openapi.yaml': 'openapi: 3.0.1' })
    const { Resources } = JSON.parse(templateBody)
    assert.equal(Resources.A.Properties[property].Key, assets[0]?.key)
    assert.equal(assets[0]?.content, 'openapi: 3.0.1')
  })
