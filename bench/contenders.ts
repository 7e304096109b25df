import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import {
  ApiGatewayV2Client,
  CreateApiCommand,
  CreateAuthorizerCommand,
  CreateIntegrationCommand,
  CreateRouteCommand,
  CreateStageCommand,
} from '@aws-sdk/client-apigatewayv2'
import { CloudWatchLogsClient, CreateLogGroupCommand } from '@aws-sdk/client-cloudwatch-logs'
import { firstLineOf, serverCore, spawnPinned, untilListening, type Pinned } from './processes.ts'
import { audience, type Issuer } from './tokens.ts'

/** A gateway under measurement. */
export interface Contender {
  readonly name: string
  readonly pinned: Pinned
  readonly port: number
  /** Value of the Host header. */
  readonly host: string
  /** The same with everything switched on that an HTTP API can do on the way, if the contender has that. */
  readonly fullHost?: string
}

export interface Ground {
  readonly directory: string
  readonly issuer: Issuer
  readonly backendPort: number
}

/** Everything that can be started here; what is not installed is named in `missing`. */
/** @param only names of those to start, in lower case; all when left out */
export async function startContenders(
  ground: Ground,
  only?: readonly string[],
): Promise<{ contenders: Contender[]; missing: string[] }> {
  const contenders = [await startPoolgate(ground)]
  const missing: string[] = []
  for (const [name, start] of [
    ['HAProxy', startHaproxy],
    ['nginx', startNginx],
    ['fastify', startFastify],
  ] as const) {
    if (only && !only.includes(name.toLowerCase())) continue
    try {
      contenders.push(await start(ground))
    } catch (error) {
      missing.push(`${name} (${error instanceof Error ? error.message.split('\n')[0] : String(error)})`)
    }
  }
  return { contenders, missing }
}

async function startPoolgate({ directory, issuer, backendPort }: Ground): Promise<Contender> {
  const args = ['bench/poolgate-server.ts', join(directory, 'data'), '0', join(directory, 'poolgate.log')]
  const profile = process.env['BENCH_PROFILE']
  const options = profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profile}`]
  const pinned = spawnPinned(serverCore, process.execPath, [...options, ...args])
  const port = Number(await firstLineOf(pinned))
  const where = {
    endpoint: `http://127.0.0.1:${port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' },
  }
  const logs = new CloudWatchLogsClient(where)
  await logs.send(new CreateLogGroupCommand({ logGroupName: 'bench' }))
  logs.destroy()
  const client = new ApiGatewayV2Client(where)
  const plain = await createApi(client, issuer, backendPort, false)
  const full = await createApi(client, issuer, backendPort, true)
  client.destroy()
  const hostOf = (apiId: string) => `${apiId}.execute-api.us-east-1.amazonaws.com`
  return { name: 'poolgate', pinned, port, host: hostOf(plain), fullHost: hostOf(full) }
}

/** An HTTP API with a JWT authorizer; the full one has 300 routes, mappings, CORS, throttling and an access log. */
async function createApi(
  client: ApiGatewayV2Client,
  issuer: Issuer,
  backendPort: number,
  isFull: boolean,
): Promise<string> {
  const { ApiId } = await client.send(
    new CreateApiCommand({
      Name: 'bench',
      ProtocolType: 'HTTP',
      ...(isFull && {
        CorsConfiguration: { AllowOrigins: ['https://page.example'], ExposeHeaders: ['x-mapped'], AllowMethods: ['*'] },
      }),
    }),
  )
  const { AuthorizerId } = await client.send(
    new CreateAuthorizerCommand({
      ApiId,
      Name: 'issuer',
      AuthorizerType: 'JWT',
      IdentitySource: ['$request.header.Authorization'],
      JwtConfiguration: { Issuer: issuer.url, Audience: [audience] },
    }),
  )
  const { IntegrationId } = await client.send(
    new CreateIntegrationCommand({
      ApiId,
      IntegrationType: 'HTTP_PROXY',
      IntegrationMethod: 'ANY',
      IntegrationUri: `http://127.0.0.1:${backendPort}/{proxy}`,
      PayloadFormatVersion: '1.0',
      ...(isFull && {
        RequestParameters: { 'append:header.x-sub': '$context.authorizer.claims.sub', 'overwrite:querystring.q': '1' },
        ResponseParameters: { 200: { 'append:header.x-mapped': '$context.requestId' } },
      }),
    }),
  )
  const keys = isFull ? Array.from({ length: 300 }, (_, n) => `ANY /r${n}/{proxy+}`) : ['ANY /{proxy+}']
  for (const RouteKey of keys)
    await client.send(
      new CreateRouteCommand({
        ApiId,
        RouteKey,
        AuthorizationType: 'JWT',
        AuthorizerId,
        Target: `integrations/${IntegrationId}`,
      }),
    )
  await client.send(
    new CreateStageCommand({
      ApiId,
      StageName: '$default',
      AutoDeploy: true,
      ...(isFull && {
        DefaultRouteSettings: { ThrottlingRateLimit: 1_000_000, ThrottlingBurstLimit: 1_000_000 },
        AccessLogSettings: {
          DestinationArn: 'arn:aws:logs:us-east-1:000000000000:log-group:bench',
          Format:
            '$context.identity.sourceIp [$context.requestTime] "$context.httpMethod $context.routeKey $context.protocol" $context.status $context.responseLength $context.requestId $context.authorizer.claims.sub',
        },
      }),
    }),
  )
  return ApiId!
}

