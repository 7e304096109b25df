import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, it } from 'node:test'
import { openSqlite } from '../../src/store/sqlite.ts'

const directory = mkdtempSync(join(tmpdir(), 'poolgate-'))
after(() => rmSync(directory, { recursive: true }))

/** Rounds of the short form; the long form asks for more. */
const rounds = Number(process.env['CRASH_ROUNDS'] ?? 5)

/** The keys that a writer has acknowledged when it is killed after so many of them. */
async function writeAndKill(file: string, keys: number): Promise<string[]> {
  const writer = spawn(process.execPath, ['test/support/sqlite-writer.ts', file], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let text = ''
  writer.stdout.on('data', (chunk: Buffer) => {
    text += chunk.toString()
    if (text.split('\n').length > keys) writer.kill('SIGKILL')
  })
  await once(writer, 'close')
  // What comes after the last line's end was not told whole.
  return text.split('\n').slice(0, -1)
}

it('kill -9 among writers, checkpoints and group commits loses nothing that was acknowledged', async () => {
  const file = join(directory, 'poolgate.db')
  const acknowledged: string[] = []
  for (let round = 0; round < rounds; round++) {
    acknowledged.push(...(await writeAndKill(file, 100 + round * 150)))
    const database = openSqlite(file)
    const rows = await database.all<{ k: string; twin: string }>('SELECT k, twin FROM t')
    await database.close()
    const found = new Set(rows.map(({ k }) => k))
    assert.deepEqual(
      acknowledged.filter((key) => !found.has(key)),
      [],
    )
    // Transactions are there whole or not at all.
    assert.deepEqual(
      rows.filter(({ twin }) => !found.has(twin)),
      [],
    )
  }
  const connection = new DatabaseSync(file)
  assert.equal(connection.prepare('PRAGMA integrity_check').get()?.['integrity_check'], 'ok')
  connection.close()
})
