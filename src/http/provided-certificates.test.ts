import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it, type TestContext } from 'node:test'
import { createClientAuthority } from '../../test/support/client-certificates.ts'
import { manualClock } from '../ports/clock.ts'
import { recordingLog } from '../ports/log.ts'
import { CertificateError } from './certificate-error.ts'
import { loadProvidedCertificates } from './provided-certificates.ts'

// Certificates of clients do as well: only their names matter here, which are common names.
const authority = await createClientAuthority('operator')

async function writeFiles(t: TestContext, name: string) {
  const directory = mkdtempSync(join(tmpdir(), 'poolgate-certificates-'))
  t.after(() => rmSync(directory, { recursive: true }))
  const files = { certFile: join(directory, 'cert.pem'), keyFile: join(directory, 'key.pem') }
  const write = async (common: string) => {
    const { cert, key } = await authority.issue(common)
    writeFileSync(files.certFile, cert)
    writeFileSync(files.keyFile, key)
    return cert
  }
  return { files, write, cert: await write(name) }
}

const open = (files: { certFile: string; keyFile: string }) => {
  const [clock, log] = [manualClock('2026-11-22T12:00:00Z'), recordingLog()]
  return { clock, log, loading: loadProvidedCertificates([files], { clock, log }) }
}

describe('certificates of the operator', () => {
  it('are found by the names in them', async (t) => {
    const { files, cert } = await writeFiles(t, 'shop.example.com')
    const provided = await open(files).loading
    assert.equal((await provided.find('shop.example.com'))?.cert, cert)
    assert.equal(await provided.find('other.example.com'), undefined)
  })

  it('are read again when they are a minute old, and kept while they are broken', async (t) => {
    const { files, write, cert } = await writeFiles(t, 'shop.example.com')
    const { clock, log, loading } = open(files)
    const provided = await loading
    const renewed = await write('shop.example.com')
    assert.equal((await provided.find('shop.example.com'))?.cert, cert)
    clock.advance(60_000)
    assert.equal((await provided.find('shop.example.com'))?.cert, renewed)
    writeFileSync(files.certFile, '')
    clock.advance(60_000)
    assert.equal((await provided.find('shop.example.com'))?.cert, renewed)
    assert.deepEqual(
      log.entries.map(({ event, file }) => [event, file]),
      [['certificate-failed', files.certFile]],
    )
  })

  it('that cannot be read, or have the key of another, are refused by name', async (t) => {
    const { files } = await writeFiles(t, 'shop.example.com')
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    writeFileSync(files.keyFile, privateKey.export({ type: 'pkcs8', format: 'pem' }))
    await assert.rejects(open(files).loading, {
      name: 'CertificateError',
      message: `${files.certFile} and ${files.keyFile} do not belong together`,
    })
    rmSync(files.keyFile)
    await assert.rejects(open(files).loading, CertificateError)
  })
})