async function startHaproxy({ directory, issuer, backendPort }: Ground): Promise<Contender> {
  execFileSync('haproxy', ['-v'])
  const port = await freePort()
  const file = join(directory, 'haproxy.cfg')
  writeFileSync(
    file,
    `global
  nbthread 1
  maxconn 4096
defaults
  mode http
  timeout connect 5s
  timeout client 60s
  timeout server 60s
  http-reuse always
frontend in
  bind 127.0.0.1:${port}
  http-request set-var(txn.token) http_auth_bearer
  http-request deny deny_status 401 unless { var(txn.token) -m found }
  http-request set-var(txn.alg) var(txn.token),jwt_header_query('$.alg')
  http-request set-var(txn.iss) var(txn.token),jwt_payload_query('$.iss')
  http-request set-var(txn.client) var(txn.token),jwt_payload_query('$.client_id')
  http-request set-var(txn.exp) var(txn.token),jwt_payload_query('$.exp','int')
  http-request set-var(txn.now) date()
  http-request deny deny_status 401 unless { var(txn.alg) -m str RS256 }
  http-request deny deny_status 401 unless { var(txn.iss) -m str ${issuer.url} }
  http-request deny deny_status 401 unless { var(txn.client) -m str ${audience} }
  http-request deny deny_status 401 if { var(txn.exp),sub(txn.now) lt 1 }
  http-request deny deny_status 401 unless { var(txn.token),jwt_verify(txn.alg,"${issuer.publicKeyFile}") 1 }
  default_backend out
backend out
  server backend 127.0.0.1:${backendPort}
`,
  )
  const pinned = spawnPinned(serverCore, 'haproxy', ['-db', '-f', file])
  await untilListening(port)
  return { name: 'HAProxy', pinned, port, host: 'haproxy.example' }
}

async function startNginx({ directory, backendPort }: Ground): Promise<Contender> {
  execFileSync('nginx', ['-v'], { stdio: 'ignore' })
  const port = await freePort()
  const file = join(directory, 'nginx.conf')
  writeFileSync(
    file,
    `daemon off;
master_process off;
worker_processes 1;
error_log stderr;
pid ${directory}/nginx.pid;
events { worker_connections 4096; }
http {
  access_log off;
  client_max_body_size 20m;
  client_body_temp_path ${directory}/nginx-body;
  proxy_temp_path ${directory}/nginx-proxy;
  keepalive_requests 100000000;
  upstream out { server 127.0.0.1:${backendPort}; keepalive 256; keepalive_requests 100000000; }
  server {
    listen 127.0.0.1:${port};
    location / { proxy_pass http://out; proxy_http_version 1.1; proxy_set_header Connection ""; proxy_request_buffering off; }
  }
}
`,
  )
  const pinned = spawnPinned(serverCore, 'nginx', ['-c', file])
  await untilListening(port)
  return { name: 'nginx, without authentication', pinned, port, host: 'nginx.example' }
}

async function startFastify({ directory, issuer, backendPort }: Ground): Promise<Contender> {
  const folder = join(directory, 'fastify')
  mkdirSync(folder, { recursive: true })
  const packages = ['fastify@5', '@fastify/http-proxy@11', '@fastify/jwt@10']
  execFileSync('npm', ['install', '--silent', '--no-audit', '--no-fund', '--prefix', folder, ...packages], {
    stdio: 'ignore',
    timeout: 120_000,
  })
  const port = await freePort()
  const file = join(folder, 'server.mjs')
  writeFileSync(
    file,
    `import { readFileSync } from 'node:fs'
import fastify from 'fastify'
import proxy from '@fastify/http-proxy'
import jwt from '@fastify/jwt'
const app = fastify()
const options = { algorithms: ['RS256'], allowedIss: ${JSON.stringify(issuer.url)}, cache: 20000 }
await app.register(jwt, { secret: { public: readFileSync(${JSON.stringify(issuer.publicKeyFile)}) }, decode: {}, verify: options })
const preHandler = async (request, reply) => {
  try {
    await request.jwtVerify()
    if (request.user.client_id !== ${JSON.stringify(audience)}) throw new Error('client_id')
  } catch { return reply.code(401).send({ message: 'Unauthorized' }) }
}
await app.register(proxy, { upstream: 'http://127.0.0.1:${backendPort}', preHandler, undici: { connections: 128 } })
await app.listen({ port: ${port}, host: '127.0.0.1' })
`,
  )
  const pinned = spawnPinned(serverCore, process.execPath, [file])
  await untilListening(port)
  return {
    name: 'fastify with @fastify/http-proxy and @fastify/jwt, tokens cached',
    pinned,
    port,
    host: 'fastify.example',
  }
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  return typeof address === 'object' && address ? address.port : 0
}
