import assert from 'node:assert/strict'
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { systemRandom } from '../ports/random.ts'
import { DataDirectoryError, DataDirectoryInUseError, openDataDirectory } from './data-directory.ts'

describe('the data directory', () => {
  let parent: string
  beforeEach(() => {
    parent = mkdtempSync(join(tmpdir(), 'poolgate-'))
  })
  afterEach(() => rmSync(parent, { recursive: true }))

  it('is made private, with a master key that stays the same', () => {
    const path = join(parent, 'data')
    const first = openDataDirectory(path, systemRandom)
    first.release()
    const second = openDataDirectory(path, systemRandom)
    second.release()
    assert.deepEqual(second.masterKey, first.masterKey)
    assert.equal(statSync(path).mode & 0o777, 0o700)
    assert.equal(statSync(join(path, 'master.key')).mode & 0o777, 0o600)
  })

  it('has a lock that nobody else can take, whatever is permitted by default and was made before', (t) => {
    const before = process.umask(0)
    t.after(() => process.umask(before))
    const lock = join(parent, 'lock.db')
    const modeOf = () => statSync(lock).mode & 0o777
    openDataDirectory(parent, systemRandom).release()
    assert.equal(modeOf(), 0o600)
    chmodSync(lock, 0o666)
    openDataDirectory(parent, systemRandom).release()
    assert.equal(modeOf(), 0o600)
  })

  it('is open to one server at a time', () => {
    const open = openDataDirectory(parent, systemRandom)
    assert.throws(() => openDataDirectory(parent, systemRandom), DataDirectoryInUseError)
    open.release()
    openDataDirectory(parent, systemRandom).release()
  })

  it('is refused when its master key is lost, rather than given a new one', () => {
    writeFileSync(join(parent, 'poolgate.db'), '')
    assert.throws(() => openDataDirectory(parent, systemRandom), /master\.key is missing/)
  })

  it('is refused when its master key is damaged', () => {
    writeFileSync(join(parent, 'master.key'), 'short')
    assert.throws(() => openDataDirectory(parent, systemRandom), DataDirectoryError)
    assert.equal(readFileSync(join(parent, 'master.key'), 'utf8'), 'short')
  })
})
