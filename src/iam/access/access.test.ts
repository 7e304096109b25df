import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { openIam, rootKey } from '../../../test/support/iam.ts'
import type { WireRequest } from '../../wire/message.ts'
import { signRequest, type SigningCredentials } from '../../wire/sign-request.ts'

const invalidToken = {
  name: 'UnrecognizedClientException',
  message: 'The security token included in the request is invalid.',
}
const listPools = { action: 'cognito-idp:ListUserPools', resource: '*' }

/** A call of a service, signed at noon. */
function signed(credentials: SigningCredentials, service = 'cognito-idp'): WireRequest {
  const headers = { host: 'localhost' }
  const place = { region: 'eu-west-1', service, now: new Date('2026-11-22T12:00:00Z') }
  const signature = signRequest({ method: 'POST', path: '/', headers, body: '{}' }, place, credentials)
  const message = {
    method: 'POST',
    path: '/',
    query: '',
    headers: { ...headers, ...signature },
    body: Buffer.from('{}'),
  }
  return { ...message, sourceIp: '127.0.0.1' }
}

async function openJane(t: TestContext) {
  const opened = await openIam(t)
  await opened.client.CreateUser({ UserName: 'jane' })
  const { AccessKey } = await opened.client.CreateAccessKey({ UserName: 'jane' })
  const key = { accessKeyId: AccessKey.AccessKeyId, secretAccessKey: AccessKey.SecretAccessKey }
  const identify = () => opened.access.identify(signed(key), 'cognito-idp')
  return { ...opened, key, identify }
}

describe('the access that a signature gives', () => {
  it('is everything for the root key', async (t) => {
    const { access } = await openIam(t)
    const { caller, region } = await access.identify(signed(rootKey), 'cognito-idp')
    assert.equal(caller.arn, 'arn:aws:iam::000000000000:root')
    assert.equal(region, 'eu-west-1')
    caller.authorize(listPools)
  })

  it('is none without a signature, with an unknown key, a session token or a wrong secret', async (t) => {
    const { access } = await openIam(t)
    const unsigned = { ...signed(rootKey), headers: { host: 'localhost' } }
    await assert.rejects(access.identify(unsigned, 'cognito-idp'), {
      name: 'MissingAuthenticationTokenException',
      message: 'Missing Authentication Token',
    })
    const unknown = signed({ ...rootKey, accessKeyId: 'AKIAUNKNOWNUNKNOWN00' })
    await assert.rejects(access.identify(unknown, 'cognito-idp'), invalidToken)
    const session = signed(rootKey)
    const withToken = { ...session, headers: { ...session.headers, 'x-amz-security-token': 'x' } }
    await assert.rejects(access.identify(withToken, 'cognito-idp'), invalidToken)
    const wrong = signed({ ...rootKey, secretAccessKey: 'wrong' })
    await assert.rejects(access.identify(wrong, 'cognito-idp'), { name: 'InvalidSignatureException' })
  })

  it('is for a user what the policies say at that moment', async (t) => {
    const { client, identify } = await openJane(t)
    const arn = 'arn:aws:iam::000000000000:user/jane'
    const before = await identify()
    assert.throws(() => before.caller.authorize(listPools), {
      name: 'AccessDeniedException',
      message: `User: ${arn} is not authorized to perform: cognito-idp:ListUserPools because no identity-based policy allows the cognito-idp:ListUserPools action`,
    })
    const allow = { Effect: 'Allow', Action: 'cognito-idp:*', Resource: '*' }
    const put = (...Statement: object[]) =>
      client.PutUserPolicy({ UserName: 'jane', PolicyName: 'p', PolicyDocument: JSON.stringify({ Statement }) })
    await put(allow)
    const { caller } = await identify()
    caller.authorize(listPools)
    await put(allow, { ...allow, Effect: 'Deny' })
    const denied = await identify()
    const resource = 'arn:aws:cognito-idp:eu-west-1:000000000000:userpool/eu-west-1_a'
    assert.throws(() => denied.caller.authorize({ action: 'cognito-idp:ListUsers', resource }), {
      message: `User: ${arn} is not authorized to perform: cognito-idp:ListUsers on resource: ${resource} with an explicit deny in an identity-based policy`,
    })
    await client.DeleteUserPolicy({ UserName: 'jane', PolicyName: 'p' })
    const after = await identify()
    assert.throws(() => after.caller.authorize(listPools), { name: 'AccessDeniedException' })
  })

  it('ends with the key: inactive, active again, deleted', async (t) => {
    const { client, identify, key } = await openJane(t)
    const named = { UserName: 'jane', AccessKeyId: key.accessKeyId }
    await client.UpdateAccessKey({ ...named, Status: 'Inactive' })
    await assert.rejects(identify(), invalidToken)
    await client.UpdateAccessKey({ ...named, Status: 'Active' })
    await identify()
    await client.DeleteAccessKey(named)
    await assert.rejects(identify(), invalidToken)
  })

  it('is noted with the key, at most once a minute', async (t) => {
    const { access, client, clock, identify, key } = await openJane(t)
    const lastUsed = async () => (await client.GetAccessKeyLastUsed({ AccessKeyId: key.accessKeyId })).AccessKeyLastUsed
    assert.deepEqual(await lastUsed(), { ServiceName: 'N/A', Region: 'N/A' })
    const noon = clock.now()
    await identify()
    clock.advance(59_000)
    await identify()
    await access.identify(signed(key, 'execute-api'), 'execute-api')
    assert.deepEqual(await lastUsed(), { LastUsedDate: noon, ServiceName: 'cognito-idp', Region: 'eu-west-1' })
    clock.advance(1000)
    await identify()
    assert.deepEqual((await lastUsed())?.LastUsedDate, clock.now())
  })
})
