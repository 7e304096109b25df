import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { connect } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { describe, it, type TestContext } from 'node:test'
import { manualClock } from '../ports/clock.ts'
import { silentLog } from '../ports/log.ts'
import { seededRandom } from '../ports/random.ts'
import { awsJson } from '../wire/aws-json.ts'
import { loadModel } from '../wire/model.ts'
import { serveControlPlane } from './control-plane.ts'

const door = {
  protocol: awsJson,
  service: {
    model: loadModel('cognito-idp'),
    operations: { ListUserPools: async () => ({ UserPools: [] }) },
    dependencies: {},
    permissionOf: () => undefined,
    invalidCode: 'InvalidParameterException',
    internalCode: 'InternalErrorException',
  },
  cors: true,
}
const runtime = {
  clock: manualClock('2026-11-22T12:00:00Z'),
  random: seededRandom('control plane'),
  log: silentLog,
  defaultRegion: 'us-east-1',
  accountId: '000000000000',
}

/** The port of a server that has no other door. */
async function serve(t: TestContext): Promise<number> {
  const server = createServer((request, response) => {
    void serveControlPlane(door, request, response, runtime, undefined)
  }).listen(0, '127.0.0.1')
  t.after(() => server.close())
  await once(server, 'listening')
  const address = server.address()
  return typeof address === 'object' && address ? address.port : 0
}

describe('the control plane', () => {
  it('answers 413 to a body that says it is too large, without waiting for it', async (t) => {
    const socket = connect(await serve(t), '127.0.0.1')
    socket.write(`POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${4 * 1024 * 1024 + 1}\r\n\r\n`)
    assert.match((await buffer(socket)).toString(), /^HTTP\/1\.1 413 /)
  })

  it('tells web pages that it trusts from those that it does not', async (t) => {
    const port = await serve(t)
    const statusFor = async (headers: Record<string, string>) => {
      const response = await fetch(`http://127.0.0.1:${port}/`, {
        method: 'POST',
        headers: {
          'x-amz-target': 'AWSCognitoIdentityProviderService.ListUserPools',
          authorization: `AWS4-HMAC-SHA256 Credential=a/20261122/us-east-1/cognito-idp/aws4_request, SignedHeaders=host, Signature=${'0'.repeat(64)}`,
          ...headers,
        },
        body: '{"MaxResults":1}',
      })
      await response.arrayBuffer()
      return response.status
    }
    assert.equal(await statusFor({}), 200)
    assert.equal(await statusFor({ origin: 'http://localhost:1' }), 200)
    assert.equal(await statusFor({ origin: 'https://evil.example' }), 400)
    assert.equal(await statusFor({ origin: `http://localhost:${port}` }), 400)
  })
})
