import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { email, openUserPool, password, refusal } from '../../../test/support/user-pool.ts'

const AuthParameters = { USERNAME: email, PASSWORD: password }

describe('AdminInitiateAuth', () => {
  it('signs in by password, under the new and the old name of the flow', async (t) => {
    const { addUser, client, UserPoolId, ClientId } = await openUserPool(t)
    await addUser()
    for (const AuthFlow of ['ADMIN_USER_PASSWORD_AUTH', 'ADMIN_NO_SRP_AUTH'] as const) {
      const answer = await client.AdminInitiateAuth({ UserPoolId, ClientId, AuthFlow, AuthParameters })
      assert.equal(answer.AuthenticationResult?.TokenType, 'Bearer')
    }
  })

  it('refreshes tokens', async (t) => {
    const { addUser, tokens, client, UserPoolId, ClientId } = await openUserPool(t)
    await addUser()
    const { RefreshToken } = await tokens()
    const answer = await client.AdminInitiateAuth({
      UserPoolId,
      ClientId,
      AuthFlow: 'REFRESH_TOKEN_AUTH',
      AuthParameters: { REFRESH_TOKEN: RefreshToken },
    })
    assert.ok(answer.AuthenticationResult?.AccessToken)
  })

  it('refuses a flow that the client does not allow, and one that is not for administrators', async (t) => {
    const { client, UserPoolId, addClient } = await openUserPool(t)
    const { id: ClientId } = await addClient({ ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH'] })
    await assert.rejects(
      client.AdminInitiateAuth({ UserPoolId, ClientId, AuthFlow: 'ADMIN_USER_PASSWORD_AUTH', AuthParameters }),
      refusal('InvalidParameterException', 'Auth flow not enabled for this client'),
    )
    await assert.rejects(
      client.AdminInitiateAuth({ UserPoolId, ClientId, AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters }),
      refusal('InvalidParameterException', 'Initiate Auth method not supported'),
    )
  })

  it('refuses a pool that does not exist or is of another region, and a client of another pool', async (t) => {
    const { client, clientIn, UserPoolId, ClientId } = await openUserPool(t)
    const AuthFlow = 'ADMIN_USER_PASSWORD_AUTH'
    const noPool = refusal('ResourceNotFoundException', `User pool ${UserPoolId} does not exist.`)
    await assert.rejects(
      clientIn('eu-west-1').AdminInitiateAuth({ UserPoolId, ClientId, AuthFlow, AuthParameters }),
      noPool,
    )
    const other = await client.CreateUserPool({ PoolName: 'other' })
    await assert.rejects(
      client.AdminInitiateAuth({ UserPoolId: other.UserPool?.Id, ClientId, AuthFlow, AuthParameters }),
      refusal('ResourceNotFoundException', `User pool client ${ClientId} does not exist.`),
    )
  })
})
