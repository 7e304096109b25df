import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startContenders, type Contender } from './contenders.ts'
import type { LoadOptions, LoadResult } from './load.ts'
import { firstLineOf, loadCore, outputOf, spawnPinned } from './processes.ts'
import { reportGateway, type Measurement, type Row } from './report.ts'
import { startIssuer, type Issuer } from './tokens.ts'

// The gateway beside its peers: every contender on one core, load and backend on another, one after the other in rounds.

const rounds = Number(process.env['BENCH_ROUNDS'] ?? 5)
/** Seconds until code is compiled and caches are full, before anything counts. */
const warmUp = Number(process.env['BENCH_WARM_UP'] ?? 8)
const seconds = Number(process.env['BENCH_SECONDS'] ?? 2)
const only = process.env['BENCH_ROWS']?.split(',')
const contendersOnly = process.env['BENCH_CONTENDERS']?.split(',')

/** What is asked of every contender that can do it. */
interface Scenario extends Row {
  request(contender: Contender, issuer: Issuer): Omit<LoadOptions, 'port' | 'connections' | 'seconds'> | undefined
  /** 64 when left out. */
  readonly connections?: number
  /** As other rows are measured: for bodies of which a run would see few. */
  readonly timesAsLong?: number
}

function get(host: string, path: string, authorization: string): string {
  const lines = [
    `GET ${path} HTTP/1.1`,
    `Host: ${host}`,
    'Accept: */*',
    'User-Agent: bench/1.0',
    ...(authorization ? [authorization] : []),
  ]
  return `${lines.join('\r\n')}\r\n\r\n`
}

const bearer = 'Authorization: Bearer TOKEN'

const scenarios: readonly Scenario[] = [
  {
    key: 'many',
    title: '10,000 tokens in turn',
    status: 200,
    request: ({ host }, { files }) => ({ request: get(host, '/pets/7', bearer), tokens: files.many }),
  },
  {
    key: 'one',
    title: 'one token',
    status: 200,
    request: ({ host }, { files }) => ({ request: get(host, '/pets/7', bearer), tokens: files.one }),
  },
  {
    key: 'fresh',
    title: 'every token new',
    status: 200,
    request: ({ host }, { files }) => ({ request: get(host, '/pets/7', bearer), tokens: files.fresh }),
  },
  {
    key: 'forged',
    title: 'forged tokens',
    status: 401,
    request: ({ host }, { files }) => ({ request: get(host, '/pets/7', bearer), tokens: files.forged }),
  },
  { key: 'none', title: 'no token', status: 401, request: ({ host }) => ({ request: get(host, '/pets/7', '') }) },
  {
    key: 'full',
    title: '300 routes, mappings, CORS, throttling, access log',
    status: 200,
    request: ({ fullHost }, { files }) =>
      fullHost === undefined
        ? undefined
        : {
            request: get(fullHost, '/rNUMBER/pets/7', `Origin: https://page.example\r\n${bearer}`),
            tokens: files.many,
          },
  },
  {
    key: 'large',
    title: 'answers of 1 MB',
    status: 200,
    isLarge: true,
    connections: 16,
    request: ({ host }, { files }) => ({ request: get(host, '/large', bearer), tokens: files.many }),
  },
  {
    key: 'huge',
    title: 'answers of 100 MB, 4 connections',
    status: 200,
    isLarge: true,
    connections: 4,
    timesAsLong: 4,
    request: ({ host }, { files }) => ({ request: get(host, '/huge', bearer), tokens: files.many }),
  },
  {
    key: 'upload',
    // An HTTP API takes 10 MB at most.
    title: 'requests of 9 MB, 4 connections',
    status: 200,
    isLarge: true,
    connections: 4,
    timesAsLong: 4,
    request: ({ host }, { files }) => {
      const bodyLength = 9 * 1024 * 1024
      const head = get(host, '/pets/7', `Content-Length: ${bodyLength}\r\n${bearer}`).replace('GET', 'POST')
      return { request: head, tokens: files.many, bodyLength }
    },
  },
  {
    key: 'rate',
    title: '4,000 requests a second',
    status: 200,
    isRated: true,
    request: ({ host }, { files }) => ({ request: get(host, '/pets/7', bearer), tokens: files.many, rate: 4000 }),
  },
  {
    key: 'calm',
    title: '1,000 requests a second',
    status: 200,
    isRated: true,
    request: ({ host }, { files }) => ({ request: get(host, '/pets/7', bearer), tokens: files.many, rate: 1000 }),
  },
]

async function measure(contender: Contender, options: LoadOptions): Promise<Measurement> {
  const before = contender.pinned.cpuSeconds()
  contender.pinned.peakMegabytes()
  const load = spawnPinned(loadCore, process.execPath, ['bench/load.ts', JSON.stringify(options)])
  const result = JSON.parse(await outputOf(load)) as LoadResult
  const cpuSeconds = contender.pinned.cpuSeconds() - before
  return {
    ...result,
    cpuSeconds,
    perCpuSecond: result.requests / cpuSeconds,
    bytesPerCpuSecond: result.bytes / cpuSeconds,
    peakMegabytes: contender.pinned.peakMegabytes(),
  }
}

const directory = mkdtempSync(join(tmpdir(), 'poolgate-bench-'))
const backend = spawnPinned(loadCore, process.execPath, ['bench/backend.ts'])
const backendPort = Number(await firstLineOf(backend))
const issuer = await startIssuer(directory, only && !only.includes('fresh') ? 10_000 : 30_000)
const started = await startContenders({ directory, issuer, backendPort }, contendersOnly)
const results = new Map<string, Measurement[]>()
try {
  for (const scenario of scenarios.filter(({ key }) => only === undefined || only.includes(key)))
    // The first round warms up and is not counted.
    for (let round = -1; round < rounds; round++)
      for (const contender of started.contenders) {
        const request = scenario.request(contender, issuer)
        if (request === undefined) continue
        const { port } = contender
        const { connections = 64, timesAsLong = 1 } = scenario
        const result = await measure(contender, {
          ...request,
          port,
          connections,
          seconds: round < 0 ? warmUp : seconds * timesAsLong,
        })
        const statuses = Object.keys(result.statuses).join(',')
        const isComparable = statuses === String(scenario.status) || contender.name.startsWith('nginx')
        if (!isComparable)
          throw new Error(`${contender.name} answered ${JSON.stringify(result.statuses)} to ${scenario.title}`)
        if (statuses !== String(scenario.status) || round < 0) continue
        const key = `${scenario.key} ${contender.name}`
        results.set(key, [...(results.get(key) ?? []), result])
      }
  reportGateway({
    rows: scenarios,
    contenders: started.contenders.map(({ name }) => name),
    missing: started.missing,
    results,
    rounds,
    seconds,
    isWhole: only === undefined && contendersOnly === undefined,
  })
} finally {
  for (const { pinned } of started.contenders) await pinned.stop()
  await backend.stop()
  issuer.close()
  rmSync(directory, { recursive: true, force: true })
}
