import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { openCloudFormation } from '../../../test/support/cloudformation.ts'

const StackName = 'pets'
const TemplateBody = `
Resources:
  Api:
    Type: AWS::ApiGatewayV2::Api
    Properties:
      Body: { Fn::Transform: { Name: AWS::Include, Parameters: { Location: s3://snippets/a b/api.yaml } } }
`
const Capabilities = ['CAPABILITY_AUTO_EXPAND' as const]
const documentOf = (path: string) => `openapi: 3.0.1
info: { title: pets }
paths: { ${path}: { get: { x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: 'https://b.example', payloadFormatVersion: '1.0' } } } }
`

async function openSnippets(t: TestContext) {
  const opened = await openCloudFormation(t)
  await opened.s3.CreateBucket({ Bucket: 'snippets' })
  const put = (path: string) =>
    opened.s3.PutObject({ Bucket: 'snippets', Key: 'a b/api.yaml', Body: Buffer.from(documentOf(path)) })
  await put('/pets')
  const routes = async () => {
    const { Items: [api] = [] } = await opened.gateway.GetApis({})
    return (await opened.gateway.GetRoutes({ ApiId: api?.ApiId })).Items?.map(({ RouteKey }) => RouteKey)
  }
  return { ...opened, put, routes }
}

describe('a template that includes a text out of a bucket', () => {
  it('makes what that says, and what it says anew with the next update', async (t) => {
    const { client, put, routes } = await openSnippets(t)
    await assert.rejects(client.CreateStack({ StackName, TemplateBody }), {
      message: 'Requires capabilities : [CAPABILITY_AUTO_EXPAND]',
    })
    await client.CreateStack({ StackName, TemplateBody, Capabilities })
    assert.deepEqual(await routes(), ['GET /pets'])
    assert.equal((await client.GetTemplate({ StackName, TemplateStage: 'Original' })).TemplateBody, TemplateBody)
    assert.match((await client.GetTemplate({ StackName })).TemplateBody ?? '', /"\/pets"/)
    await assert.rejects(client.UpdateStack({ StackName, TemplateBody, Capabilities }), {
      message: 'No updates are to be performed.',
    })
    await put('/dogs')
    assert.match((await client.GetTemplate({ StackName })).TemplateBody ?? '', /"\/pets"/)
    await client.UpdateStack({ StackName, UsePreviousTemplate: true, Capabilities })
    assert.deepEqual(await routes(), ['GET /dogs'])
    await client.DeleteStack({ StackName })
    assert.equal(await routes().catch(() => 'gone'), 'gone')
  })

  it('is validated and summed up with it', async (t) => {
    const { client } = await openSnippets(t)
    assert.deepEqual((await client.ValidateTemplate({ TemplateBody })).DeclaredTransforms, ['AWS::Include'])
    assert.deepEqual((await client.GetTemplateSummary({ TemplateBody })).DeclaredTransforms, ['AWS::Include'])
  })

  it('is refused when nothing is there', async (t) => {
    const { client } = await openSnippets(t)
    const elsewhere = TemplateBody.replace('snippets', 'nowhere')
    await assert.rejects(client.CreateStack({ StackName, TemplateBody: elsewhere, Capabilities }), {
      message: 'S3 error: The specified bucket does not exist',
    })
  })

  it('reads no more than a template may have, however many texts it names', async (t) => {
    const { client, s3 } = await openSnippets(t)
    await s3.PutObject({ Bucket: 'snippets', Key: 'large', Body: Buffer.alloc(600_000, '#') })
    const include = (Key: string) => ({
      'Fn::Transform': { Name: 'AWS::Include', Parameters: { Location: `s3://snippets/${Key}` } },
    })
    const Metadata = ['large', 'other/../large', 'not-there'].map(include)
    const Resources = { Api: { Type: 'AWS::ApiGatewayV2::Api', Metadata: { Metadata } } }
    const refused = { name: 'ValidationError', message: 'Template may not exceed 1000000 bytes in size.' }
    const template = { TemplateBody: JSON.stringify({ Resources }) }
    await assert.rejects(client.CreateStack({ StackName, ...template, Capabilities }), refused)
    await assert.rejects(client.ValidateTemplate(template), refused)
  })
})
