import assert from 'node:assert/strict'
import { request } from 'node:http'
import { before, describe, it } from 'node:test'
import {
  AdminConfirmSignUpCommand,
  InitiateAuthCommand,
  SignUpCommand,
} from '@aws-sdk/client-cognito-identity-provider'
import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify } from 'jose'
import { deployExample, type ExampleStack } from '../../support/example-stack.ts'
import { serverWithClients } from '../../support/server-with-clients.ts'

describe('a pool`s tokens, verified by jose through discovery and JWKS', () => {
  const poolgate = serverWithClients()
  let stack: ExampleStack
  let tokens: { readonly IdToken?: string | undefined; readonly AccessToken?: string | undefined }

  before(async () => {
    stack = await deployExample(poolgate)
    const user = { ClientId: stack.clientId, Username: 'jane@example.com', Password: 'S3cure!!' }
    await poolgate.cognito.send(new SignUpCommand(user))
    await poolgate.cognito.send(
      new AdminConfirmSignUpCommand({ UserPoolId: stack.userPoolId, Username: user.Username }),
    )
    const signedIn = await poolgate.cognito.send(
      new InitiateAuthCommand({
        ClientId: user.ClientId,
        AuthFlow: 'USER_PASSWORD_AUTH',
        AuthParameters: { USERNAME: user.Username, PASSWORD: user.Password },
      }),
    )
    tokens = signedIn.AuthenticationResult ?? {}
  })

  /** The discovery document as a client asks for it that reached this server under `host`. */
  function discover(host: string): Promise<{ status: number; document: Record<string, unknown> }> {
    const path = `/${stack.userPoolId}/.well-known/openid-configuration`
    return new Promise((resolve, reject) => {
      request({ host: '127.0.0.1', port: poolgate.port, path, headers: { host } }, (response) => {
        let body = ''
        response.setEncoding('utf8').on('data', (chunk: string) => (body += chunk))
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, document: JSON.parse(body) as Record<string, unknown> }),
        )
      })
        .on('error', reject)
        .end()
    })
  }

  it('have the issuer of AWS and the claims that verifiers ask for', async () => {
    const keys = createRemoteJWKSet(new URL(`${poolgate.url}/${stack.userPoolId}/.well-known/jwks.json`))
    const issuer = `https://cognito-idp.us-east-1.amazonaws.com/${stack.userPoolId}`
    const id = await jwtVerify(tokens.IdToken!, keys, { issuer, audience: stack.clientId, algorithms: ['RS256'] })
    assert.equal(id.payload['token_use'], 'id')
    assert.equal(id.payload['email'], 'jane@example.com')
    const access = await jwtVerify(tokens.AccessToken!, keys, { issuer, algorithms: ['RS256'] })
    assert.equal(access.payload['client_id'], stack.clientId)
    assert.equal(access.payload['token_use'], 'access')
    assert.equal(access.payload.sub, id.payload.sub)
  })

  it('are signed by different keys, and name nothing but key and algorithm', () => {
    const [id, access] = [tokens.IdToken, tokens.AccessToken].map((token) => decodeProtectedHeader(token!))
    assert.deepEqual(Object.keys(id!).toSorted(), ['alg', 'kid'])
    assert.deepEqual(Object.keys(access!).toSorted(), ['alg', 'kid'])
    assert.notEqual(id!.kid, access!.kid)
  })

  it('can be discovered under each of the server`s names, and under no other', async () => {
    const own = `localhost:${poolgate.port}`
    const { document } = await discover(own)
    assert.equal(document['issuer'], `http://${own}/${stack.userPoolId}`)
    assert.equal(document['jwks_uri'], `http://${own}/${stack.userPoolId}/.well-known/jwks.json`)
    for (const host of ['localhost:1', 'evil.example'])
      assert.notEqual((await discover(host)).status, 200, `${host} became an issuer`)
  })
})
