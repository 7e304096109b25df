import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { createApi, signUsersIn } from './api-and-users.ts'
import { spread } from './figures.ts'
import type { LoadOptions } from './load.ts'
import { describeMachine, writeSection } from './performance-page.ts'
import { callOf } from './pool-of-users.ts'
import { cpuSecondsOf, firstLineOf, load, loadCore, type Pinned, serverCore, spawnPinned } from './processes.ts'

/*
 * Two workers beside one process, on SQLite. The load and the backend need a core of their own, which a machine of two cores
 * has not got while two workers run: so the figures that count are those for each second of CPU time of all processes of the
 * server, which say what being several costs, and not what it brings.
 */

const rounds = Number(process.env['BENCH_ROUNDS'] ?? 3)
const seconds = Number(process.env['BENCH_SECONDS'] ?? 8)
const users = 64
const directory = mkdtempSync(join(tmpdir(), 'poolgate-bench-workers-'))

/** CPU time of a process and those that it has started. */
function cpuSecondsOfAll(pid: number): number {
  const children = readdirSync(`/proc/${pid}/task`).flatMap((task) =>
    readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').trim().split(' ').filter(Boolean),
  )
  return [pid, ...children.map(Number)].reduce((sum, each) => sum + cpuSecondsOf(each), 0)
}

/** The port of a server, once all its workers listen. */
async function portOf({ process: child }: Pinned, workers: number): Promise<number> {
  let listening = 0
  for await (const line of createInterface({ input: child.stdout! })) {
    const [, port] = /"event":"listening".*"port":(\d+)/.exec(line) ?? []
    if (port !== undefined && ++listening === workers) {
      child.stdout?.resume()
      return Number(port)
    }
  }
  throw new Error('the server ended before it listened')
}

interface Rate {
  readonly perCpuSecond: number
  readonly perSecond: number
}

/** Calls of a server, waited for to the last. */
async function rateOf(server: Pinned, options: LoadOptions): Promise<Rate> {
  const pid = server.process.pid ?? 0
  const before = cpuSecondsOfAll(pid)
  const { requests, seconds: passed } = await load(options)
  return { perCpuSecond: requests / (cpuSecondsOfAll(pid) - before), perSecond: requests / passed }
}

/** Each process compiles for itself what it runs often: until it has, a call takes several times as long. */
async function warmUp(options: LoadOptions, calls: number): Promise<void> {
  for (let done = 0; done < calls;) done += (await load(options)).requests
}

interface Prepared {
  readonly dataDir: string
  readonly host: string
  readonly tokens: readonly string[]
}

/** A data directory with an API and users who are signed in, as a server in development leaves it. */
async function prepare(backendPort: string): Promise<Prepared> {
  const dataDir = mkdtempSync(join(directory, 'data-'))
  const server = spawnPinned(serverCore, process.execPath, [
    'bench/poolgate-server.ts',
    dataDir,
    '0',
    join(directory, 'log'),
  ])
  const port = Number(await firstLineOf(server))
  const host = await createApi(`http://127.0.0.1:${port}`, backendPort)
  const tokens = await signUsersIn(port, users)
  await server.stop()
  return { dataDir, host, tokens }
}

/** One row of the table. */
async function measure(workers: number, { dataDir, host, tokens }: Prepared): Promise<string> {
  const args = ['--production', '--allow-private-targets', '--workers', String(workers), '--port', '0']
  const more = [
    '--account-throttling',
    '1000000,1000000',
    '--data-dir',
    dataDir,
    '--audit-log',
    'none',
    '--log',
    'json',
  ]
  const server = spawnPinned('0,1', process.execPath, ['bin/poolgate.js', 'serve', ...args, ...more])
  try {
    const port = await portOf(server, workers)
    const tokenFile = join(dataDir, 'tokens')
    writeFileSync(tokenFile, tokens.join('\n'))
    const input = { AccessToken: 'TOKEN', UserAttributes: [{ Name: 'name', Value: 'Jane' }] }
    const request = callOf(port, 'UpdateUserAttributes', input, tokens[0] ?? '')
    const asking: LoadOptions = { port, seconds, connections: 64, request: `GET / HTTP/1.1\r\nHost: ${host}\r\n\r\n` }
    const writing: LoadOptions = { port, seconds, connections: 64, tokens: tokenFile, request }
    const found: { readonly asked: Rate; readonly written: Rate }[] = []
    await warmUp(asking, workers * 60_000)
    await warmUp(writing, workers * 3000)
    for (let round = 0; round < rounds; round++)
      found.push({ asked: await rateOf(server, asking), written: await rateOf(server, writing) })
    const columns = [
      spread(found.map(({ asked }) => asked.perCpuSecond)),
      spread(found.map(({ asked }) => asked.perSecond)),
      spread(found.map(({ written }) => written.perCpuSecond)),
      spread(found.map(({ written }) => written.perSecond)),
    ]
    return `| ${[workers === 1 ? 'one process' : `${workers} workers`, ...columns].join(' | ')} |`
  } finally {
    await server.stop()
  }
}

const backend = spawnPinned(loadCore, process.execPath, ['bench/backend.ts'])
try {
  const prepared = await prepare(await firstLineOf(backend))
  const rows = [await measure(1, prepared), await measure(2, prepared)]
  console.log(rows.join('\n'))
  writeSection(
    'Several workers',
    `Written by \`node bench/workers.ts\` on ${describeMachine()}.

An HTTP API before a backend that costs next to nothing, and users who change an attribute on SQLite: 64 connections, each with its next
call as soon as it is answered; the median of ${rounds} runs of ${seconds} s, with lowest and highest. CPU time is that of all processes
of the server. Two cores have to do for server, load and backend, so what counts is each second of CPU time: it says what being
several costs. What several cores bring cannot be seen here: calls in a second are what load and other work left. The first 60,000 requests and 3,000
writes for each process do not count: each compiles what it runs often for itself, and takes several times as long until then.

| | requests, in a second of CPU time | in a second | writes, in a second of CPU time | in a second |
| --- | ---: | ---: | ---: | ---: |
${rows.join('\n')}
`,
  )
} finally {
  await backend.stop()
  rmSync(directory, { recursive: true, force: true })
}
