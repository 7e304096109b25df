import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { email, openUserPool, password, refusal } from '../../../test/support/user-pool.ts'
import { inProcessClient } from '../../wire/service.ts'
import type { CognitoIdpClient } from '../service.ts'
import { managedLoginOperations } from './managed-login.ts'

/** A pool as the pages of its domain see it, with the users who were handed over. */
async function openPages(t: TestContext, client: Parameters<typeof openUserPool>[1] = {}) {
  const pool = await openUserPool(t, client)
  const handedOver: string[] = []
  const operations = {
    ...pool.service.operations,
    ...managedLoginOperations((user) => void handedOver.push(user.attributes['email'] ?? '')),
  }
  const call = () => ({
    requestId: pool.random.uuid(),
    now: pool.clock.now(),
    region: 'us-east-1',
    accountId: '000000000000',
    sourceIp: '127.0.0.1',
  })
  const pages = inProcessClient<CognitoIdpClient>({ ...pool.service, operations }, call)
  const signIn = (USERNAME: string, PASSWORD: string, AuthFlow: 'USER_PASSWORD_AUTH' | 'USER_AUTH' | 'CUSTOM_AUTH') =>
    pages.InitiateAuth({ ClientId: pool.ClientId, AuthFlow, AuthParameters: { USERNAME, PASSWORD } })
  return { ...pool, pages, handedOver, signIn }
}

describe('signing in on the pages of a domain', () => {
  it('needs no ExplicitAuthFlows for a password, and hands the user over in place of tokens', async (t) => {
    const { addUser, signIn, handedOver } = await openPages(t, {
      client: { ExplicitAuthFlows: ['ALLOW_REFRESH_TOKEN_AUTH'] },
    })
    await addUser()
    assert.deepEqual(await signIn(email, password, 'USER_PASSWORD_AUTH'), {
      ChallengeParameters: {},
      AuthenticationResult: {},
    })
    assert.deepEqual(handedOver, [email])
  })

  it('refuses flows that are for apps, and choice-based sign-in where the client does not allow it', async (t) => {
    const { signIn } = await openPages(t)
    await assert.rejects(
      signIn(email, password, 'CUSTOM_AUTH'),
      refusal('InvalidParameterException', 'Initiate Auth method not supported'),
    )
    await assert.rejects(
      signIn(email, password, 'USER_AUTH'),
      refusal('InvalidParameterException', 'USER_AUTH flow not enabled for this client'),
    )
  })

  it('locks out as the API does, and counts with it', async (t) => {
    const { addUser, signIn, client, ClientId, handedOver } = await openPages(t)
    await addUser()
    const AuthParameters = { USERNAME: email, PASSWORD: 'wrong' }
    const onPage = () => signIn(email, 'wrong', 'USER_PASSWORD_AUTH')
    const byApi = () => client.InitiateAuth({ ClientId, AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters })
    for (const attempt of [onPage, byApi, onPage, byApi, onPage])
      await assert.rejects(attempt(), refusal('NotAuthorizedException', 'Incorrect username or password.'))
    await assert.rejects(
      signIn(email, password, 'USER_PASSWORD_AUTH'),
      refusal('NotAuthorizedException', 'Password attempts exceeded'),
    )
    assert.deepEqual(handedOver, [])
  })

  it('hands nobody over before the last challenge', async (t) => {
    const { client, UserPoolId, ClientId, pages, signIn, handedOver } = await openPages(t)
    await client.AdminCreateUser({
      UserPoolId,
      Username: email,
      TemporaryPassword: 'T3mporary!',
      MessageAction: 'SUPPRESS',
    })
    const asked = await signIn(email, 'T3mporary!', 'USER_PASSWORD_AUTH')
    assert.equal(asked.ChallengeName, 'NEW_PASSWORD_REQUIRED')
    assert.deepEqual(handedOver, [])
    await pages.RespondToAuthChallenge({
      ClientId,
      ChallengeName: 'NEW_PASSWORD_REQUIRED',
      Session: asked.Session,
      ChallengeResponses: { USERNAME: email, NEW_PASSWORD: password },
    })
    assert.deepEqual(handedOver, [email])
  })
})
