import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  AdminCreateUserCommand,
  AdminInitiateAuthCommand,
  AdminSetUserPasswordCommand,
  GetUserCommand,
} from '@aws-sdk/client-cognito-identity-provider'
import { run } from '../../support/run.ts'
import { createPoolWithClient } from '../../support/sdk.ts'
import { serverWithClients } from '../../support/server-with-clients.ts'

describe('poolgate clock', () => {
  const poolgate = serverWithClients()
  const moveClock = (...args: string[]) =>
    run(process.execPath, ['bin/poolgate.js', 'clock', '--port', String(poolgate.port), ...args])

  async function accessToken(): Promise<string> {
    const { cognito } = poolgate
    const { UserPoolId, ClientId } = await createPoolWithClient(
      cognito,
      {},
      {
        ExplicitAuthFlows: ['ALLOW_ADMIN_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
      },
    )
    const [Username, Password] = ['jane', 'S3cure!!']
    await cognito.send(new AdminCreateUserCommand({ UserPoolId, Username, MessageAction: 'SUPPRESS' }))
    await cognito.send(new AdminSetUserPasswordCommand({ UserPoolId, Username, Password, Permanent: true }))
    const { AuthenticationResult } = await cognito.send(
      new AdminInitiateAuthCommand({
        UserPoolId,
        ClientId,
        AuthFlow: 'ADMIN_USER_PASSWORD_AUTH',
        AuthParameters: { USERNAME: Username, PASSWORD: Password },
      }),
    )
    return AuthenticationResult?.AccessToken ?? ''
  }

  it('has tokens expire ahead of time, and be good again', async () => {
    const AccessToken = await accessToken()
    const getUser = () => poolgate.cognito.send(new GetUserCommand({ AccessToken }))
    await getUser()
    const { code, stdout } = await moveClock('--advance', '61m')
    assert.equal(code, 0)
    assert.match(stdout, /\(3660 s ahead of the machine's\)/)
    await assert.rejects(getUser(), { name: 'NotAuthorizedException', message: 'Access Token has expired' })
    assert.match((await moveClock('--reset')).stdout, /\(the machine's\)/)
    await getUser()
    assert.ok(poolgate.lines.some((line) => line.includes('"event":"clock-moved"')))
  })

  it('says what it does not understand', async () => {
    const { code, stderr } = await moveClock('--advance', 'soon')
    assert.equal(code, 2)
    assert.match(stderr, /--advance soon is not a duration/)
  })

  it('is refused for the pages of other origins', async () => {
    const response = await fetch(`${poolgate.url}/_poolgate/clock`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: 'https://evil.example' },
      body: JSON.stringify({ advanceMilliseconds: 1 }),
    })
    assert.equal(response.status, 403)
  })
})
