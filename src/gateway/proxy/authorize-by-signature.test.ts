import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { functionApi, startFunction } from '../../../test/support/functions.ts'
import { assertGatewayAnswer, send, startBackend, startGateway } from '../../../test/support/http-api.ts'
import { openIam, rootKey } from '../../../test/support/iam.ts'
import { signRequest, type SigningCredentials } from '../../wire/sign-request.ts'
import type { ApiSketch, GatewayOptions } from '../../../test/support/http-api.ts'

const now = new Date('2026-11-22T12:00:00Z')
const routes = (['GET /a', 'POST /a', 'GET /b/{proxy+}'] as const).map((routeKey) => ({
  routeKey,
  authorizationType: 'AWS_IAM' as const,
}))

interface Signing {
  readonly body?: string
  readonly query?: string
  readonly host?: string
  readonly region?: string
  readonly service?: string
  readonly at?: Date
  readonly headers?: Readonly<Record<string, string>>
}

/** The header lines of a signed request. @param requestLine method and path */
function sign(key: SigningCredentials, requestLine: string, signing: Signing = {}): string[] {
  const { body = '', query = '', region = 'us-east-1', service = 'execute-api', at = now, headers = {} } = signing
  const [method = '', path = ''] = requestLine.split(' ')
  const { host = 'api.example' } = signing
  const signature = signRequest(
    { method, path, query, headers: { host, ...headers }, body },
    { region, service, now: at },
    key,
  )
  return Object.entries({ ...headers, ...signature }).map(([name, value]) => `${name}: ${value}`)
}

async function openGateway(t: TestContext, sketch: Partial<ApiSketch> = {}, options: GatewayOptions = {}) {
  const iam = await openIam(t)
  const backend = await startBackend()
  const integrations = [{ integrationId: 'backend', integrationUri: backend.origin }]
  const gateway = await startGateway({ routes, integrations, ...sketch }, { access: iam.access, ...options })
  const newUser = async (UserName: string, ...Statement: object[]): Promise<SigningCredentials> => {
    await iam.client.CreateUser({ UserName })
    if (Statement.length > 0)
      await iam.client.PutUserPolicy({ UserName, PolicyName: 'p', PolicyDocument: JSON.stringify({ Statement }) })
    const { AccessKey } = await iam.client.CreateAccessKey({ UserName })
    return { accessKeyId: AccessKey.AccessKeyId, secretAccessKey: AccessKey.SecretAccessKey }
  }
  const decision = async () => {
    await gateway.settled()
    return gateway.log.entries.at(-1)?.['authorizer']
  }
  const call = (key: SigningCredentials, requestLine: string, signing?: Signing) =>
    send(gateway.port, requestLine, sign(key, requestLine, signing))
  return { ...gateway, iam, backend, newUser, decision, call }
}

const arn = 'arn:aws:execute-api:us-east-1:123456789012:a1b2c3d4e5'
const may = (Resource: string, more: object = {}) => ({
  Effect: 'Allow',
  Action: 'execute-api:Invoke',
  Resource,
  ...more,
})

