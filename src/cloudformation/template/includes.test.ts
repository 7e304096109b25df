import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { includedLocations } from './includes.ts'
import { jsonText } from './node.ts'
import { describeProblem, TemplateProblem } from './problem.ts'
import { readTemplate } from './template.ts'

const call = (location: string, name = 'AWS::Include') =>
  `Fn::Transform: { Name: '${name}', Parameters: { Location: ${location} } }`
const api = (body: string, rest = '') =>
  `Resources:\n  Api:\n    Type: AWS::ApiGatewayV2::Api\n    Properties:\n      Body: { ${body} }\n${rest}`
const bodyOf = (text: string, includes: Record<string, string>, given: Record<string, string> = {}) =>
  JSON.parse(jsonText(readTemplate(text, new Map(Object.entries(given)), includes).root)).Resources.Api.Properties.Body

function problemOf(work: () => unknown): string {
  try {
    work()
  } catch (error) {
    if (error instanceof TemplateProblem) return describeProblem(error)
    throw error
  }
  return assert.fail('the template was accepted')
}

describe('what a template includes', () => {
  it('stands where it is called, beside what stands there', () => {
    const document = 'openapi: 3.0.1\npaths: { /a: { get: { x: !Ref P } } }'
    assert.deepEqual(bodyOf(api(`info: { title: t }, ${call('s3://b/k')}`), { 's3://b/k': document }), {
      info: { title: 't' },
      openapi: '3.0.1',
      paths: { '/a': { get: { x: { Ref: 'P' } } } },
    })
  })

  it('may lie where a parameter says', () => {
    const text = api(call('!Ref L'), 'Parameters: { L: { Type: String, Default: s3://b/default } }')
    assert.deepEqual(includedLocations(text, new Map()), ['s3://b/default'])
    assert.deepEqual(includedLocations(text, new Map([['L', 's3://b/k']])), ['s3://b/k'])
    assert.deepEqual(bodyOf(text, { 's3://b/k': '{"openapi": "3.0.1"}' }, { L: 's3://b/k' }), { openapi: '3.0.1' })
  })

  it('is declared as a transform, and there before AWS SAM looks', () => {
    const text = `Transform: AWS::Serverless-2016-10-31\nResources:\n  Api:\n    Type: AWS::Serverless::HttpApi\n    Properties: { DefinitionBody: { ${call('s3://b/k')} }, Description: d }\n`
    const { transforms } = readTemplate(text, new Map(), { 's3://b/k': 'openapi: 3.0.1\npaths: {}' })
    assert.deepEqual(transforms, ['AWS::Include', 'AWS::Serverless-2016-10-31'])
    const body = bodyOf(text, { 's3://b/k': 'openapi: 3.0.1\npaths: {}' })
    assert.equal(body.info.description, 'd')
  })

  const failed = 'Transform AWS::Include failed with:'
  for (const [body, text, problem] of [
    [call('./api.yaml'), '', `${failed} The location parameter is not a valid S3 uri. (TemplateBody:5:78)`],
    [call('!Ref Nothing'), '', `${failed} The location parameter is not a valid S3 uri. (TemplateBody:5:83)`],
    [
      call('s3://b/k'),
      '- a',
      `${failed} Template format error: unsupported structure. (s3://b/k:1:1) (TemplateBody:5:30)`,
    ],
    [call('s3://b/k'), 'a: {', `${failed} Template format error: YAML not well-formed.`],
    [call('s3://b/k'), call('s3://b/k'), `${failed} what is included includes something itself (TemplateBody:5:30)`],
    [`openapi: 1, ${call('s3://b/k')}`, 'openapi: 2', `${failed} a key is there already (TemplateBody:5:13)`],
    [call('s3://b/k', 'Own'), '', 'poolgate does not implement the transform Own (TemplateBody:5:30)'],
    [
      call('s3://b/k'),
      `a: ${'x'.repeat(1_000_001)}`,
      'Template may not exceed 1000000 bytes in size. (TemplateBody:5:30)',
    ],
  ] as const)
    it(`is refused: ${problem}`, () => {
      const told = problemOf(() => bodyOf(api(body), { 's3://b/k': text }))
      assert.ok(told.startsWith(problem), told)
    })
})
