import { setTimeout as delay } from 'node:timers/promises'
import { callService } from './ask-server.ts'
import { clientOptions, readEndpoint } from './client-environment.ts'
import { type Io, defineCommand, UsageError } from './command.ts'
import { findRunningServer } from './running-server.ts'
import { readDuration } from './clock.ts'

const pollEveryMs = 1000
/** Entries of several nodes, and those of one that waited to be stored, can come after later ones. */
const latenessMs = 5000

export const command = defineCommand({
  name: 'logs',
  summary: 'print the access logs in a log group, oldest first; without a group, list the groups',
  usage: '[GROUP] [options]',
  details: `For a group that the AccessLogSettings of a stage name:

  poolgate logs /aws/http-api/pets --follow --filter '?404 ?500'`,
  options: {
    follow: { type: 'boolean', short: 'f', description: 'go on printing what comes' },
    since: { type: 'string', value: 'DURATION', description: 'how far back: 90s, 15m, 2h or 7d (default 15m)' },
    filter: { type: 'string', value: 'PATTERN', description: "terms of CloudWatch Logs: 'GET -404', '?404 ?500'" },
    region: { type: 'string', value: 'REGION', description: "region of the group (default: the server's)" },
    port: clientOptions.port,
    endpoint: clientOptions.endpoint,
  },
  maxPositionals: 1,
  async run(values, [group], io) {
    const endpoint = readEndpoint(values)
    const server = await findRunningServer(endpoint)
    const region = values.region ?? server.region
    const call: Call = (operation, input) =>
      callService(endpoint, io.env, { service: 'logs', target: `Logs_20140328.${operation}`, region, input })
    if (group === undefined) {
      if (values.follow || values.filter !== undefined || values.since !== undefined)
        throw new UsageError('which log group?')
      await printGroups(call, io)
      return 0
    }
    const startTime = Date.now() - readDuration(values.since ?? '15m', 'since')
    const wanted = { logGroupName: group, ...(values.filter !== undefined && { filterPattern: values.filter }) }
    const print = printOnce(io)
    let latest = await printEvents(call, { ...wanted, startTime }, print)
    while (values.follow) {
      await delay(pollEveryMs)
      const from = Math.max(startTime, (latest ?? startTime) - latenessMs)
      latest = (await printEvents(call, { ...wanted, startTime: from }, print)) ?? latest
    }
    return 0
  },
})

type Call = (operation: string, input: object) => Promise<object>

async function printGroups(call: Call, io: Io): Promise<void> {
  let token: unknown
  do {
    const page: { logGroups?: unknown; nextToken?: unknown } = await call('DescribeLogGroups', { nextToken: token })
    for (const group of itemsOf(page.logGroups)) io.print(`${String(group['logGroupName'])}\n`)
    token = page.nextToken
  } while (token !== undefined)
}

type Print = (event: Readonly<Record<string, unknown>>) => void

/** Prints all that are asked for; resolves with the time of the last one. */
async function printEvents(call: Call, input: object, print: Print): Promise<number | undefined> {
  let [token, latest]: [unknown, number | undefined] = [undefined, undefined]
  do {
    const page: { events?: unknown; nextToken?: unknown } = await call('FilterLogEvents', {
      ...input,
      nextToken: token,
    })
    for (const event of itemsOf(page.events)) {
      print(event)
      latest = Number(event['timestamp'])
    }
    token = page.nextToken
  } while (token !== undefined)
  return latest
}

/** Prints an event unless it was printed before; remembers those that can come once more. */
function printOnce(io: Io): Print {
  const printed = new Map<unknown, number>()
  return ({ eventId, timestamp, message }) => {
    if (printed.has(eventId)) return
    const at = Number(timestamp)
    for (const [id, time] of printed) {
      if (time >= at - 2 * latenessMs) break
      printed.delete(id)
    }
    printed.set(eventId, at)
    io.print(`${new Date(at).toISOString()} ${String(message).replace(/\p{Cc}/gu, '\u{fffd}')}\n`)
  }
}

function itemsOf(value: unknown): Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? value.map((item: unknown) => ({ ...Object(item) })) : []
}
