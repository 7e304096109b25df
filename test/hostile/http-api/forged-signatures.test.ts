import assert from 'node:assert/strict'
import { createHash, createHmac } from 'node:crypto'
import { before, describe, it } from 'node:test'
import { type Credentials as Key, openProduction, rootAccessKey } from '../../support/production.ts'
import { sendRaw } from '../../support/http-api.ts'
import { startRawBackend, type RawBackend } from '../../support/raw-http.ts'

/* Routes with AWS_IAM on a whole server in production: nobody gets past them whose request is not what was signed. */

/** A request as it goes over the wire. */
interface Message {
  readonly method: string
  readonly target: string
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest()

interface Signing {
  readonly now: Date
  readonly region?: string
  readonly service?: string
}

/** Signs everything that the request has, after the IAM user guide's page "Create a signed AWS API request". */
function sign(message: Message, key: Key, { now, region = 'us-east-1', service = 'execute-api' }: Signing): Message {
  const time = now.toISOString().replace(/[-:]|\.\d{3}/g, '')
  const headers: Record<string, string> = {
    ...message.headers,
    'x-amz-date': time,
    ...(key.sessionToken !== undefined && { 'x-amz-security-token': key.sessionToken }),
  }
  const names = Object.keys(headers).toSorted()
  const [path = '', query = ''] = message.target.split('?')
  const lines = names.map((name) => `${name}:${headers[name]}\n`).join('')
  const canonical = [message.method, path, query, lines, names.join(';'), sha256(message.body)].join('\n')
  const scope = `${time.slice(0, 8)}/${region}/${service}/aws4_request`
  const signing = scope.split('/').reduce<string | Buffer>(hmac, `AWS4${key.secretAccessKey}`)
  const signature = hmac(signing, ['AWS4-HMAC-SHA256', time, scope, sha256(canonical)].join('\n')).toString('hex')
  const authorization = `AWS4-HMAC-SHA256 Credential=${key.accessKeyId}/${scope}, SignedHeaders=${names.join(';')}, Signature=${signature}`
  return { ...message, headers: { ...headers, authorization } }
}

/** An API whose every route goes to the backend for whoever signs and may invoke it, and some of those. */
async function openWorld() {
  const production = await openProduction({ allowPrivateTargets: true })
  const { clientsFor, newRole, newUser, port, root } = production
  const backend = await startRawBackend()
  const { ApiId = '' } = await root.apis.createApi({ Name: 'signed', ProtocolType: 'HTTP' })
  const { IntegrationId } = await root.apis.createIntegration({
    ApiId,
    IntegrationType: 'HTTP_PROXY',
    IntegrationMethod: 'ANY',
    IntegrationUri: backend.origin,
  })
  const route = { ApiId, RouteKey: '$default', Target: `integrations/${IntegrationId}` }
  await root.apis.createRoute({ ...route, AuthorizationType: 'AWS_IAM' })
  await root.apis.createStage({ ApiId, StageName: '$default', AutoDeploy: true })
  const arn = `arn:aws:execute-api:us-east-1:000000000000:${ApiId}/$default`
  const policy = (...Statement: object[]) => JSON.stringify({ Version: '2012-10-17', Statement })
  const may = (Action: string, Resource: string) => ({ Effect: 'Allow', Action, Resource })
  const jane = await newUser('caller', policy(may('execute-api:Invoke', `${arn}/*`), may('sts:AssumeRole', '*')))
  const reader = await newUser('reader', policy(may('execute-api:Invoke', `${arn}/GET/orders/*`)))
  const denial = { Effect: 'Deny', Action: 'execute-api:*', Resource: `${arn}/*/orders/secret*` }
  const barred = await newUser('barred', policy(may('*', '*'), denial))
  const { Credentials } = await clientsFor(jane).sts.assumeRole({
    RoleArn: await newRole('orders', policy(may('execute-api:Invoke', `${arn}/GET/*`))),
    RoleSessionName: 'jane',
    DurationSeconds: 900,
    Policy: policy(may('execute-api:Invoke', `${arn}/*/orders/*`)),
  })
  const session = {
    accessKeyId: Credentials?.AccessKeyId ?? '',
    secretAccessKey: Credentials?.SecretAccessKey ?? '',
    sessionToken: Credentials?.SessionToken ?? '',
  }
  const host = `${ApiId}.execute-api.localhost:${port}`
  const base: Message = {
    method: 'POST',
    target: '/orders/7?a=1&b=2',
    headers: { host, 'content-type': 'application/json' },
    body: '{"amount":1}',
  }
  const send = ({ method, target, headers, body }: Message) => {
    const lines = Object.entries({ ...headers, 'content-length': String(body.length), connection: 'close' })
    const head = [`${method} ${target} HTTP/1.1`, ...lines.map(([name, value]) => `${name}: ${value}`)]
    return sendRaw(port, `${head.join('\r\n')}\r\n\r\n${body}`)
  }
  return { ...production, backend, base, send, jane, reader, barred, session }
}

let world: Awaited<ReturnType<typeof openWorld>>
let backend: RawBackend
const signed = (more: Partial<Message> = {}, key: Key = world.jane, signing: Partial<Signing> = {}) =>
  sign({ ...world.base, ...more }, key, { now: world.clock.now(), ...signing })

async function assertServed(message: Message): Promise<void> {
  backend.requests.splice(0)
  const answer = await world.send(message)
  assert.equal(answer.status, 200, answer.body)
  assert.deepEqual(
    backend.requests.map(({ method, target, body }) => [method, target, body]),
    [[message.method, message.target, message.body]],
  )
}

async function assertRefused(message: Message): Promise<void> {
  backend.requests.splice(0)
  const answer = await world.send(message)
  assert.deepEqual([answer.status, answer.body], [403, '{"message":"Forbidden"}'])
  assert.equal(backend.requests.length, 0)
}

const withHeader = (message: Message, name: string, edit: (value: string) => string): Message => ({
  ...message,
  headers: { ...message.headers, [name]: edit(message.headers[name] ?? '') },
})
const withAuthorization = (message: Message, edit: (value: string) => string) =>
  withHeader(message, 'authorization', edit)

describe('a signed request', () => {
  before(async () => {
    world = await openWorld()
    backend = world.backend
  })

  it('is served as it was signed, and only the parameters of its query may change their order', async () => {
    await assertServed(signed())
    await assertServed({ ...signed(), target: '/orders/7?b=2&a=1' })
  })

  for (const [what, edit] of Object.entries<(message: Message) => Message>({
    'another path': (message) => ({ ...message, target: '/orders/8?a=1&b=2' }),
    'a longer path': (message) => ({ ...message, target: '/orders/7/x?a=1&b=2' }),
    'a path in other letters': (message) => ({ ...message, target: '/Orders/7?a=1&b=2' }),
    'an encoded letter in its path': (message) => ({ ...message, target: '/%6frders/7?a=1&b=2' }),
    'a slash more at its end': (message) => ({ ...message, target: '/orders/7/?a=1&b=2' }),
    'a slash more at its beginning': (message) => ({ ...message, target: '//orders/7?a=1&b=2' }),
    'a slash more inside': (message) => ({ ...message, target: '/orders//7?a=1&b=2' }),
    'another method': (message) => ({ ...message, method: 'PUT' }),
    'another value in its query': (message) => ({ ...message, target: '/orders/7?a=2&b=2' }),
    'a parameter more': (message) => ({ ...message, target: '/orders/7?a=1&b=2&c=3' }),
    'a parameter twice': (message) => ({ ...message, target: '/orders/7?a=1&a=1&b=2' }),
    'a parameter less': (message) => ({ ...message, target: '/orders/7?a=1' }),
    'a parameter that is called as a signature': (message) => ({
      ...message,
      target: `/orders/7?a=1&b=2&X-Amz-Signature=${'0'.repeat(64)}`,
    }),
    'another body': (message) => ({ ...message, body: '{"amount":9}' }),
    'no body': (message) => ({ ...message, body: '' }),
    'another signed header': (message) => withHeader(message, 'content-type', () => 'text/html'),
    'a signed header twice': (message) =>
      withHeader(message, 'content-type', (value) => `${value}\r\nContent-Type: text/html`),
    'a payload hash that says not to look': (message) => ({
      ...message,
      headers: { ...message.headers, 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' },
    }),
    'an unsigned header that AWS reads': (message) => ({
      ...message,
      headers: { ...message.headers, 'x-amz-security-token': 'x' },
    }),
    'its host not among the signed headers': (message) =>
      withAuthorization(message, (value) => value.replace('content-type;host;', 'content-type;')),
    'fewer signed headers': (message) =>
      withAuthorization(message, (value) => value.replace('content-type;host;', 'host;')),
    'another time': (message) =>
      withHeader(message, 'x-amz-date', (time) => time.replace(/\d\dZ$/, (end) => (end === '59Z' ? '58Z' : '59Z'))),
    'another region in its scope': (message) =>
      withAuthorization(message, (value) => value.replace('us-east-1', 'us-east-2')),
    'another service in its scope': (message) =>
      withAuthorization(message, (value) => value.replace('execute-api', 'apigateway')),
    'the key of another user': (message) =>
      withAuthorization(message, (value) => value.replace(world.jane.accessKeyId, world.reader.accessKeyId)),
    "the root's key": (message) =>
      withAuthorization(message, (value) => value.replace(world.jane.accessKeyId, rootAccessKey.accessKeyId)),
    'a signature of zeros': (message) =>
      withAuthorization(message, (value) => value.replace(/[0-9a-f]{64}$/, '0'.repeat(64))),
    'no signature': (message) => withAuthorization(message, (value) => value.replace(/, Signature=.*$/, '')),
    'an unknown algorithm': (message) => withAuthorization(message, (value) => value.replace('HMAC', 'ECDSA')),
    'a bearer token instead': (message) => withAuthorization(message, () => 'Bearer a.b.c'),
    'a signed header that no request has': (message) =>
      withAuthorization(message, (value) => value.replace('SignedHeaders=', 'SignedHeaders=constructor;__proto__;')),
  }))
    it(`does not get past with ${what}`, () => assertRefused(edit(signed())))

  it('does not get past with a space where a plus sign was signed', async () => {
    const message = signed({ target: '/orders/7?a=1%2B1' })
    await assertServed(message)
    await assertRefused({ ...message, target: '/orders/7?a=1+1' })
    await assertRefused({ ...message, target: '/orders/7?a=1%201' })
  })

  it('does not get past when it was signed for elsewhere', async () => {
    await assertRefused(signed({}, world.jane, { region: 'eu-west-1' }))
    await assertRefused(signed({}, world.jane, { service: 'apigateway' }))
    await assertRefused(signed({}, { ...world.jane, secretAccessKey: 'guessed' }))
    await assertRefused(signed({}, { accessKeyId: 'test', secretAccessKey: 'test' }))
    const other = { ...world.base.headers, host: 'localhost' }
    await assertRefused({
      ...signed({ headers: other }),
      headers: { ...signed({ headers: other }).headers, host: world.base.headers['host']! },
    })
  })

  it('can be sent again for five minutes, and not after them', async () => {
    const message = signed()
    await assertServed(message)
    world.clock.advance(299_000)
    await assertServed(message)
    world.clock.advance(2000)
    await assertRefused(message)
  })

  it('is held to the policies of who signed it, however the path is written', async () => {
    const get = (target: string, key: Key) => signed({ method: 'GET', target, body: '' }, key)
    await assertServed(get('/orders/7', world.reader))
    await assertRefused(get('/other', world.reader))
    await assertRefused(signed({}, world.reader))
    await assertServed(get('/orders/open', world.barred))
    await assertRefused(get('/orders/secret', world.barred))
    // SigV4 encodes a path that is encoded once more.
    const encoded = get('/orders/%2573ecret', world.barred)
    await assertRefused({ ...encoded, target: '/orders/%73ecret' })
  })

  it('may be that of a role, as long as its session lasts and no further than that goes', async () => {
    const get = (target: string, key: Key) => signed({ method: 'GET', target, body: '' }, key)
    const { session } = world
    await assertServed(get('/orders/7', session))
    await assertRefused(get('/other', session))
    await assertRefused(signed({}, session))
    await assertRefused(get('/orders/7', { ...session, sessionToken: `${session.sessionToken?.slice(0, -4)}AAAA` }))
    await assertRefused(
      get('/orders/7', { accessKeyId: session.accessKeyId, secretAccessKey: session.secretAccessKey }),
    )
    world.clock.advance(900_000)
    await assertRefused(get('/orders/7', session))
  })

  it('is refused from the moment on that the key is inactive', async () => {
    const key = { UserName: 'reader', AccessKeyId: world.reader.accessKeyId }
    const message = () => signed({ method: 'GET', target: '/orders/7', body: '' }, world.reader)
    await assertServed(message())
    await world.clientsFor(rootAccessKey).iam.updateAccessKey({ ...key, Status: 'Inactive' })
    await assertRefused(message())
  })
})
