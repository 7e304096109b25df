import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startPoolgate } from '../src/server/poolgate.ts'
import { cognitoStore } from '../src/store/cognito/store.ts'
import { openSqlite } from '../src/store/sqlite.ts'
import { createPoolOfUsers } from './pool-of-users.ts'
import { describeMachine, writeSection } from './performance-page.ts'
import { storeUsers } from './stored-users.ts'

/* What `poolgate export` and `poolgate import` cost an installation with a million users. */

const count = Number(process.env['BENCH_USERS'] ?? 1_000_000)
const directory = mkdtempSync(join(tmpdir(), 'poolgate-bench-import-'))
const [from, into, file, key] = ['from', 'into', 'all.jsonl', 'export.key'].map((name) => join(directory, name))
if (!from || !into || !file || !key) throw new Error('there is nowhere to write to')

/** A data directory with one pool and its users. */
async function writeInstallation(dataDir: string): Promise<void> {
  const server = await startPoolgate({ dataDir, port: 0 })
  const { UserPoolId, close } = await createPoolOfUsers(server.port, 0)
  close()
  await server.close()
  const database = openSqlite(join(dataDir, 'poolgate.db'))
  const pool = await cognitoStore(database).findPool(UserPoolId)
  if (!pool) throw new Error('the pool is gone')
  const passwordHash = `$argon2id$v=19$m=19456,t=2,p=1$${'a'.repeat(22)}$${'b'.repeat(43)}`
  await storeUsers(database, pool, { count, passwordHash, createdFrom: Date.now() - count * 1000 })
  await database.close()
}

interface Cost {
  readonly cpu: number
  readonly wall: number
  readonly megabytes: number
}

/** Has the process say at its end what it has used. */
const telling = 'data:text/javascript,process.on("exit",()=>console.log("\\n"+JSON.stringify(process.resourceUsage())))'

/** Runs a command of poolgate's. */
async function run(...args: string[]): Promise<Cost> {
  const began = performance.now()
  const child = spawn(process.execPath, ['--import', telling, 'bin/poolgate.js', ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let printed = ''
  for await (const chunk of child.stdout) printed += String(chunk)
  const usage = JSON.parse(printed.trimEnd().split('\n').at(-1) ?? '') as NodeJS.ResourceUsage
  return {
    cpu: (usage.userCPUTime + usage.systemCPUTime) / 1e6,
    wall: (performance.now() - began) / 1000,
    megabytes: usage.maxRSS / 1024,
  }
}

try {
  await writeInstallation(from)
  const exported = await run('export', file, '--export-key-file', key, '--data-dir', from)
  const imported = await run('import', file, '--export-key-file', key, '--data-dir', into)
  const row = (title: string, { cpu, wall, megabytes }: Cost) =>
    `| ${title} | ${cpu.toFixed(0)} | ${wall.toFixed(0)} | ${megabytes.toFixed(0)} |`
  const rows = [row('`poolgate export`', exported), row('`poolgate import`', imported)].join('\n')
  console.log(rows)
  writeSection(
    'Moving a million users',
    `Written by \`node bench/import.ts\` on ${describeMachine()}.

An installation with ${count.toLocaleString('en-US')} users of one pool, each with a password, an e-mail address and a name, to a file of
${Math.round(statSync(file).size / 1e6)} MB and into another data directory, all of it or nothing. Where the load average is far above the cores, the CPU time
tells more than the clock.

| | seconds of CPU time | seconds | MB resident at most |
| --- | ---: | ---: | ---: |
${rows}
`,
  )
} finally {
  rmSync(directory, { recursive: true, force: true })
}
