import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { CreateApiCommand, UpdateStageCommand } from '@aws-sdk/client-apigatewayv2'
import {
  CreateLogGroupCommand,
  DeleteLogGroupCommand,
  DescribeLogStreamsCommand,
  GetLogEventsCommand,
  ListTagsForResourceCommand,
  paginateDescribeLogGroups,
  paginateFilterLogEvents,
  PutLogEventsCommand,
  PutRetentionPolicyCommand,
  ResourceNotFoundException,
} from '@aws-sdk/client-cloudwatch-logs'
import { type Backend, startBackend } from '../../support/backend.ts'
import { run } from '../../support/run.ts'
import { sdkClients } from '../../support/sdk.ts'
import { runPoolgate, type SpawnedServer, startServer, temporaryDirectory } from '../../support/server.ts'

const logGroupName = '/pets/access'
const dataDir = temporaryDirectory()
let backend: Backend
let server: SpawnedServer
let clients: ReturnType<typeof sdkClients>
let url: string

async function start(): Promise<void> {
  server = await startServer({ dataDir })
  clients = sdkClients(server.url)
}

async function stop(): Promise<number | null> {
  clients.close()
  return server.stop()
}

/** Resolves with the id of the request. */
async function get(path: string): Promise<string> {
  const response = await fetch(`${server.url}${url}${path}`)
  await response.arrayBuffer()
  return response.headers.get('apigw-requestid') ?? ''
}

async function messages(filterPattern = ''): Promise<(string | undefined)[]> {
  const found: (string | undefined)[] = []
  for await (const { events = [] } of paginateFilterLogEvents(
    { client: clients.logs, pageSize: 2 },
    { logGroupName, filterPattern },
  ))
    found.push(...events.map(({ message }) => message))
  return found
}

before(async () => {
  backend = await startBackend()
  await start()
  const { apis, logs } = clients
  await logs.send(new CreateLogGroupCommand({ logGroupName, tags: { team: 'shop' } }))
  await logs.send(new PutRetentionPolicyCommand({ logGroupName, retentionInDays: 7 }))
  const quick = { Name: 'pets', ProtocolType: 'HTTP', Target: backend.url } as const
  const { ApiId } = await apis.send(new CreateApiCommand(quick))
  const AccessLogSettings = {
    DestinationArn: `arn:aws:logs:us-east-1:000000000000:log-group:${logGroupName}`,
    Format: '$context.requestId $context.httpMethod $context.path $context.status',
  }
  await apis.send(new UpdateStageCommand({ ApiId, StageName: '$default', AccessLogSettings }))
  url = `/execute-api/${ApiId}`
})
after(async () => {
  await stop()
  await backend.close()
})

describe('a log group, through the AWS SDK', () => {
  it('is described with its retention and its tags', async () => {
    const pages = paginateDescribeLogGroups({ client: clients.logs }, { logGroupNamePrefix: logGroupName })
    const groups = []
    for await (const page of pages) groups.push(...(page.logGroups ?? []))
    assert.deepEqual(
      groups.map((group) => [group.logGroupName, group.retentionInDays]),
      [[logGroupName, 7]],
    )
    const resourceArn = groups[0]?.logGroupArn
    const { tags } = await clients.logs.send(new ListTagsForResourceCommand({ resourceArn }))
    assert.deepEqual(tags, { team: 'shop' })
  })

  it('has every request of a stage, those too that came right before the server was stopped', async () => {
    const ids = [await get('/a'), await get('/b?c=d'), await get('/c')]
    assert.equal(await stop(), 0)
    await start()
    const [a, b, c] = [`${ids[0]} GET /a 200`, `${ids[1]} GET /b 200`, `${ids[2]} GET /c 200`]
    assert.deepEqual(await messages(), [a, b, c])
    assert.deepEqual(await messages('GET -/b'), [a, c])
    const { logStreams: [stream] = [] } = await clients.logs.send(new DescribeLogStreamsCommand({ logGroupName }))
    const logStreamName = stream?.logStreamName
    assert.equal(logStreamName, `${url.replace('/execute-api/', '')}/$default`)
    const { events = [] } = await clients.logs.send(new GetLogEventsCommand({ logGroupName, logStreamName, limit: 2 }))
    assert.deepEqual(
      events.map(({ message }) => message),
      [b, c],
    )
  })

  it('is printed by poolgate logs, what comes later too when that is wanted', async () => {
    const port = String(server.port)
    const poolgate = (...args: string[]) => run(process.execPath, ['bin/poolgate.js', 'logs', '--port', port, ...args])
    assert.equal((await poolgate()).stdout, `${logGroupName}\n`)
    const { stdout } = await poolgate(logGroupName, '--filter', '/b')
    assert.match(stdout, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z \S+ GET \/b 200\n$/)
    const { code, stderr } = await poolgate('none')
    assert.equal(code, 1)
    assert.match(stderr, /ResourceNotFoundException: The specified log group does not exist\./)

    const following = runPoolgate(['logs', logGroupName, '--follow', '--port', port])
    await following.line(/GET \/c 200$/)
    const id = await get('/later')
    await following.line(new RegExp(`${id} GET /later 200$`))
    await following.stop()
    assert.equal(following.lines.length, 4)
  })

  it('takes no events by call, and is gone when it is deleted, while the API serves on', async () => {
    const logEvents = [{ timestamp: 1, message: 'x' }]
    await assert.rejects(
      clients.logs.send(new PutLogEventsCommand({ logGroupName, logStreamName: 'a', logEvents })),
      /CloudWatch Logs PutLogEvents is not implemented by poolgate/,
    )
    await clients.logs.send(new DeleteLogGroupCommand({ logGroupName }))
    assert.equal((await get('/a')).length, 16)
    await assert.rejects(messages(), ResourceNotFoundException)
  })
})
