import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, it, type TestContext } from 'node:test'
import { createSamlKey } from '../../../test/support/saml-identity-provider.ts'
import { samlMetadata, signingKey } from '../../../test/support/saml.ts'
import { openUserPool } from '../../../test/support/user-pool.ts'
import { openDetails } from '../federation/identity-providers.ts'
import { refreshMetadata } from './refresh-metadata.ts'

const hour = 3_600_000

/** A pool with a SAML provider whose metadata has a URL; `world` is what is there. */
async function open(t: TestContext) {
  const opened = await openUserPool(t)
  const { client, UserPoolId, clock, store, service, log } = opened
  const keys = await Promise.all([createSamlKey(clock.now(), 'ec'), createSamlKey(clock.now(), 'ec')])
  const world = { metadata: samlMetadata({ keys: signingKey(keys[0].certificate) }), asked: 0 }
  const server = createServer((_, response) => {
    world.asked++
    response.writeHead(world.metadata === '' ? 503 : 200).end(world.metadata)
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  t.after(() => server.close())
  const MetadataURL = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  const named = { UserPoolId, ProviderName: 'Corp' }
  await client.CreateIdentityProvider({ ...named, ProviderType: 'SAML', ProviderDetails: { MetadataURL } })
  const dependencies = service.dependencies as Parameters<typeof refreshMetadata>[0]
  const find = async () => (await store.findIdentityProvider(UserPoolId, 'Corp')) ?? assert.fail()
  const refresh = async () => refreshMetadata({ ...dependencies, now: clock.now() }, await find())
  return {
    ...opened,
    world,
    certificates: keys.map(({ certificate }) => certificate),
    refresh,
    find,
    dependencies,
    log,
  }
}

describe('the metadata of a SAML provider that has a URL', () => {
  it('is read again after six hours, with its keys and addresses', async (t) => {
    const { world, certificates, refresh, find, clock, dependencies, client, UserPoolId } = await open(t)
    world.metadata = samlMetadata({ keys: signingKey(certificates[1] ?? '') }).replace('/sso?', '/new?')
    clock.advance(6 * hour - 1)
    assert.deepEqual((await refresh()).saml?.certificates, [certificates[0]])
    assert.equal(world.asked, 1)
    clock.advance(1)
    const refreshed = await refresh()
    assert.deepEqual(refreshed.saml, {
      certificates: [certificates[1]],
      refreshAt: clock.time() + 6 * hour,
    })
    const details = openDetails(dependencies.vault, await find())
    assert.equal(details['SSORedirectBindingURI'], 'https://idp.example.com/new?a=1&b=2')
    assert.ok(details['private_key'])
    const { IdentityProvider } = await client.DescribeIdentityProvider({ UserPoolId, ProviderName: 'Corp' })
    assert.ok(IdentityProvider?.LastModifiedDate && IdentityProvider.LastModifiedDate < clock.now())
  })

  it('is read again when it ends before that', async (t) => {
    const { world, refresh, clock, client, UserPoolId } = await open(t)
    const validUntil = new Date(clock.time() + hour)
    world.metadata = samlMetadata({
      attributes: `entityID="https://idp.example.com/saml" validUntil="${validUntil.toISOString()}"`,
    })
    const { IdentityProvider } = await client.DescribeIdentityProvider({ UserPoolId, ProviderName: 'Corp' })
    const { ProviderDetails } = IdentityProvider ?? {}
    await client.UpdateIdentityProvider({ UserPoolId, ProviderName: 'Corp', ProviderDetails })
    assert.equal((await refresh()).saml?.validUntil, validUntil.getTime())
    world.metadata = samlMetadata()
    clock.advance(hour)
    assert.equal((await refresh()).saml?.validUntil, undefined)
  })

  const useless: readonly [string, string][] = [
    ['that cannot be had', ''],
    ['that is none', '<a/>'],
    ['of another entity', samlMetadata({ attributes: 'entityID="https://evil.example"' })],
  ]
  for (const [what, metadata] of useless)
    it(`counts on in place of some ${what}, which is asked for again ten minutes later`, async (t) => {
      const { world, certificates, refresh, clock, log } = await open(t)
      world.metadata = metadata
      clock.advance(6 * hour)
      assert.deepEqual((await refresh()).saml?.certificates, [certificates[0]])
      await refresh()
      assert.equal(world.asked, 2)
      assert.equal(log.entries.filter(({ event }) => event === 'saml-metadata-not-refreshed').length, 1)
      clock.advance(10 * 60_000)
      await refresh()
      assert.equal(world.asked, 3)
    })
})