describe('a route with AWS_IAM', () => {
  it('answers 403 to a request without a signature, and says why', async (t) => {
    const { port, backend, decision } = await openGateway(t)
    const answer = await send(port, 'GET /a')
    assertGatewayAnswer(answer, 403, 'Forbidden')
    assert.equal(answer.headers['www-authenticate'], undefined)
    assert.equal(answer.headers['x-amzn-errortype'], undefined)
    assert.deepEqual(await decision(), {
      authorizerId: 'AWS_IAM',
      decision: 'deny',
      reason: 'signature-missing',
      explanation: 'the request is not signed',
    })
    assert.equal(backend.seen.length, 0)
  })

  it('lets the root through, and passes signature and body on as they came', async (t) => {
    const { port, backend, decision } = await openGateway(t)
    const body = JSON.stringify({ a: 1 })
    const headers = sign(rootKey, 'POST /a', { body })
    const answer = await send(port, 'POST /a', [...headers, `Content-Length: ${body.length}`], body)
    assert.equal(answer.status, 200)
    assert.deepEqual(await decision(), {
      authorizerId: 'AWS_IAM',
      decision: 'allow',
      caller: 'arn:aws:iam::000000000000:root',
    })
    assert.equal(backend.seen[0]?.body, body)
    assert.match(backend.seen[0]?.headers['authorization'] ?? '', /^AWS4-HMAC-SHA256 /)
  })

  it('reads a chunked body to hold the signature to it, and passes it on with its length', async (t) => {
    const { port, backend } = await openGateway(t)
    const headers = [...sign(rootKey, 'POST /a', { body: 'hello' }), 'Transfer-Encoding: chunked']
    assert.equal((await send(port, 'POST /a', headers, '2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n')).status, 200)
    assert.equal(backend.seen[0]?.body, 'hello')
    assert.equal(backend.seen[0]?.headers['content-length'], '5')
  })

  it('is held to the policies of a user, by the ARN of stage, method and decoded path', async (t) => {
    const { newUser, call, decision, backend } = await openGateway(t)
    const jane = await newUser('jane', may(`${arn}/$default/GET/b/x/*`), may(`${arn}/*/POST/*`, { Effect: 'Deny' }))
    assert.equal((await call(jane, 'GET /b/x/1')).status, 200)
    assertGatewayAnswer(await call(jane, 'GET /b/y/1'), 403, 'Forbidden')
    assert.deepEqual(await decision(), {
      authorizerId: 'AWS_IAM',
      decision: 'deny',
      reason: 'not-authorized',
      explanation: `User: arn:aws:iam::000000000000:user/jane is not authorized to perform: execute-api:Invoke on resource: ${arn}/$default/GET/b/y/1 because no identity-based policy allows the execute-api:Invoke action`,
    })
    assert.equal((await call(jane, 'POST /a')).status, 403)
    assert.match(Object(await decision()).explanation, /with an explicit deny in an identity-based policy$/)
    assert.equal((await call(await newUser('joe'), 'GET /a')).status, 403)
    assert.equal(backend.seen.length, 1)
  })

  it('counts a change of policies at once', async (t) => {
    const { newUser, call, iam } = await openGateway(t)
    const jane = await newUser('jane', may('*'))
    assert.equal((await call(jane, 'GET /a')).status, 200)
    await iam.client.DeleteUserPolicy({ UserName: 'jane', PolicyName: 'p' })
    assert.equal((await call(jane, 'GET /a')).status, 403)
  })

  it('knows the conditions of a policy by the request', async (t) => {
    const { newUser, call } = await openGateway(t)
    const from = (name: string, network: string) =>
      newUser(name, may('*', { Condition: { IpAddress: { 'aws:SourceIp': network } } }))
    assert.equal((await call(await from('jane', '127.0.0.0/8'), 'GET /a')).status, 200)
    assert.equal((await call(await from('joe', '10.0.0.0/8'), 'GET /a')).status, 403)
  })

  it('is signed for execute-api, in the region of the API, within five minutes', async (t) => {
    const { call, decision } = await openGateway(t)
    const refused = async (signing: Signing, explanation: RegExp): Promise<void> => {
      assertGatewayAnswer(await call(rootKey, 'GET /a', signing), 403, 'Forbidden')
      const { reason, explanation: why } = Object(await decision())
      assert.equal(reason, 'signature-invalid')
      assert.match(why, explanation)
    }
    await refused({ region: 'eu-west-1' }, /^the signature is for the region eu-west-1, the API is in us-east-1$/)
    await refused({ service: 'apigateway' }, /^Credential should be scoped to correct service: 'execute-api'/)
    await refused({ at: new Date(now.getTime() - 301_000) }, /^Signature expired: 20261122T115459Z /)
    await refused({ at: new Date(now.getTime() + 301_000) }, /^Signature not yet current: /)
    assert.equal((await call(rootKey, 'GET /a', { at: new Date(now.getTime() - 299_000) })).status, 200)
  })

  it('takes no key that is unknown, and reads no body of a stranger', async (t) => {
    const { port, decision } = await openGateway(t)
    const stranger = { ...rootKey, accessKeyId: 'AKIAUNKNOWNUNKNOWN00' }
    // Of the body nothing comes: whoever waited for it would not answer.
    const headers = [...sign(stranger, 'POST /a', { body: 'hello' }), 'Content-Length: 5']
    assertGatewayAnswer(await send(port, 'POST /a', headers), 403, 'Forbidden')
    const late = sign(rootKey, 'POST /a', { body: 'hello', at: new Date(now.getTime() - 600_000) })
    assertGatewayAnswer(await send(port, 'POST /a', [...late, 'Content-Length: 5']), 403, 'Forbidden')
    assert.equal(Object(await decision()).reason, 'signature-invalid')
  })

  it('answers 413 to a signed body above 10 MB', async (t) => {
    const gateway = await openGateway(t)
    const headers = [...sign(rootKey, 'POST /a', { body: 'x' }), 'Transfer-Encoding: chunked']
    const chunk = `100000\r\n${'x'.repeat(1_048_576)}\r\n`
    const answer = await send(gateway.port, 'POST /a', headers, `${chunk.repeat(11)}0\r\n\r\n`)
    assertGatewayAnswer(answer, 413, 'Request Entity Too Large')
    await gateway.settled()
    assert.equal(gateway.log.entries.at(-1)?.['reason'], 'the body has more than 10 MB')
  })

  it('answers 414 when the ARN has more than 1600 bytes', async (t) => {
    const { call } = await openGateway(t)
    assert.equal((await call(rootKey, `GET /b/${'x'.repeat(1600)}`)).status, 414)
  })

  it('leaves preflight requests to the CORS configuration', async (t) => {
    const corsConfiguration = { allowOrigins: ['https://a.example'], allowHeaders: ['authorization', 'x-amz-date'] }
    const { port } = await openGateway(t, { corsConfiguration })
    const preflight = ['Origin: https://a.example', 'Access-Control-Request-Method: GET']
    const answer = await send(port, 'OPTIONS /a', preflight)
    assert.equal(answer.status, 204)
    assert.equal(answer.headers['access-control-allow-headers'], 'authorization,x-amz-date')
    const refused = await send(port, 'GET /a', ['Origin: https://a.example'])
    assert.deepEqual([refused.status, refused.headers['access-control-allow-origin']], [403, 'https://a.example'])
  })
})

