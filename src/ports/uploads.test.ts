import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it, type TestContext } from 'node:test'
import { directoryUploads, UploadTooLargeError } from './uploads.ts'

function openUploads(t: TestContext) {
  const directory = mkdtempSync(join(tmpdir(), 'poolgate-uploads-'))
  t.after(() => rmSync(directory, { recursive: true, force: true }))
  return { directory, uploads: directoryUploads(join(directory, 'private')) }
}

async function* pieces(...texts: string[]) {
  for (const text of texts) yield Buffer.from(text)
}

async function textOf(content: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = []
  for await (const chunk of content) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

describe('uploads in a directory', () => {
  it('are kept in files that nobody else may read, until they are removed', async (t) => {
    const { directory, uploads } = openUploads(t)
    assert.equal(await uploads.write('job-1', pieces('a,b', '\nc,d'), 10), 7)
    assert.equal(await textOf(uploads.read('job-1')), 'a,b\nc,d')
    assert.equal(statSync(join(directory, 'private', 'job-1')).mode & 0o777, 0o600)
    await uploads.remove('job-1')
    await assert.rejects(textOf(uploads.read('job-1')), { code: 'ENOENT' })
  })

  it('are refused whole when they are too large, and leave an earlier one as it was', async (t) => {
    const { directory, uploads } = openUploads(t)
    await uploads.write('job-1', pieces('before'), 10)
    await assert.rejects(uploads.write('job-1', pieces('12345', '67890', '1'), 10), UploadTooLargeError)
    assert.equal(await textOf(uploads.read('job-1')), 'before')
    assert.deepEqual(readdirSync(join(directory, 'private')), ['job-1'])
  })

  it('have names that cannot lead out of the directory', async (t) => {
    const { uploads } = openUploads(t)
    await assert.rejects(uploads.write('../job', pieces('x'), 10), /is no name of an upload/)
  })
})
