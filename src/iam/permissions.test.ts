import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { openIam } from '../../test/support/iam.ts'
import { permissionOf } from './permissions.ts'

describe('what an operation of IAM needs to be allowed', () => {
  it('is about the user whose key is looked at, and not about whoever looks', async (t) => {
    const { client, store } = await openIam(t)
    await client.CreateUser({ UserName: 'jane' })
    const { AccessKey } = await client.CreateAccessKey({ UserName: 'jane' })
    const caller = { arn: 'arn:aws:iam::000000000000:user/eve', userId: 'AIDAEVE', authorize() {} }
    const call = {
      requestId: '1',
      now: new Date('2026-11-22T12:00:00Z'),
      region: 'us-east-1',
      accountId: '000000000000',
      sourceIp: '127.0.0.1',
      caller,
      store,
    }
    const asked = async (AccessKeyId: string) =>
      (await permissionOf('GetAccessKeyLastUsed', { AccessKeyId }, call)).resource
    assert.equal(await asked(AccessKey.AccessKeyId), 'arn:aws:iam::000000000000:user/jane')
    assert.equal(await asked('AKIANOBODYNOBODY0000'), 'arn:aws:iam::000000000000:user/*')
    assert.equal((await permissionOf('GetUser', {}, call)).resource, caller.arn)
  })
})
