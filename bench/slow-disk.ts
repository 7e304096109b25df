import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  ApiGatewayV2Client,
  CreateApiCommand,
  CreateIntegrationCommand,
  CreateRouteCommand,
  CreateStageCommand,
} from '@aws-sdk/client-apigatewayv2'
import {
  AdminCreateUserCommand,
  AdminSetUserPasswordCommand,
  CreateUserPoolClientCommand,
  CreateUserPoolCommand,
  InitiateAuthCommand,
} from '@aws-sdk/client-cognito-identity-provider'
import { sdkClients } from '../test/support/sdk.ts'
import type { LoadOptions, LoadResult } from './load.ts'
import { describeMachine, writeSection } from './performance-page.ts'
import { firstLineOf, loadCore, outputOf, serverCore, spawnPinned } from './processes.ts'

/*
 * What a disk whose syncs take 200 ms does to an HTTP API while users change their attributes: the writes wait for it, and
 * requests must not. Needs strace, which makes the disk slow, and Linux.
 */

const seconds = Number(process.env['BENCH_SECONDS'] ?? 8)
const rounds = Number(process.env['BENCH_ROUNDS'] ?? 3)
const users = 64
const Password = 'S3cure!!'
const directory = mkdtempSync(join(tmpdir(), 'poolgate-bench-slow-disk-'))

async function createApi(endpoint: string, backendPort: string): Promise<string> {
  const credentials = { accessKeyId: 'bench', secretAccessKey: 'bench' }
  const client = new ApiGatewayV2Client({ endpoint, region: 'us-east-1', credentials })
  const { ApiId } = await client.send(new CreateApiCommand({ Name: 'bench', ProtocolType: 'HTTP' }))
  const { IntegrationId } = await client.send(
    new CreateIntegrationCommand({
      ApiId,
      IntegrationType: 'HTTP_PROXY',
      IntegrationMethod: 'ANY',
      IntegrationUri: `http://127.0.0.1:${backendPort}/`,
      PayloadFormatVersion: '1.0',
    }),
  )
  await client.send(new CreateRouteCommand({ ApiId, RouteKey: '$default', Target: `integrations/${IntegrationId}` }))
  await client.send(new CreateStageCommand({ ApiId, StageName: '$default', AutoDeploy: true }))
  client.destroy()
  return `${ApiId}.execute-api.us-east-1.amazonaws.com`
}

/** An access token of each of the users. */
async function signUsersIn(endpoint: string): Promise<string[]> {
  const { cognito, close } = sdkClients(endpoint)
  const UserPoolId = (await cognito.send(new CreateUserPoolCommand({ PoolName: 'bench' }))).UserPool?.Id
  const ExplicitAuthFlows = ['ALLOW_USER_PASSWORD_AUTH' as const, 'ALLOW_REFRESH_TOKEN_AUTH' as const]
  const created = await cognito.send(
    new CreateUserPoolClientCommand({ UserPoolId, ClientName: 'bench', ExplicitAuthFlows }),
  )
  const ClientId = created.UserPoolClient?.ClientId
  const signIn = async (index: number): Promise<string> => {
    // As long as each other, and so are their tokens.
    const Username = `user-${index.toString().padStart(2, '0')}`
    await cognito.send(new AdminCreateUserCommand({ UserPoolId, Username, MessageAction: 'SUPPRESS' }))
    await cognito.send(new AdminSetUserPasswordCommand({ UserPoolId, Username, Password, Permanent: true }))
    const AuthParameters = { USERNAME: Username, PASSWORD: Password }
    const command = new InitiateAuthCommand({ ClientId, AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters })
    return (await cognito.send(command)).AuthenticationResult?.AccessToken ?? ''
  }
  const tokens = await Promise.all(Array.from({ length: users }, (_, index) => signIn(index)))
  close()
  return tokens
}

async function load(options: LoadOptions): Promise<LoadResult> {
  const printed = await outputOf(spawnPinned(loadCore, process.execPath, ['bench/load.ts', JSON.stringify(options)]))
  const result = JSON.parse(printed) as LoadResult
  if (Object.keys(result.statuses).join() !== '200') throw new Error(`it answered ${JSON.stringify(result.statuses)}`)
  return result
}

