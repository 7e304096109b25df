import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createApi, signUsersIn } from './api-and-users.ts'
import { spread } from './figures.ts'
import type { LoadResult } from './load.ts'
import { describeMachine, writeSection } from './performance-page.ts'
import { callOf } from './pool-of-users.ts'
import { firstLineOf, load, loadCore, serverCore, spawnPinned } from './processes.ts'

/*
 * What a disk whose syncs take 200 ms does to an HTTP API while users change their attributes: the writes wait for it, and
 * requests must not. Needs strace, which makes the disk slow, and Linux.
 */

const seconds = Number(process.env['BENCH_SECONDS'] ?? 8)
const rounds = Number(process.env['BENCH_ROUNDS'] ?? 3)
const users = 64
const directory = mkdtempSync(join(tmpdir(), 'poolgate-bench-slow-disk-'))

/** One row of the table. @param before what the server's command line begins with */
async function measure(title: string, before: readonly string[] = []): Promise<string> {
  const dataDir = mkdtempSync(join(directory, 'data-'))
  const backend = spawnPinned(loadCore, process.execPath, ['bench/backend.ts'])
  const program = [process.execPath, 'bench/poolgate-server.ts', dataDir, '0', join(directory, 'log')]
  const [command = '', ...args] = [...before, ...program]
  const server = spawnPinned(serverCore, command, args)
  try {
    const [port, backendPort] = await Promise.all([firstLineOf(server).then(Number), firstLineOf(backend)])
    const host = await createApi(`http://127.0.0.1:${port}`, backendPort)
    const tokens = await signUsersIn(port, users)
    const tokenFile = join(dataDir, 'tokens')
    writeFileSync(tokenFile, tokens.join('\n'))
    const input = { AccessToken: 'TOKEN', UserAttributes: [{ Name: 'name', Value: 'Jane' }] }
    const request = callOf(port, 'UpdateUserAttributes', input, tokens[0] ?? '')
    const writing = { port, seconds, connections: 64, rate: 100, tokens: tokenFile, request }
    const asking = { port, seconds, connections: 16, rate: 500, request: `GET / HTTP/1.1\r\nHost: ${host}\r\n\r\n` }
    const found: (readonly [asked: LoadResult, written: LoadResult])[] = []
    // The first round warms up and is not counted.
    for (let round = -1; round < rounds; round++) {
      const results = await Promise.all([load(asking), load(writing)])
      if (round >= 0) found.push(results)
    }
    const columns = [
      spread(
        found.map(([asked]) => asked.p50),
        1,
      ),
      spread(
        found.map(([asked]) => asked.p99),
        1,
      ),
      spread(
        found.map(([, written]) => written.p50),
        1,
      ),
      spread(
        found.map(([, written]) => written.p99),
        1,
      ),
    ]
    return `| ${[title, ...columns].join(' | ')} |`
  } finally {
    await server.stop()
    await backend.stop()
  }
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
