import { readFileSync } from 'node:fs'
import { availableParallelism, loadavg } from 'node:os'
import { median } from './figures.ts'
import type { LoadResult } from './load.ts'
import { writeSection } from './performance-page.ts'

/** A row of the table. */
export interface Row {
  readonly key: string
  readonly title: string
  /** The status that every answer must have. */
  readonly status: number
  /** Measured in megabytes of bodies, and what the contender has resident at most. */
  readonly isLarge?: boolean
  /** At a fixed rate: measured in milliseconds. */
  readonly isRated?: boolean
}

export interface Measurement extends LoadResult {
  readonly cpuSeconds: number
  readonly perCpuSecond: number
  readonly bytesPerCpuSecond: number
  readonly peakMegabytes: number
}

interface Report {
  readonly rows: readonly Row[]
  readonly contenders: readonly string[]
  readonly missing: readonly string[]
  /** By row key and contender. */
  readonly results: ReadonlyMap<string, readonly Measurement[]>
  readonly rounds: number
  readonly seconds: number
  /** Whether everything was measured, so that it may be published. */
  readonly isWhole: boolean
}

/** Prints the table, and writes it into its section of docs/performance.md when it is whole. */
export function reportGateway(report: Report): void {
  const text = `${describe(report)}\n${table(report)}\n`
  console.log(text)
  if (report.isWhole) writeSection('The gateway', text)
}

function describe({ missing, rounds, seconds }: Report): string {
  const cpu = /model name\s*: (.*)/.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[1] ?? 'unknown'
  const notMeasured = missing.length > 0 ? `Not measured, since it could not be started: ${missing.join('; ')}.` : ''
  const load = `${(loadavg()[0] ?? 0).toFixed(1)} on ${availableParallelism()} cores`
  return `Written by \`npm run bench\` on ${new Date().toISOString().slice(0, 10)}: Node.js ${process.versions.node}, ${cpu}, one core for each
contender, load and backend on another. 64 connections that are kept, RS256 tokens of 1.1 KB, answers of 200 bytes.
Figures are requests for each second of the contender's CPU time: the median of ${rounds} runs of ${seconds} s, all contenders
taking turns, with lowest and highest. poolgate logs every request, the others log nothing. The machine's load
average was ${load} at the end; where that is far above the cores, other work took its share, and figures are low and far apart.
${notMeasured}
`
}

function table({ rows, contenders, results }: Report): string {
  const lines = [`| | ${contenders.join(' | ')} |`, `| --- |${contenders.map(() => ' --- |').join('')}`]
  for (const row of rows) {
    if (![...results.keys()].some((key) => key.startsWith(`${row.key} `))) continue
    const cells = contenders.map((name) =>
      cell(row, results.get(`${row.key} ${name}`), results.get(`${row.key} HAProxy`)),
    )
    lines.push(`| ${row.title} | ${cells.join(' | ')} |`)
  }
  return lines.join('\n')
}

function cell(row: Row, runs: readonly Measurement[] | undefined, haproxy: readonly Measurement[] | undefined): string {
  if (runs === undefined) return ''
  if (row.isRated) return `p50 ${show(runs.map(({ p50 }) => p50))} ms, p99 ${show(runs.map(({ p99 }) => p99))} ms`
  const value = (run: Measurement) => (row.isLarge ? run.bytesPerCpuSecond / 1e6 : run.perCpuSecond)
  const values = runs.map(value)
  const ratio =
    haproxy && runs !== haproxy ? `, ${(median(values) / median(haproxy.map(value))).toFixed(2)} x HAProxy` : ''
  if (!row.isLarge) return `${show(values)}${ratio}`
  const peak = Math.round(Math.max(...runs.map(({ peakMegabytes }) => peakMegabytes)))
  return `${show(values)} MB${ratio}; ${peak} MB resident`
}

function show(values: readonly number[]): string {
  const write = (value: number) => (value < 100 ? value.toFixed(2) : Math.round(value).toLocaleString('en-US'))
  return `${write(median(values))} (${write(Math.min(...values))} to ${write(Math.max(...values))})`
}