/** One row of the table. @param before what the server's command line begins with */
async function measure(title: string, before: readonly string[] = []): Promise<string> {
  const dataDir = mkdtempSync(join(directory, 'data-'))
  const backend = spawnPinned(loadCore, process.execPath, ['bench/backend.ts'])
  const program = [process.execPath, 'bench/poolgate-server.ts', dataDir, '0', join(directory, 'log')]
  const [command = '', ...args] = [...before, ...program]
  const server = spawnPinned(serverCore, command, args)
  try {
    const [port, backendPort] = await Promise.all([firstLineOf(server).then(Number), firstLineOf(backend)])
    const endpoint = `http://127.0.0.1:${port}`
    const host = await createApi(endpoint, backendPort)
    const tokens = await signUsersIn(endpoint)
    const tokenFile = join(dataDir, 'tokens')
    writeFileSync(tokenFile, tokens.join('\n'))
    const body = JSON.stringify({ AccessToken: 'TOKEN', UserAttributes: [{ Name: 'name', Value: 'Jane' }] })
    const head = [
      'POST / HTTP/1.1',
      `Host: 127.0.0.1:${port}`,
      'Content-Type: application/x-amz-json-1.1',
      'X-Amz-Target: AWSCognitoIdentityProviderService.UpdateUserAttributes',
      `Content-Length: ${body.length - 'TOKEN'.length + (tokens[0]?.length ?? 0)}`,
    ]
    const request = `${head.join('\r\n')}\r\n\r\n${body}`
    const writing = { port, seconds, connections: 64, rate: 100, tokens: tokenFile, request }
    const asking = { port, seconds, connections: 16, rate: 500, request: `GET / HTTP/1.1\r\nHost: ${host}\r\n\r\n` }
    const found: (readonly [asked: LoadResult, written: LoadResult])[] = []
    // The first round warms up and is not counted.
    for (let round = -1; round < rounds; round++) {
      const results = await Promise.all([load(asking), load(writing)])
      if (round >= 0) found.push(results)
    }
    const columns = [
      show(found.map(([asked]) => asked.p50)),
      show(found.map(([asked]) => asked.p99)),
      show(found.map(([, written]) => written.p50)),
      show(found.map(([, written]) => written.p99)),
    ]
    return `| ${[title, ...columns].join(' | ')} |`
  } finally {
    await server.stop()
    await backend.stop()
  }
}

/** The median, with lowest and highest. */
function show(values: readonly number[]): string {
  const sorted = values.toSorted((a, b) => a - b)
  const [middle = 0, low = 0, high = 0] = [sorted[sorted.length >> 1], sorted[0], sorted.at(-1)]
  return `${middle.toFixed(1)} (${low.toFixed(1)} to ${high.toFixed(1)})`
}

/** Without stopping the server for any other call. */
const strace = ['strace', '-D', '-f', '--seccomp-bpf', '-o', '/dev/null', '-e', 'trace=fsync,fdatasync']

try {
  const rows = [
    await measure('the disk as it is'),
    await measure('every sync takes 200 ms more', [...strace, '-e', 'inject=fsync,fdatasync:delay_exit=200000']),
  ]
  console.log(rows.join('\n'))
  writeSection(
    'A slow disk',
    `Written by \`node bench/slow-disk.ts\` on ${describeMachine()}.

500 requests a second to an HTTP API, while 100 times a second a user changes an attribute; milliseconds, the median of ${rounds} runs
of ${seconds} s, with lowest and highest. A write waits for two syncs at most, the one under way and its own, which all share that
come meanwhile, and for three more when the log begins anew. Where the load average is far above the cores, other work took its share, and figures are high and far apart.

| | requests, p50 | p99 | writes, p50 | p99 |
| --- | ---: | ---: | ---: | ---: |
${rows.join('\n')}
`,
  )
} finally {
  rmSync(directory, { recursive: true, force: true })
}
