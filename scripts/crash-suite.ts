/**
 * Hurts servers under load for some minutes, says what came of it, and writes that into docs/durability.md. Linux with
 * prlimit and strace, and leave to trace one's own children. CI runs the short form, test/e2e/crash.
 *
 *   npm run test:crash -- --rounds 50
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { cpus, loadavg, release } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as delay } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { run } from '../test/support/run.ts'
import { sdkClients } from '../test/support/sdk.ts'
import { type SpawnedServer, startServer, temporaryDirectory } from '../test/support/server.ts'
import { findAllWrong, openWriters, startLoad, type Writer } from '../test/support/writers.ts'

/** What is done to a server; resolves when it is, with what undoes it. */
type Fault = (server: SpawnedServer) => Promise<() => Promise<void>>

/** Has system calls on the database's files fail or take long. */
function injected(calls: string, what: string): Fault {
  return async ({ pid, dataDir }) => {
    const files = ['poolgate.db', 'poolgate.db-wal'].flatMap((name) => ['-P', join(dataDir, name)])
    const tracer = spawn('strace', ['-f', '-p', String(pid), ...files, '-e', `inject=${calls}:${what}`], {
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    await attached(tracer)
    return async () => {
      tracer.kill('SIGINT')
      await once(tracer, 'exit')
    }
  }
}

/** Resolves when strace says so; then goes on reading, so that it never waits for us. */
async function attached(tracer: ChildProcess): Promise<void> {
  const output = tracer.stderr!.setEncoding('utf8')
  const ended = once(tracer, 'exit').then(() => Promise.reject(new Error('strace could not attach')))
  ended.catch(() => {})
  await Promise.race([once(output, 'data'), ended])
  output.resume()
}

/** No file grows any further, as if the disk were full. */
const fullDisk: Fault = async ({ pid, dataDir }) => {
  const largest = Math.max(...readdirSync(dataDir).map((name) => statSync(join(dataDir, name)).size))
  const limit = async (bytes: number | string) => {
    const { code, stderr } = await run('prlimit', [`--pid=${pid}`, `--fsize=${bytes}:unlimited`])
    if (code !== 0) throw new Error(stderr)
  }
  await limit(largest + 20_000)
  return () => limit('unlimited')
}

const writes = 'write,pwrite64,pwritev,ftruncate,fallocate'
const syncs = 'fsync,fdatasync'

const faults: Readonly<Record<string, { readonly fault: Fault; readonly fails: boolean }>> = {
  'files that may grow no further (EFBIG)': { fault: fullDisk, fails: true },
  'writes fail with ENOSPC': { fault: injected(writes, 'error=ENOSPC'), fails: true },
  'writes fail with EIO': { fault: injected(writes, 'error=EIO'), fails: true },
  'syncs fail with EIO': { fault: injected(syncs, 'error=EIO'), fails: true },
  'every third sync fails with EIO': { fault: injected(syncs, 'error=EIO:when=3+3'), fails: true },
  'syncs take 100 ms': { fault: injected(syncs, 'delay_exit=100000'), fails: false },
}

interface Figures {
  readonly what: string
  readonly acknowledged: number
  readonly unanswered: number
  readonly lost: readonly string[]
  readonly remarks: string
}

const milliseconds = (since: number) => Math.round(performance.now() - since)

/** Kills a server again and again, and times how long it takes to be back. */
async function killRounds(rounds: number): Promise<Figures> {
  const dataDir = temporaryDirectory()
  let writers: readonly Writer[] | undefined
  const starts: number[] = []
  const lost: string[] = []
  let [acknowledged, unanswered] = [0, 0]
  for (let round = 0; round <= rounds; round++) {
    const began = performance.now()
    const server = await startServer({ dataDir })
    if (round > 0) starts.push(milliseconds(began))
    const clients = sdkClients(server.url)
    writers ??= await openWriters(clients)
    lost.push(...(await findAllWrong(writers, clients)))
    const load = startLoad(writers, clients)
    await load.acknowledged(1)
    // Any moment of the work that goes on, another one each time.
    await delay((round * 37) % 400)
    await server.kill()
    await load.stop()
    acknowledged += load.counts().acknowledged
    unanswered += load.counts().unanswered
    clients.close()
  }
  const [median, slowest] = [starts.toSorted((a, b) => a - b)[starts.length >> 1], Math.max(...starts)]
  const remarks = `back after ${median} ms (median), ${slowest} ms at most; no repair`
  return { what: `\`kill -9\`, ${rounds} times`, acknowledged, unanswered, lost, remarks }
}

/** Hurts one server, lets it heal, and looks at what it has then and after a kill. */
async function hurt(what: string, { fault, fails }: { fault: Fault; fails: boolean }): Promise<Figures> {
  const server = await startServer()
  const clients = sdkClients(server.url)
  const writers = await openWriters(clients)
  const load = startLoad(writers, clients)
  await load.acknowledged(1)
  const undo = await fault(server)
  const probes = probe(server)
  await (fails ? load.unanswered(30) : load.acknowledged(3))
  const slowest = await probes.slowest()
  await undo()
  const healed = performance.now()
  await load.acknowledged(1)
  const healing = milliseconds(healed)
  await load.stop()
  const lost = await findAllWrong(writers, clients)
  await server.kill()
  clients.close()
  const again = await startServer({ dataDir: server.dataDir })
  const clientsAgain = sdkClients(again.url)
  lost.push(...(await findAllWrong(writers, clientsAgain)), ...checkFile(server.dataDir))
  clientsAgain.close()
  await again.stop()
  const remarks = `every writer goes on ${healing} ms after it ends, without a restart; \`/healthz\` took ${slowest} ms at most`
  return { what, ...load.counts(), lost, remarks }
}

/** Asks again and again what needs no database. */
function probe({ url }: SpawnedServer) {
  const over = new AbortController()
  let slowest = 0
  const asking = (async () => {
    while (!over.signal.aborted) {
      const began = performance.now()
      await (await fetch(`${url}/healthz`)).arrayBuffer()
      slowest = Math.max(slowest, milliseconds(began))
      await delay(10)
    }
  })()
  return {
    slowest: async () => {
      over.abort()
      await asking
      return slowest
    },
  }
}

function checkFile(dataDir: string): string[] {
  const database = new DatabaseSync(join(dataDir, 'poolgate.db'), { readOnly: true })
  const answers = database
    .prepare('PRAGMA integrity_check')
    .all()
    .map((row) => String(row['integrity_check']))
  database.close()
  return answers.filter((answer) => answer !== 'ok')
}

const page = 'docs/durability.md'
const [begin, end] = ['<!-- figures -->', '<!-- /figures -->']

function writePage(rows: readonly Figures[]): void {
  const machine = `${new Date().toISOString().slice(0, 10)}, Node ${process.version}, Linux ${release()}, ${cpus().length} cores, load average ${busy} when it began`
  const table = [
    `Last run: ${machine}.`,
    '',
    '| fault | acknowledged | unanswered | lost or half | |',
    '| --- | --- | --- | --- | --- |',
    ...rows.map(
      ({ what, acknowledged, unanswered, lost, remarks }) =>
        `| ${what} | ${acknowledged} | ${unanswered} | ${lost.length} | ${remarks} |`,
    ),
  ].join('\n')
  const text = readFileSync(page, 'utf8')
  const [before = ''] = text.split(begin, 1)
  const after = text.slice(text.indexOf(end))
  writeFileSync(page, `${before}${begin}\n\n${table}\n\n${after}`)
}

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '50' } } })
const busy = Math.round(loadavg()[0]!)
const rows: Figures[] = []
const add = (figures: Figures): void => {
  rows.push(figures)
  console.log(figures)
}
add(await killRounds(Number(values.rounds)))
for (const [what, fault] of Object.entries(faults)) add(await hurt(what, fault))
writePage(rows)
process.exitCode = rows.some(({ lost }) => lost.length > 0) ? 1 : 0