describe('a signature', () => {
  it('is of the path as it was sent: with a stage, in path style, and behind a custom domain', async (t) => {
    const stages = [{ stageName: 'dev' }]
    const staged = await openGateway(t, { stages })
    assert.equal((await staged.call(rootKey, 'GET /dev/a')).status, 200)
    assert.equal((await send(staged.port, 'GET /dev/a', sign(rootKey, 'GET /a'))).status, 403)
    const pathStyle = await openGateway(t, {}, { pathStyle: true })
    assert.equal((await pathStyle.call(rootKey, 'GET /execute-api/a1b2c3d4e5/a')).status, 200)
    const mapped = await openGateway(t, {}, { mappings: { v1: '$default' } })
    const jane = await mapped.newUser('jane', may(`${arn}/$default/GET/a`))
    assert.equal((await mapped.call(jane, 'GET /v1/a')).status, 200)
    assert.equal((await send(mapped.port, 'GET /v1/a', sign(jane, 'GET /a'))).status, 403)
  })

  it('may leave the hash of the payload unsigned, which must be the right one', async (t) => {
    const { port } = await openGateway(t)
    const empty = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'
    const withHash = (hash: string) => [...sign(rootKey, 'GET /a'), `X-Amz-Content-Sha256: ${hash}`]
    assert.equal((await send(port, 'GET /a', withHash(empty))).status, 200)
    assert.equal((await send(port, 'GET /a', withHash(empty.replace('e3', 'e4')))).status, 403)
    assert.equal((await send(port, 'GET /a', withHash('UNSIGNED-PAYLOAD'))).status, 403)
    const headers = sign(rootKey, 'GET /a', { headers: { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' } })
    assert.equal((await send(port, 'GET /a', headers)).status, 403)
  })

  it('covers several values of a header as one', async (t) => {
    const { port } = await openGateway(t)
    const [, ...lines] = sign(rootKey, 'GET /a', { headers: { 'x-tags': 'a,b' } })
    assert.equal((await send(port, 'GET /a', ['X-Tags: a', 'X-Tags: b', ...lines])).status, 200)
    assert.equal((await send(port, 'GET /a', ['X-Tags: b', 'X-Tags: a', ...lines])).status, 403)
  })
})

describe('who signed a request', () => {
  const options = async (t: TestContext) => ({ access: (await openIam(t)).access })
  const sketch = (version: '1.0' | '2.0') => functionApi(version, 'GET /a', { routes: [routes[0]!] })

  it('is told to functions as authorizer.iam in payload format 2.0', async (t) => {
    const { port, event } = await startFunction(sketch('2.0'), {}, await options(t))
    await send(port, 'GET /a', sign(rootKey, 'GET /a'))
    assert.deepEqual(Object(event()['requestContext']).authorizer, {
      iam: {
        accessKey: rootKey.accessKeyId,
        accountId: '123456789012',
        callerId: '000000000000',
        cognitoIdentity: null,
        principalOrgId: null,
        userArn: 'arn:aws:iam::000000000000:root',
        userId: '000000000000',
      },
    })
  })

  it('is told to functions as the identity in payload format 1.0', async (t) => {
    const { port, event } = await startFunction(sketch('1.0'), { statusCode: 200 }, await options(t))
    await send(port, 'GET /a', sign(rootKey, 'GET /a'))
    const { authorizer, identity } = Object(event()['requestContext'])
    assert.deepEqual(authorizer, { claims: null, scopes: null })
    assert.deepEqual(identity, {
      accessKey: rootKey.accessKeyId,
      accountId: '123456789012',
      caller: '000000000000',
      cognitoAmr: null,
      cognitoAuthenticationProvider: null,
      cognitoAuthenticationType: null,
      cognitoIdentityId: null,
      cognitoIdentityPoolId: null,
      principalOrgId: null,
      sourceIp: '127.0.0.1',
      user: '000000000000',
      userAgent: null,
      userArn: 'arn:aws:iam::000000000000:root',
    })
  })

  it('is in $context.identity of parameter mappings and access logs', async (t) => {
    const variables = ['accountId', 'caller', 'user', 'userArn', 'principalOrgId']
    const format = variables.map((name) => `$context.identity.${name}`).join(' ')
    const accessLogSettings = { logGroup: 'l', destinationArn: 'd', format }
    const target = await startBackend()
    const requestParameters = { 'overwrite:header.x-caller': '$context.identity.userArn' }
    const { call, newUser, port, accessLog, decision } = await openGateway(t, {
      stages: [{ stageName: '$default', accessLogSettings }],
      integrations: [{ integrationId: 'backend', integrationUri: target.origin, requestParameters }],
    })
    const jane = await newUser('jane', may('*'))
    assert.equal((await call(jane, 'GET /a')).status, 200)
    await send(port, 'GET /a')
    await decision()
    const [known, unknown] = accessLog.entries.map(([, line]) => line)
    assert.match(known ?? '', /^123456789012 (AIDA\w{17}) \1 arn:aws:iam::000000000000:user\/jane -$/)
    assert.equal(unknown, '- - - - -')
    const callers = target.seen.map(({ headers }) => headers['x-caller'])
    assert.deepEqual(callers, ['arn:aws:iam::000000000000:user/jane'])
  })
})
