import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  CreateUserPoolClientCommand,
  CreateUserPoolCommand,
  InitiateAuthCommand,
} from '@aws-sdk/client-cognito-identity-provider'
import { openPoolgate } from '../../../test/support/poolgate.ts'
import { signRequest } from '../../wire/sign-request.ts'

const rootAccessKey = {
  accessKeyId: 'AKIAROOTROOTROOT0001',
  secretAccessKey: 'a-secret-of-forty-characters-0123456789ab',
}

async function read(port: number, headers: Record<string, string> = {}): Promise<{ status: number; text: string }> {
  const response = await fetch(`http://127.0.0.1:${port}/metrics`, { headers })
  return { status: response.status, text: await response.text() }
}

describe('GET /metrics', () => {
  it('counts requests by API, route and status, and what authorizers refused by reason', async () => {
    const { port, create, sdk } = await openPoolgate({ metrics: {} })
    const { UserPool } = await sdk.cognito.send(new CreateUserPoolCommand({ PoolName: 'customers' }))
    const Issuer = `https://cognito-idp.us-east-1.amazonaws.com/${UserPool?.Id}`
    const api = await create({
      authorizers: { pool: { JwtConfiguration: { Issuer, Audience: ['web'] } } },
      routes: { 'GET /pets': { to: 'http://127.0.0.1:9', authorizer: 'pool' } },
    })
    await api.send('GET /pets')
    await api.send('GET /pets?page=2')
    await api.send(`GET /made-up/${'x'.repeat(50)}`)
    const { status, text } = await read(port)
    assert.equal(status, 200)
    const counted = text.split('\n').filter((line) => line.startsWith('poolgate_http_api_requests_total'))
    assert.deepEqual(counted, [
      `poolgate_http_api_requests_total{api="${api.ApiId}",route="GET /pets",status="4xx"} 2`,
      `poolgate_http_api_requests_total{api="${api.ApiId}",route="none",status="4xx"} 1`,
    ])
    assert.match(text, new RegExp(`^poolgate_authorizer_refusals_total\\{api="${api.ApiId}",reason=".+"\\} 2$`, 'm'))
    assert.match(text, new RegExp(`^poolgate_http_api_request_duration_seconds_count\\{api="${api.ApiId}"\\} 3$`, 'm'))
  })

  it('makes no labels of the names that clients make up', async () => {
    const { port, clientOf, sdk } = await openPoolgate({ metrics: {} })
    await clientOf(`madeup1234.execute-api.localhost:${port}`).send('GET /')
    await assert.rejects(
      sdk.cognito.send(new InitiateAuthCommand({ ClientId: 'madeup', AuthFlow: 'MADE_UP' as 'USER_AUTH' })),
    )
    const { text } = await read(port)
    assert.doesNotMatch(text, /made.?up/i)
    assert.match(text, /^poolgate_http_api_requests_total\{api="none",route="none",status="4xx"\} 1$/m)
  })

  it('counts calls, sign-ins by outcome and what the database does, and shows the process', async () => {
    const { port, sdk } = await openPoolgate({ metrics: {} })
    const { UserPool } = await sdk.cognito.send(new CreateUserPoolCommand({ PoolName: 'customers' }))
    const { UserPoolClient } = await sdk.cognito.send(
      new CreateUserPoolClientCommand({
        UserPoolId: UserPool?.Id,
        ClientName: 'web',
        ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
      }),
    )
    const AuthParameters = { USERNAME: 'nobody', PASSWORD: 'S3cure!!' }
    const signIn = { ClientId: UserPoolClient?.ClientId, AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters } as const
    await assert.rejects(sdk.cognito.send(new InitiateAuthCommand(signIn)))
    const { text } = await read(port)
    assert.match(text, /^poolgate_sign_ins_total\{flow="USER_PASSWORD_AUTH",outcome="\w+Exception"\} 1$/m)
    assert.match(text, /^poolgate_api_calls_total\{.*operation="CreateUserPool",error="none"\} 1$/m)
    assert.match(text, /^poolgate_store_duration_seconds_count\{kind="transaction"\} [1-9]/m)
    assert.match(text, /^poolgate_password_queue 0$/m)
    assert.match(text, /^nodejs_eventloop_lag_seconds /m)
    assert.doesNotMatch(text, /nobody|S3cure/)
  })

  it('is for those in production who have the token or may read metrics', async () => {
    const token = 'a-token-for-prometheus'
    const { port } = await openPoolgate({ mode: 'production', rootAccessKey, metrics: { token } })
    assert.equal((await read(port)).status, 403)
    assert.equal((await read(port, { authorization: 'Bearer a-token-for-prometheut' })).status, 403)
    assert.equal((await read(port, { authorization: `Bearer ${token}` })).status, 200)
  })

  it('takes a signature in production', async () => {
    const { port, clock } = await openPoolgate({ mode: 'production', rootAccessKey, metrics: {} })
    const host = `127.0.0.1:${port}`
    const signed = signRequest(
      { method: 'GET', path: '/metrics', headers: { host }, body: '' },
      { region: 'us-east-1', service: 'poolgate', now: clock.now() },
      rootAccessKey,
    )
    assert.equal((await read(port, { ...signed })).status, 200)
  })

  it('is not there unless the operator wants metrics', async () => {
    const { port } = await openPoolgate()
    assert.equal((await read(port)).status, 404)
  })
})
