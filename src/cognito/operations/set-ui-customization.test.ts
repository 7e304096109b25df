import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { jpeg, png, svg } from '../../../test/support/images.ts'
import { openUserPool, refusal } from '../../../test/support/user-pool.ts'

const CSS = '.label-customizable { font-weight: 400; }'
const invalid = (message: string) => refusal('InvalidParameterException', message)

async function open(t: TestContext) {
  const opened = await openUserPool(t)
  const { client, UserPoolId, ClientId } = opened
  await client.CreateUserPoolDomain({ UserPoolId, Domain: 'shop' })
  const get = async (ClientId?: string) => (await client.GetUICustomization({ UserPoolId, ClientId })).UICustomization
  const set = async (more: object) => (await client.SetUICustomization({ UserPoolId, ...more })).UICustomization
  return { ...opened, get, set, ofClient: { ClientId } }
}

describe('SetUICustomization and GetUICustomization', () => {
  it('keep a customization of all clients until one has its own', async (t) => {
    const { get, set, ofClient, clock, UserPoolId } = await open(t)
    assert.deepEqual(await get(), {})
    const dates = { LastModifiedDate: clock.now(), CreationDate: clock.now() }
    const forAll = { UserPoolId, ClientId: 'ALL', CSS, CSSVersion: '20261122100000', ...dates }
    assert.deepEqual(await set({ CSS }), forAll)
    assert.deepEqual([await get(), await get('ALL'), await get(ofClient.ClientId)], [forAll, forAll, forAll])
    const ImageUrl = 'data:image/png;base64,iVBORw0KGgo='
    assert.deepEqual(await set({ ...ofClient, ImageFile: png }), { UserPoolId, ...ofClient, ImageUrl, ...dates })
    assert.equal((await get(ofClient.ClientId))?.ImageUrl, ImageUrl)
    assert.deepEqual(await get(), forAll)
  })

  it('replace style sheet and logo together, and drop both when neither is given', async (t) => {
    const { get, set, clock } = await open(t)
    const first = await set({ CSS, ImageFile: jpeg })
    assert.match(first?.ImageUrl ?? '', /^data:image\/jpeg;base64,/)
    clock.advance(1000)
    const second = await set({ CSS })
    assert.equal(second?.ImageUrl, undefined)
    assert.deepEqual([second?.CreationDate, second?.LastModifiedDate], [first?.CreationDate, clock.now()])
    await set({ CSS: '' })
    assert.deepEqual(await get(), {})
  })

  it('refuse a pool without a domain, and a client that it does not have', async (t) => {
    const { client, UserPoolId, get, set } = await open(t)
    const missing = refusal('ResourceNotFoundException', 'User pool client nope does not exist.')
    await assert.rejects(get('nope'), missing)
    await assert.rejects(set({ ClientId: 'nope', CSS }), missing)
    await client.DeleteUserPoolDomain({ UserPoolId, Domain: 'shop' })
    const without = invalid('There has to be an existing domain associated with this user pool')
    await assert.rejects(get(), without)
    await assert.rejects(set({ CSS }), without)
  })

  it('refuse what the page could not show', async (t) => {
    const { set } = await open(t)
    await assert.rejects(
      set({ CSS: 'body { color: red }' }),
      invalid('Invalid CSS: body is not a class that can be customized.'),
    )
    await assert.rejects(set({ ImageFile: svg }), invalid('The logo must be a PNG or JPEG image.'))
    await assert.rejects(
      set({ ImageFile: Buffer.concat([png, Buffer.alloc(100 * 1024)]) }),
      invalid('The logo can be at most 100 KB.'),
    )
  })
})
