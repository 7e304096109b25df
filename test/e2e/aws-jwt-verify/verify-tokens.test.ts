import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import {
  AdminAddUserToGroupCommand,
  AdminConfirmSignUpCommand,
  CreateGroupCommand,
  CreateUserPoolClientCommand,
  CreateUserPoolCommand,
  InitiateAuthCommand,
  SignUpCommand,
} from '@aws-sdk/client-cognito-identity-provider'
import { CognitoJwtVerifier } from 'aws-jwt-verify'
import {
  CognitoJwtInvalidClientIdError,
  CognitoJwtInvalidGroupError,
  CognitoJwtInvalidTokenUseError,
  JwtExpiredError,
  JwtInvalidSignatureError,
} from 'aws-jwt-verify/error'
import type { Jwks } from 'aws-jwt-verify/jwk'
import { serverWithClients } from '../../support/server-with-clients.ts'

const [Username, Password] = ['jane@example.com', 'S3cure!!']

describe('a pool`s tokens, verified by aws-jwt-verify', () => {
  const poolgate = serverWithClients()
  let pool: Pool
  let other: Pool

  interface Pool {
    readonly userPoolId: string
    readonly clientId: string
    readonly jwks: Jwks
  }

  async function createPool(PoolName: string): Promise<Pool> {
    const { cognito } = poolgate
    const created = await cognito.send(new CreateUserPoolCommand({ PoolName, UsernameAttributes: ['email'] }))
    const userPoolId = created.UserPool!.Id!
    const ExplicitAuthFlows = ['ALLOW_USER_PASSWORD_AUTH' as const]
    const settings = { UserPoolId: userPoolId, ClientName: 'web', ExplicitAuthFlows }
    const client = await cognito.send(new CreateUserPoolClientCommand(settings))
    const clientId = client.UserPoolClient!.ClientId!
    await cognito.send(new SignUpCommand({ ClientId: clientId, Username, Password }))
    await cognito.send(new AdminConfirmSignUpCommand({ UserPoolId: userPoolId, Username }))
    const response = await fetch(`${poolgate.url}/${userPoolId}/.well-known/jwks.json`)
    return { userPoolId, clientId, jwks: (await response.json()) as Jwks }
  }

  before(async () => {
    pool = await createPool('customers')
    other = await createPool('others')
    const member = { UserPoolId: pool.userPoolId, GroupName: 'staff' }
    await poolgate.cognito.send(new CreateGroupCommand(member))
    await poolgate.cognito.send(new AdminAddUserToGroupCommand({ ...member, Username }))
  })

  async function signIn({ clientId: ClientId }: Pool) {
    const AuthParameters = { USERNAME: Username, PASSWORD: Password }
    const command = new InitiateAuthCommand({ ClientId, AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters })
    const { AuthenticationResult } = await poolgate.cognito.send(command)
    return { access: AuthenticationResult?.AccessToken ?? '', id: AuthenticationResult?.IdToken ?? '' }
  }
  /** A verifier with the pool's keys, which it would fetch from AWS otherwise. */
  function verifierOf({ userPoolId, clientId, jwks }: Pool, tokenUse: 'access' | 'id') {
    const verifier = CognitoJwtVerifier.create({ userPoolId, clientId, tokenUse })
    verifier.cacheJwks(jwks)
    return verifier
  }

  it('are those of the pool, of the client and for their use', async () => {
    const { access, id } = await signIn(pool)
    const claims = await verifierOf(pool, 'access').verify(access)
    assert.equal(claims.scope, 'aws.cognito.signin.user.admin')
    assert.deepEqual(claims['cognito:groups'], ['staff'])
    assert.equal((await verifierOf(pool, 'id').verify(id))['cognito:username'], claims.username)
    await verifierOf(pool, 'access').verify(access, { groups: 'staff' })
    await assert.rejects(verifierOf(pool, 'access').verify(access, { groups: 'admins' }), CognitoJwtInvalidGroupError)
  })

  it('are not for the other use', async () => {
    const { access, id } = await signIn(pool)
    await assert.rejects(verifierOf(pool, 'access').verify(id), CognitoJwtInvalidTokenUseError)
    await assert.rejects(verifierOf(pool, 'id').verify(access), CognitoJwtInvalidTokenUseError)
  })

  it('are not those of another client', async () => {
    const { access, id } = await signIn(pool)
    const elsewhere = { ...pool, clientId: other.clientId }
    await assert.rejects(verifierOf(elsewhere, 'access').verify(access), CognitoJwtInvalidClientIdError)
    await assert.rejects(verifierOf(elsewhere, 'id').verify(id), CognitoJwtInvalidClientIdError)
  })

  it('are not those of another pool', async () => {
    const { access } = await signIn(other)
    await assert.rejects(verifierOf({ ...pool, jwks: other.jwks }, 'access').verify(access), /issuer not configured/)
    const { access: own } = await signIn(pool)
    const [header, , signature] = access.split('.')
    const spliced = [header, own.split('.')[1], signature].join('.')
    await assert.rejects(verifierOf({ ...pool, jwks: other.jwks }, 'access').verify(spliced), JwtInvalidSignatureError)
  })

  it('expire', async () => {
    const { access } = await signIn(pool)
    // They live for an hour, and this verifier takes none that has no more than that left.
    await assert.rejects(verifierOf(pool, 'access').verify(access, { graceSeconds: -3601 }), JwtExpiredError)
  })
})
