import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { runTriggers, throwing } from '../../../test/support/triggers.ts'
import { callback, openUserPoolDomain } from '../../../test/support/user-pool-domain.ts'
import { email } from '../../../test/support/user-pool.ts'

const refused = (error: string) => ({ status: 400, body: { error } })

describe('/oauth2/token', () => {
  it('answers JSON that pages of other sites may read and nobody keeps', async (t) => {
    const { send, redeem, codeFor, ClientId } = await openUserPoolDomain(t)
    const form = { grant_type: 'authorization_code', client_id: ClientId }
    const { status, headers, body } = await send('POST', '/oauth2/token', { form })
    assert.deepEqual([status, body], [400, '{"error":"invalid_request"}'])
    assert.deepEqual(
      [headers['content-type'], headers['access-control-allow-origin']],
      ['application/json;charset=UTF-8', '*'],
    )
    const preflight = await send('OPTIONS', '/oauth2/token', { headers: { 'access-control-request-method': 'POST' } })
    assert.equal(preflight.headers['access-control-allow-headers'], 'authorization, content-type')
    assert.equal((await redeem(await codeFor())).status, 200)
  })

  it('refuses what is no form, no grant, or no client', async (t) => {
    const { ask, send } = await openUserPoolDomain(t)
    assert.equal((await send('POST', '/oauth2/token', { form: '' })).body, '{"error":"invalid_request"}')
    assert.deepEqual(await ask({ grant_type: 'password' }), refused('unsupported_grant_type'))
    const nobody = { grant_type: 'refresh_token', refresh_token: 'x', client_id: 'nobody' }
    assert.deepEqual(await ask(nobody), refused('invalid_client'))
    const twice = 'grant_type=refresh_token&refresh_token=x&client_id=a&client_id=b'
    assert.equal((await send('POST', '/oauth2/token', { form: twice })).body, '{"error":"invalid_request"}')
  })

  it('gives tokens that say whom they are for, as the scopes and the issuer say', async (t) => {
    const { redeem, codeFor, claimsOf, UserPoolId } = await openUserPoolDomain(t)
    const idOf = async (scope: string) =>
      claimsOf((await redeem(await codeFor({ scope, nonce: 'n' }))).body['id_token'])
    const plain = await idOf('openid')
    assert.deepEqual([plain['iss'], plain['nonce']], [`http://localhost:4566/${UserPoolId}`, 'n'])
    assert.deepEqual([plain['email'], plain['email_verified']], [email, false])
    assert.equal((await idOf('openid profile'))['email'], undefined)
    assert.equal((await idOf('openid email'))['email'], email)
  })

  it('refreshes tokens of the same sign-in, as the API does, with scopes and issuer as they were', async (t) => {
    const { redeem, codeFor, claimsOf, ask, client, ClientId, clock } = await openUserPoolDomain(t)
    const { body: first } = await redeem(await codeFor({ scope: 'openid email', nonce: 'n' }))
    const before = await claimsOf(first['access_token'])
    clock.advance(60_000)
    const refresh_token = String(first['refresh_token'])
    const { body } = await ask({ grant_type: 'refresh_token', refresh_token })
    assert.deepEqual(Object.keys(body).toSorted(), ['access_token', 'expires_in', 'id_token', 'token_type'])
    const { AuthenticationResult } = await client.InitiateAuth({
      ClientId,
      AuthFlow: 'REFRESH_TOKEN_AUTH',
      AuthParameters: { REFRESH_TOKEN: refresh_token },
    })
    for (const token of [body['access_token'], AuthenticationResult?.AccessToken]) {
      const after = await claimsOf(token)
      for (const claim of ['iss', 'scope', 'auth_time', 'origin_jti', 'event_id', 'version'])
        assert.deepEqual(after[claim], before[claim], claim)
      assert.notEqual(after['jti'], before['jti'])
    }
    assert.equal((await claimsOf(body['id_token']))['nonce'], undefined)
  })

  it('rotates refresh tokens where the client does', async (t) => {
    const { redeem, codeFor, ask } = await openUserPoolDomain(t, {
      client: {
        ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH'],
        RefreshTokenRotation: { Feature: 'ENABLED', RetryGracePeriodSeconds: 0 },
      },
    })
    const { body } = await redeem(await codeFor())
    const refresh = (token: unknown) => ask({ grant_type: 'refresh_token', refresh_token: String(token) })
    const rotated = await refresh(body['refresh_token'])
    assert.equal(rotated.status, 200)
    assert.deepEqual(await refresh(body['refresh_token']), refused('invalid_grant'))
    assert.equal((await refresh(rotated.body['refresh_token'])).status, 200)
  })

  it('redeems no code for a client that cannot read what its scopes are about', async (t) => {
    const { redeem, codeFor } = await openUserPoolDomain(t, { client: { ReadAttributes: ['email', 'name'] } })
    assert.deepEqual(await redeem(await codeFor({ scope: 'openid email' })), refused('invalid_grant'))
    assert.equal((await redeem(await codeFor({ scope: 'openid' }))).status, 200)
  })

  it('has the pool`s function change the tokens, and tells the app why it refuses them', async (t) => {
    const { functions, LambdaConfig, events, running } = runTriggers({
      PreTokenGeneration: () => ({ claimsOverrideDetails: { claimsToAddOrOverride: { tenant: '7' } } }),
    })
    const { redeem, codeFor, signInOn, claimsOf } = await openUserPoolDomain(t, { functions, pool: { LambdaConfig } })
    const { body } = await redeem(await codeFor())
    assert.equal((await claimsOf(body['id_token']))['tenant'], '7')
    assert.deepEqual(
      events.map(({ triggerSource }) => triggerSource),
      ['TokenGeneration_HostedAuth'],
    )
    running['PreTokenGeneration'] = throwing('Not today')
    const error_description = 'PreTokenGeneration failed with error Not today.'
    const code = await codeFor()
    assert.deepEqual(await redeem(code), { status: 400, body: { error: 'invalid_request', error_description } })
    assert.equal(
      await signInOn({ response_type: 'token' }),
      `${callback}#error=invalid_request&error_description=${encodeURIComponent(error_description)}`,
    )
  })

  it('has functions of version 3 change the tokens of machines, and tells them what the client sends along', async (t) => {
    const { functions, LambdaConfig, events, running } = runTriggers({
      PreTokenGeneration: () => ({
        claimsAndScopeOverrideDetails: {
          accessTokenGeneration: { claimsToAddOrOverride: { tenant: 7, sub: 'x' }, scopesToAdd: ['orders/write'] },
        },
      }),
    })
    const { PreTokenGeneration: LambdaArn } = LambdaConfig
    const { ask, client, UserPoolId, addClient, claimsOf } = await openUserPoolDomain(t, {
      functions,
      pool: { LambdaConfig: { PreTokenGenerationConfig: { LambdaVersion: 'V3_0', LambdaArn } } },
    })
    const Scopes = [{ ScopeName: 'read', ScopeDescription: 'Read' }]
    await client.CreateResourceServer({ UserPoolId, Identifier: 'orders', Name: 'orders', Scopes })
    const machine = await addClient({
      GenerateSecret: true,
      AllowedOAuthFlows: ['client_credentials'],
      AllowedOAuthScopes: ['orders/read'],
    })
    const form = {
      grant_type: 'client_credentials',
      client_id: machine.id,
      client_secret: machine.secret ?? '',
      aws_client_metadata: '{"tenant":"7"}',
    }
    const claims = await claimsOf((await ask(form)).body['access_token'])
    assert.deepEqual([claims['tenant'], claims['sub'], claims['scope']], [7, machine.id, 'orders/read orders/write'])
    const [event] = events
    assert.deepEqual(
      [event?.version, event?.triggerSource, event?.userName, event?.request],
      [
        '3',
        'TokenGeneration_ClientCredentials',
        'ClientCredentials',
        { userAttributes: {}, groupConfiguration: null, scopes: ['orders/read'], clientMetadata: { tenant: '7' } },
      ],
    )
    for (const aws_client_metadata of ['7', '{"tenant":7}', '{'])
      assert.deepEqual(await ask({ ...form, aws_client_metadata }), refused('invalid_request'))
    running['PreTokenGeneration'] = throwing('No')
    assert.equal((await ask(form)).body['error_description'], 'PreTokenGeneration failed with error No.')
  })

  it('gives machines the scopes they ask for, of those they may have', async (t) => {
    const { ask, client, UserPoolId, addClient, claimsOf } = await openUserPoolDomain(t)
    const Scopes = ['read', 'write'].map((ScopeName) => ({ ScopeName, ScopeDescription: ScopeName }))
    await client.CreateResourceServer({ UserPoolId, Identifier: 'https://api', Name: 'api', Scopes })
    const machine = await addClient({
      GenerateSecret: true,
      AllowedOAuthFlows: ['client_credentials'],
      AllowedOAuthScopes: ['https://api/read', 'https://api/write'],
    })
    const secret = { client_id: machine.id, client_secret: machine.secret ?? '' }
    const scopesFor = async (more: Record<string, string>) => {
      const { status, body } = await ask({ grant_type: 'client_credentials', ...secret, ...more })
      return status === 200 ? (await claimsOf(body['access_token']))['scope'] : body['error']
    }
    assert.equal(await scopesFor({}), 'https://api/read https://api/write')
    assert.equal(await scopesFor({ scope: 'https://api/read' }), 'https://api/read')
    assert.equal(await scopesFor({ scope: 'https://api/delete' }), 'invalid_scope')
    await client.DeleteResourceServer({ UserPoolId, Identifier: 'https://api' })
    assert.equal(await scopesFor({ scope: 'https://api/read' }), 'invalid_scope')
  })
})
