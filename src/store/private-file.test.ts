import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it, type TestContext } from 'node:test'
import { writePrivateFile } from './private-file.ts'

function newDirectory(t: TestContext): string {
  const path = mkdtempSync(join(tmpdir(), 'poolgate-private-'))
  t.after(() => rmSync(path, { recursive: true, force: true }))
  return path
}

describe('a private file', () => {
  it('is its owner`s alone, whatever somebody has put where it is written first', (t) => {
    const directory = newDirectory(t)
    const [file, elsewhere] = [join(directory, 'key'), join(directory, 'elsewhere')]
    writeFileSync(`${file}.new`, '', { mode: 0o644 })
    writePrivateFile(file, 'secret')
    assert.equal(statSync(file).mode & 0o777, 0o600)
    symlinkSync(elsewhere, `${file}.new`)
    writePrivateFile(file, 'another')
    assert.equal(readFileSync(file, 'utf8'), 'another')
    assert.equal(existsSync(elsewhere), false)
  })
})
