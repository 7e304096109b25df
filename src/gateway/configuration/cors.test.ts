import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Cors } from '@aws-sdk/client-apigatewayv2'
import { createServedApi, openGateway } from '../../../test/support/gateway.ts'

const CorsConfiguration = {
  AllowCredentials: true,
  AllowHeaders: ['authorization'],
  AllowMethods: ['GET', '*'],
  AllowOrigins: ['https://shop.example', 'http://localhost:3000', 'https://*', 'http://[::1]:80'],
  ExposeHeaders: ['x-b'],
  MaxAge: -1,
}

describe('the CORS configuration of an API', () => {
  it('is read back as it was given', async (t) => {
    const { client } = await openGateway(t)
    const { ApiId, ...api } = await client.CreateApi({ Name: 'pets', ProtocolType: 'HTTP', CorsConfiguration })
    assert.deepEqual(api.CorsConfiguration, CorsConfiguration)
    assert.deepEqual((await client.GetApi({ ApiId })).CorsConfiguration, CorsConfiguration)
  })

  it('keeps what an update of it does not give', async (t) => {
    const { client } = await openGateway(t)
    const { ApiId } = await client.CreateApi({
      Name: 'pets',
      ProtocolType: 'HTTP',
      CorsConfiguration: { AllowHeaders: ['header1', 'header2'], AllowMethods: ['GET', 'OPTIONS'] },
    })
    const AllowOrigins = ['https://www.example.com']
    const { CorsConfiguration: updated } = await client.UpdateApi({ ApiId, CorsConfiguration: { AllowOrigins } })
    assert.deepEqual(updated, {
      AllowCredentials: false,
      AllowHeaders: ['header1', 'header2'],
      AllowMethods: ['GET', 'OPTIONS'],
      AllowOrigins,
    })
  })

  it('is gone after DeleteCorsConfiguration', async (t) => {
    const { client } = await openGateway(t)
    const { ApiId } = await client.CreateApi({ Name: 'pets', ProtocolType: 'HTTP', CorsConfiguration })
    await client.DeleteCorsConfiguration({ ApiId })
    await client.DeleteCorsConfiguration({ ApiId })
    assert.equal((await client.GetApi({ ApiId })).CorsConfiguration, undefined)
    await assert.rejects(client.DeleteCorsConfiguration({ ApiId: 'zzzzzzzzzz' }), { name: 'NotFoundException' })
  })

  it('is none when nothing is given where there is none', async (t) => {
    const { client } = await openGateway(t)
    const { ApiId, ...api } = await client.CreateApi({ Name: 'pets', ProtocolType: 'HTTP', CorsConfiguration: {} })
    assert.equal(api.CorsConfiguration, undefined)
    assert.equal((await client.UpdateApi({ ApiId, CorsConfiguration: {} })).CorsConfiguration, undefined)
    assert.equal((await client.GetApi({ ApiId })).CorsConfiguration, undefined)
  })

  it('is served as it was when the API was deployed', async (t) => {
    const { client, store } = await openGateway(t)
    const { ApiId } = await createServedApi(client)
    await client.UpdateApi({ ApiId, CorsConfiguration: { AllowOrigins: ['*'] } })
    await client.CreateStage({ ApiId, StageName: 'dev' })
    await client.CreateDeployment({ ApiId, StageName: 'dev' })
    await client.DeleteCorsConfiguration({ ApiId })
    const served = async () => (await store.findDeployedApi(ApiId))?.stages[0]?.snapshot?.corsConfiguration
    assert.deepEqual((await served())?.allowOrigins, ['*'])
    await client.CreateDeployment({ ApiId, StageName: 'dev' })
    assert.equal(await served(), undefined)
  })

  it('cannot allow credentials to everybody', async (t) => {
    const { client } = await openGateway(t)
    const refusal = {
      name: 'BadRequestException',
      message: "allow-credentials is not supported if 'allow-origin' is *",
    }
    const create = { Name: 'pets', ProtocolType: 'HTTP' } as const
    const everybody = { AllowCredentials: true, AllowOrigins: ['https://shop.example', '*'] }
    await assert.rejects(client.CreateApi({ ...create, CorsConfiguration: everybody }), refusal)
    const { ApiId } = await client.CreateApi({ ...create, CorsConfiguration })
    await assert.rejects(client.UpdateApi({ ApiId, CorsConfiguration: { AllowOrigins: ['*'] } }), refusal)
  })

  for (const origin of [
    'capacitor://localhost',
    'shop.example',
    'https://*.shop.example',
    'https://shop.example/',
    'https://a@shop.example',
    'https://shop.example\r\nx: y',
    'null',
    '',
  ])
    it(`refuses the origin ${JSON.stringify(origin)}`, async (t) => {
      const { client } = await openGateway(t)
      const CorsConfiguration = { AllowOrigins: [origin] }
      await assert.rejects(client.CreateApi({ Name: 'pets', ProtocolType: 'HTTP', CorsConfiguration }), {
        name: 'BadRequestException',
        message: `Invalid format for origin ${origin}`,
      })
    })

  const unnamed: [string, Cors][] = [
    ['allowMethods', { AllowMethods: ['GET, PUT'] }],
    ['allowHeaders', { AllowHeaders: ['x\r\ny'] }],
    ['exposeHeaders', { ExposeHeaders: [''] }],
  ]
  for (const [list, given] of unnamed)
    it(`refuses what is no name in ${list}`, async (t) => {
      const { client } = await openGateway(t)
      const created = client.CreateApi({ Name: 'pets', ProtocolType: 'HTTP', CorsConfiguration: given })
      await assert.rejects(created, { name: 'BadRequestException', message: new RegExp(`^Invalid value in ${list}`) })
    })

  for (const MaxAge of [-2, 86_401])
    it(`refuses a MaxAge of ${MaxAge}`, async (t) => {
      const { client } = await openGateway(t)
      const created = client.CreateApi({ Name: 'pets', ProtocolType: 'HTTP', CorsConfiguration: { MaxAge } })
      await assert.rejects(created, { name: 'BadRequestException' })
    })
})
