import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { openCloudFormation, remains } from '../../../test/support/cloudformation.ts'

const documentOf = (path: string) => `
openapi: 3.0.1
info: { title: pets, version: '1' }
paths:
  ${path}:
    get:
      x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: 'https://www.example.com/', payloadFormatVersion: '1.0' }
`
const template = (key: string, more = '') => `
Resources:
  Api: { Type: AWS::ApiGatewayV2::Api, Properties: { BodyS3Location: { Bucket: apis, Key: ${key} }${more} } }
Outputs: { Api: { Value: !Ref Api } }
`

async function openWithDocuments(t: TestContext, documents: Readonly<Record<string, string>>) {
  const opened = await openCloudFormation(t)
  const { client, gateway, s3 } = opened
  await s3.CreateBucket({ Bucket: 'apis' })
  for (const [Key, text] of Object.entries(documents))
    await s3.PutObject({ Bucket: 'apis', Key, Body: Buffer.from(text) })
  const stack = async () => {
    const { Stacks: [found] = [] } = await client.DescribeStacks({ StackName: 'pets' })
    const { StackEvents = [] } = await client.DescribeStackEvents({ StackName: 'pets' })
    const reasons = StackEvents.map(({ ResourceStatusReason = '' }) => ResourceStatusReason).join('\n')
    return { status: found?.StackStatus, ApiId: found?.Outputs?.[0]?.OutputValue, reasons }
  }
  const routeKeys = async (ApiId: string | undefined) =>
    (await gateway.GetRoutes({ ApiId })).Items?.map(({ RouteKey }) => RouteKey)
  return { ...opened, stack, routeKeys }
}

describe('an API whose document lies in a bucket', () => {
  it('is imported from there, in YAML or JSON, and again when the template names another', async (t) => {
    const json = JSON.stringify({ openapi: '3.0.1', info: { title: 'animals', version: '2' }, paths: {} })
    const { client, gateway, stack, routeKeys } = await openWithDocuments(t, {
      'a.yaml': documentOf('/a'),
      'b.json': json,
    })
    await client.CreateStack({ StackName: 'pets', TemplateBody: template('a.yaml') })
    const { status, ApiId } = await stack()
    assert.equal(status, 'CREATE_COMPLETE')
    assert.equal((await gateway.GetApi({ ApiId })).Name, 'pets')
    assert.deepEqual(await routeKeys(ApiId), ['GET /a'])
    await client.UpdateStack({ StackName: 'pets', TemplateBody: template('b.json', ', Tags: { team: shop }') })
    const updated = await stack()
    assert.deepEqual([updated.status, updated.ApiId], ['UPDATE_COMPLETE', ApiId])
    assert.deepEqual(await routeKeys(ApiId), [])
    const api = await gateway.GetApi({ ApiId })
    assert.deepEqual([api.Name, { ...api.Tags }], ['animals', { team: 'shop' }])
  })

  it('is named by its properties rather than by its document', async (t) => {
    const { client, gateway, stack } = await openWithDocuments(t, { a: documentOf('/a') })
    await client.CreateStack({ StackName: 'pets', TemplateBody: template('a', ', Name: mine') })
    assert.equal((await gateway.GetApi({ ApiId: (await stack()).ApiId })).Name, 'mine')
  })

  for (const [key, reason] of [
    ['gone', 'The specified key does not exist.'],
    ['text', 'Invalid OpenAPI input.'],
    ['broken', 'YAML not well-formed'],
    ['swagger', 'HTTP APIs support only OpenAPI 3.0'],
  ] as const)
    it(`leaves nothing behind where it cannot be imported: ${reason}`, async (t) => {
      const opened = await openWithDocuments(t, { text: 'a', broken: 'a: [', swagger: '{"swagger":"2.0"}' })
      await opened.client.CreateStack({ StackName: 'pets', TemplateBody: template(key) })
      const { status, reasons } = await opened.stack()
      assert.equal(status, 'ROLLBACK_COMPLETE')
      assert.ok(reasons.includes(reason), reasons)
      assert.deepEqual(await remains(opened), { pools: [], apis: [] })
    })

  it('comes of AWS SAM, too', async (t) => {
    const { client, stack, routeKeys } = await openWithDocuments(t, { a: documentOf('/a') })
    const TemplateBody = `
Transform: AWS::Serverless-2016-10-31
Resources: { Api: { Type: AWS::Serverless::HttpApi, Properties: { DefinitionUri: s3://apis/a } } }
Outputs: { Api: { Value: !Ref Api } }
`
    await client.CreateStack({ StackName: 'pets', TemplateBody, Capabilities: ['CAPABILITY_AUTO_EXPAND'] })
    const { status, ApiId } = await stack()
    assert.equal(status, 'CREATE_COMPLETE')
    assert.deepEqual(await routeKeys(ApiId), ['GET /a'])
  })
})
