import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { openUserPool, readVerified } from '../../../test/support/user-pool.ts'
import { rotateSigningKeys } from './rotate-signing-keys.ts'

async function openWithTokens(t: TestContext) {
  const opened = await openUserPool(t)
  const { clock, UserPoolId } = opened
  await opened.addUser()
  const rotate = (atOnce = false) => rotateSigningKeys({ ...opened, now: clock.now() }, UserPoolId, { atOnce })
  const published = async () => (await opened.signingKeys.published(UserPoolId)).map(({ kid }) => kid)
  return { ...opened, rotate, published, before: await opened.tokens() }
}

const day = 24 * 3_600_000

describe('rotating the keys of a pool', () => {
  it('signs with new keys while tokens of the old ones stay good and both are published', async (t) => {
    const { client, signingKeys, UserPoolId, before, rotate, published, tokens } = await openWithTokens(t)
    const old = await published()
    const rotation = await rotate()
    assert.deepEqual([rotation?.retiring, rotation?.signing.length], [old, 2])
    assert.deepEqual((await published()).sort(), [...old, ...(rotation?.signing ?? [])].sort())
    await client.GetUser({ AccessToken: before.AccessToken })
    const { header } = await readVerified((await tokens()).AccessToken, await signingKeys.published(UserPoolId))
    assert.equal(rotation?.signing.includes(String(header['kid'])), true)
  })

  it('takes the old keys back when no token of theirs can be valid, and drops them in the next rotation', async (t) => {
    const { clock, store, UserPoolId, rotate, published } = await openWithTokens(t)
    const rotation = await rotate()
    clock.advance(day + 6 * 60_000)
    assert.deepEqual((await published()).sort(), [...(rotation?.signing ?? [])].sort())
    await rotate()
    assert.equal((await store.listSigningKeys(UserPoolId)).length, 4)
  })

  it('at once, refuses every token that was signed before', async (t) => {
    const { client, before, rotate, published, tokens } = await openWithTokens(t)
    const rotation = await rotate(true)
    assert.deepEqual((await published()).sort(), [...(rotation?.signing ?? [])].sort())
    await assert.rejects(client.GetUser({ AccessToken: before.AccessToken }), { code: 'NotAuthorizedException' })
    await client.GetUser({ AccessToken: (await tokens()).AccessToken })
  })

  it('signs with the newest keys although the clock was set back', async (t) => {
    const { clock, signingKeys, UserPoolId, rotate, tokens } = await openWithTokens(t)
    clock.advance(-day)
    const rotation = await rotate()
    const { header } = await readVerified((await tokens()).AccessToken, await signingKeys.published(UserPoolId))
    assert.equal(rotation?.signing.includes(String(header['kid'])), true)
  })

  it('knows no keys of a pool that is not there', async (t) => {
    const opened = await openUserPool(t)
    const rotation = await rotateSigningKeys({ ...opened, now: opened.clock.now() }, 'us-east-1_none', {
      atOnce: false,
    })
    assert.equal(rotation, undefined)
  })
})
