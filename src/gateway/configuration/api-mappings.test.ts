import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { createServedApi, openGateway } from '../../../test/support/gateway.ts'

const DomainName = 'shop.example.com'

async function openWithDomain(t: TestContext) {
  const gateway = await openGateway(t)
  const { ApiId } = await createServedApi(gateway.client)
  await gateway.client.CreateStage({ ApiId, StageName: '$default' })
  await gateway.client.CreateStage({ ApiId, StageName: 'dev' })
  const CertificateArn = 'arn:aws:acm:us-east-1:000000000000:certificate/0a1b'
  await gateway.client.CreateDomainName({ DomainName, DomainNameConfigurations: [{ CertificateArn }] })
  return { ...gateway, ApiId, target: { DomainName, ApiId, Stage: '$default' } }
}

describe('API mappings', () => {
  it('have an empty key when none is given', async (t) => {
    const { client, ApiId, target, changedDomains } = await openWithDomain(t)
    const created = await client.CreateApiMapping(target)
    const ApiMappingId = created.ApiMappingId ?? ''
    assert.match(ApiMappingId, /^[a-z0-9]{10}$/)
    assert.deepEqual(created, { ApiId, ApiMappingId, ApiMappingKey: '', Stage: '$default' })
    assert.deepEqual(await client.GetApiMapping({ DomainName, ApiMappingId }), created)
    assert.deepEqual((await client.GetApiMappings({ DomainName })).Items, [created])
    assert.deepEqual(changedDomains, [DomainName, DomainName])
  })

  it('have their key once in a domain; one that is left out is the empty one', async (t) => {
    const { client, target } = await openWithDomain(t)
    const refusal = { name: 'ConflictException', message: 'ApiMapping key already exists for this domain name' }
    await client.CreateApiMapping(target)
    await assert.rejects(client.CreateApiMapping({ ...target, ApiMappingKey: '' }), refusal)
    const { ApiMappingId } = await client.CreateApiMapping({ ...target, ApiMappingKey: 'v1' })
    await assert.rejects(client.CreateApiMapping({ ...target, ApiMappingKey: 'v1', Stage: 'dev' }), refusal)
    await assert.rejects(client.UpdateApiMapping({ ...target, ApiMappingId, ApiMappingKey: '' }), refusal)
  })

  it('name an API and a stage that are there', async (t) => {
    const { client, target } = await openWithDomain(t)
    await assert.rejects(client.CreateApiMapping({ ...target, ApiId: 'zzzzzzzzzz' }), {
      name: 'BadRequestException',
      message: 'Invalid API identifier specified',
    })
    await assert.rejects(client.CreateApiMapping({ ...target, Stage: 'none' }), {
      name: 'BadRequestException',
      message: 'Invalid stage identifier specified',
    })
    await assert.rejects(client.CreateApiMapping({ ...target, DomainName: 'other.example.com' }), {
      name: 'NotFoundException',
      message: 'Invalid domain name identifier specified',
    })
  })

  it('may have several levels, and every character that AWS allows', async (t) => {
    const { client, target } = await openWithDomain(t)
    for (const ApiMappingKey of ['orders/v1/items', "a$-_.+!*'()Z9", 'x'.repeat(300)])
      assert.equal((await client.CreateApiMapping({ ...target, ApiMappingKey })).ApiMappingKey, ApiMappingKey)
  })

  for (const ApiMappingKey of ['/', '/a', 'a/', 'a//b', 'a b', 'a%20b', 'a/../b', '.', 'ä', 'x'.repeat(301)])
    it(`refuse the key ${ApiMappingKey.slice(0, 10)}`, async (t) => {
      const { client, target } = await openWithDomain(t)
      await assert.rejects(client.CreateApiMapping({ ...target, ApiMappingKey }), { name: 'BadRequestException' })
    })

  it('keep what an update does not give', async (t) => {
    const { client, ApiId, target } = await openWithDomain(t)
    const { ApiMappingId } = await client.CreateApiMapping({ ...target, ApiMappingKey: 'v1' })
    const place = { DomainName, ApiMappingId, ApiId }
    const moved = { ApiId, ApiMappingId, ApiMappingKey: 'v1', Stage: 'dev' }
    assert.deepEqual(await client.UpdateApiMapping({ ...place, Stage: 'dev' }), moved)
    assert.deepEqual(await client.UpdateApiMapping({ ...place, ApiMappingKey: '' }), { ...moved, ApiMappingKey: '' })
  })

  it('are refused by name when there is no such mapping', async (t) => {
    const { client, target } = await openWithDomain(t)
    const { ApiMappingId } = await client.CreateApiMapping(target)
    await client.DeleteApiMapping({ DomainName, ApiMappingId })
    const refusal = {
      name: 'NotFoundException',
      message: 'The api mapping resource specified in the request was not found.',
    }
    await assert.rejects(client.GetApiMapping({ DomainName, ApiMappingId }), refusal)
    await assert.rejects(client.UpdateApiMapping({ ...target, ApiMappingId }), refusal)
    await assert.rejects(client.DeleteApiMapping({ DomainName, ApiMappingId }), refusal)
  })

  it('keep their API from being deleted, until their domain goes', async (t) => {
    const { client, ApiId, target } = await openWithDomain(t)
    await client.CreateApiMapping(target)
    await assert.rejects(client.DeleteApi({ ApiId }), {
      name: 'BadRequestException',
      message: `Deleting API ${ApiId} failed. Please remove all API mappings for the API from your custom domain names.`,
    })
    await client.DeleteDomainName({ DomainName })
    await client.DeleteApi({ ApiId })
  })

  it('of several levels are at most 200 in a domain', async (t) => {
    const { client, target } = await openWithDomain(t)
    for (let count = 0; count < 200; count++) await client.CreateApiMapping({ ...target, ApiMappingKey: `a/${count}` })
    await client.CreateApiMapping({ ...target, ApiMappingKey: 'b' })
    await assert.rejects(client.CreateApiMapping({ ...target, ApiMappingKey: 'a/b' }), {
      name: 'BadRequestException',
      message: /^Maximum number of Multi-level API mappings for this domain name has been reached/,
    })
  })
})
