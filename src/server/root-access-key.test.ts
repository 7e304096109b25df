import assert from 'node:assert/strict'
import { it } from 'node:test'
import { openRoles, signedCall } from '../../test/support/assumed-roles.ts'
import { createAccess } from '../iam/access/access.ts'
import { manualClock } from '../ports/clock.ts'
import { adviceOnKeys, ownSecret, secretOfOnly } from './root-access-key.ts'

it('the root key is one, with one secret', () => {
  const find = secretOfOnly({ accessKeyId: 'AKIAROOTROOTROOTROOT', secretAccessKey: 's' })
  assert.deepEqual([find('AKIAROOTROOTROOTROOT'), find('test'), find('')], ['s', undefined, undefined])
})

it('in development a key that nobody was given is its own secret, and signs by the clock of the machine', async (t) => {
  const { store, vault, client } = await openRoles(t)
  const clock = manualClock('2027-01-01T00:00:00Z')
  const signersClock = manualClock('2026-11-22T12:00:00Z')
  const access = createAccess({
    store,
    vault,
    clock,
    signersClock,
    accountId: '000000000000',
    findRootSecret: ownSecret,
    advice: adviceOnKeys,
  })
  const identify = async (AccessKeyId: string, SecretAccessKey: string) =>
    (await access.identify(signedCall({ AccessKeyId, SecretAccessKey }, signersClock.now()), 'cognito-idp')).caller.arn
  assert.equal(await identify('test', 'test'), 'arn:aws:iam::000000000000:root')
  assert.equal(await identify('poolgate', 'poolgate'), 'arn:aws:iam::000000000000:root')
  await assert.rejects(identify('test', 'other'), { name: 'InvalidSignatureException', detail: adviceOnKeys })
  await client.CreateUser({ UserName: 'jane' })
  const { AccessKeyId, SecretAccessKey } = (await client.CreateAccessKey({ UserName: 'jane' })).AccessKey
  assert.equal(await identify(AccessKeyId, SecretAccessKey), 'arn:aws:iam::000000000000:user/jane')
  await assert.rejects(identify(AccessKeyId, AccessKeyId), { name: 'InvalidSignatureException' })
  for (const key of ['AKIAUNKNOWNUNKNOWN22', 'ASIAUNKNOWNUNKNOWN22'])
    await assert.rejects(identify(key, key), { name: 'UnrecognizedClientException', detail: adviceOnKeys })
})
