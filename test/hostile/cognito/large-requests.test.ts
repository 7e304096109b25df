import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { CreateUserPoolCommand, CreateUserPoolDomainCommand } from '@aws-sdk/client-cognito-identity-provider'
import { openPoolgate } from '../../support/poolgate.ts'

/*
 * What nobody has to sign may cost no more than its bytes: each of these took minutes, in which a process served nobody else.
 */

const form = 'Content-Type: application/x-www-form-urlencoded'
const json = 'Content-Type: application/x-amz-json-1.1'
const target = (operation: string) => `X-Amz-Target: AWSCognitoIdentityProviderService.${operation}`
const mebibyte = 1024 * 1024

describe('a request that nobody has signed', { timeout: 60_000 }, () => {
  let server: Awaited<ReturnType<typeof openPoolgate>>
  const post = async (path: string, body: string, headers: readonly string[], host = `localhost:${server.port}`) => {
    const answer = await server
      .clientOf(host)
      .send(`POST ${path}`, [...headers, `Content-Length: ${Buffer.byteLength(body)}`], body)
    return [answer.status, answer.body.slice(0, 200)]
  }
  before(async () => {
    server = await openPoolgate()
    const { cognito } = server.sdk
    const { UserPool } = await cognito.send(new CreateUserPoolCommand({ PoolName: 'pets' }))
    await cognito.send(new CreateUserPoolDomainCommand({ UserPoolId: UserPool?.Id, Domain: 'pets' }))
  })

  it('is not read as a form of millions of fields', async () => {
    const [status, body] = await post('/', 'a&'.repeat(2 * mebibyte - 1), [form])
    assert.equal(status, 400)
    assert.match(String(body), /too many or too deeply nested parameters/)
  })

  it('is refused by a domain as a form of more than a thousand fields', async () => {
    const ask = (fields: number) =>
      post('/oauth2/token', Array(fields).fill('%ff').join('&'), [form], `pets.auth.localhost:${server.port}`)
    assert.deepEqual(await ask(1000), [400, '{"error":"invalid_request"}'])
    assert.deepEqual(await ask(1001), [413, ''])
    assert.deepEqual(await ask(65_000), [413, ''])
  })

  it('is no more than 256 KiB for an operation that needs no signature', async () => {
    const headers = (operation: string, bytes: number) => [json, target(operation), `Content-Length: ${bytes}`]
    const { send } = server.clientOf(`localhost:${server.port}`)
    const most = mebibyte / 4
    assert.equal((await send('POST /', headers('SignUp', most), ' '.repeat(most))).status, 400)
    // Refused by what it says of itself, and closed.
    assert.equal((await send('POST /', headers('SignUp', most + 1))).status, 413)
    assert.equal((await send('POST /', headers('CreateUserPool', most + 1), ' '.repeat(most + 1))).status, 400)
  })
})
