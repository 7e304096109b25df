import assert from 'node:assert/strict'
import { EventEmitter, once } from 'node:events'
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { watchPaths } from './watch-paths.ts'

function watched(t: TestContext, make: (directory: string) => string) {
  const directory = mkdtempSync(join(tmpdir(), 'poolgate-watch-'))
  const changes = new EventEmitter()
  const watching = watchPaths([make(directory)], () => void changes.emit('change'))
  t.after(() => {
    watching.close()
    rmSync(directory, { recursive: true })
  })
  return { directory, changed: () => once(changes, 'change') }
}

test('a file that is written, and one that an editor puts in its place', async (t) => {
  const { directory, changed } = watched(t, (at) => {
    writeFileSync(join(at, 'stack.yaml'), 'one')
    return join(at, 'stack.yaml')
  })
  const written = changed()
  writeFileSync(join(directory, 'stack.yaml'), 'two')
  await written
  const replaced = changed()
  writeFileSync(join(directory, 'stack.yaml~'), 'three')
  renameSync(join(directory, 'stack.yaml~'), join(directory, 'stack.yaml'))
  await replaced
})

test('a file somewhere in a folder', async (t) => {
  const { directory, changed } = watched(t, (at) => {
    mkdirSync(join(at, 'cdk.out/nested'), { recursive: true })
    return join(at, 'cdk.out')
  })
  const written = changed()
  writeFileSync(join(directory, 'cdk.out/nested/pets.template.json'), '{}')
  await written
})

test('a file that is made later', async (t) => {
  const { directory, changed } = watched(t, (at) => join(at, 'child.yaml'))
  const made = changed()
  writeFileSync(join(directory, 'child.yaml'), 'one')
  await made
})

test('a path in a folder that is not there cannot be watched', () => {
  assert.throws(() => watchPaths([join(tmpdir(), 'poolgate-no-such-folder', 'file')], () => {}), { code: 'ENOENT' })
})
