import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { openPoolgate } from '../../test/support/poolgate.ts'
import { temporaryDirectory } from '../../test/support/server.ts'
import { UnsafeOptionsError } from './poolgate-options.ts'

const forwarded = 'X-Forwarded-For: 203.0.113.9, 198.51.100.7'

describe('the clients of a trusted proxy', () => {
  it('are told apart by the data plane, the audit log and the limit of sign-ins', async () => {
    const dataDir = temporaryDirectory()
    const trustedProxies = ['127.0.0.0/8']
    const server = await openPoolgate({ mode: 'production', dataDir, trustedProxies, signInsPerMinute: 1 })
    const api = server.clientOf(`unknown123.execute-api.localhost:${server.port}`)
    await api.send('GET /', [forwarded])
    const { sourceIp } = server.log.entries.find(({ event }) => event === 'http-api-request')!
    assert.equal(sourceIp, '198.51.100.7')

    const pools = server.clientOf(`localhost:${server.port}`)
    const body = JSON.stringify({ ClientId: 'none', Username: 'jane', Password: 'S3cure!!' })
    const signUp = async (from: string) => {
      const target = 'X-Amz-Target: AWSCognitoIdentityProviderService.SignUp'
      const type = 'Content-Type: application/x-amz-json-1.1'
      const answer = await pools.send('POST /', [target, type, from, `Content-Length: ${body.length}`], body)
      return Object(JSON.parse(answer.body))['__type']
    }
    assert.equal(await signUp(forwarded), 'ResourceNotFoundException')
    assert.equal(await signUp(forwarded), 'TooManyRequestsException')
    assert.equal(await signUp('X-Forwarded-For: 198.51.100.8'), 'ResourceNotFoundException')
    await server.close()
    const audited = readFileSync(join(dataDir, 'audit.log'), 'utf8').trimEnd().split('\n')
    assert.deepEqual(
      audited.map((line) => Object(JSON.parse(line)).sourceIp),
      ['198.51.100.7', '198.51.100.7', '198.51.100.8'],
    )
  })

  it('would all be operators in development, which is refused', () =>
    assert.rejects(openPoolgate({ trustedProxies: ['127.0.0.1'] }), UnsafeOptionsError))
})

it('nobody is believed who is no trusted proxy', async () => {
  const server = await openPoolgate()
  await server.clientOf(`unknown123.execute-api.localhost:${server.port}`).send('GET /', [forwarded])
  assert.equal(server.log.entries.find(({ event }) => event === 'http-api-request')?.['sourceIp'], '127.0.0.1')
})
