import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { once } from 'node:events'
import { chmodSync, readdirSync, readFileSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, it } from 'node:test'
import { issueAuthority } from '../../../src/http/issue-certificate.ts'
import { run } from '../../support/run.ts'
import { startServer, temporaryDirectory } from '../../support/server.ts'

/** Exit code and findings of `poolgate doctor`: `state about -> text`. */
async function examine(...args: string[]) {
  const { code, stdout, stderr } = await run(process.execPath, ['bin/poolgate.js', 'doctor', ...args])
  assert.equal(stderr, '')
  const findings = stdout
    .trimEnd()
    .split('\n')
    .map((line) => ({ state: line.slice(0, 8).trim(), about: line.slice(9, 21).trim(), text: line.slice(22) }))
  return { code, findings, of: (about: string) => findings.filter((finding) => finding.about === about) }
}

/** The data directory of a server that has ended. */
async function usedDirectory(): Promise<string> {
  const server = await startServer()
  await server.stop()
  return server.dataDir
}

describe('poolgate doctor', () => {
  it('finds nothing amiss where nothing is yet, and makes nothing', async () => {
    const dataDir = temporaryDirectory()
    const { code, findings } = await examine('--data-dir', join(dataDir, 'new'), '--port', '0')
    assert.equal(code, 0)
    assert.deepEqual([...new Set(findings.map(({ state }) => state))], ['ok'])
    assert.deepEqual(readdirSync(dataDir), [])
  })

  it('looks at the data of a server that has ended', async () => {
    const dataDir = await usedDirectory()
    const { code, of } = await examine('--data-dir', dataDir, '--port', '0')
    assert.equal(code, 0)
    assert.match(of('database')[0]!.text, /poolgate\.db, schema \d+$/)
  })

  it('tells of a running poolgate, and of a port that another program has', async () => {
    const server = await startServer()
    const running = await examine('--data-dir', temporaryDirectory(), '--port', String(server.port))
    assert.deepEqual([running.code, running.of('port')[0]?.state], [0, 'warning'])
    await server.stop()
    const other = createServer()
    await once(other.listen(0, '127.0.0.1'), 'listening')
    const { port } = other.address() as AddressInfo
    const taken = await examine('--data-dir', temporaryDirectory(), '--port', String(port))
    other.close()
    assert.equal(taken.code, 1)
    assert.equal(taken.of('port')[0]?.text, `${port} is in use by another program; choose another with --port`)
  })

  it('fails for a clock that is behind what was written, and for data of a newer version', async () => {
    const dataDir = await usedDirectory()
    const file = join(dataDir, 'poolgate.db')
    const database = new DatabaseSync(file)
    database.exec('INSERT INTO schema_version SELECT MAX(version) + 1 FROM schema_version')
    database.close()
    utimesSync(file, new Date(), new Date(Date.now() + 3_600_000))
    const { code, of } = await examine('--data-dir', dataDir, '--port', '0')
    assert.equal(code, 1)
    assert.match(of('clock')[0]!.text, /the database was written 3[56]\d\d s later; set the clock$/)
    assert.match(of('database')[0]!.text, /written by a newer poolgate/)
  })

  it('says when the first of the certificates ends', async () => {
    const dataDir = temporaryDirectory()
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const keyFile = join(dataDir, 'key.pem')
    writeFileSync(keyFile, privateKey.export({ type: 'pkcs8', format: 'pem' }))
    const certificateFor = async (days: number): Promise<string> => {
      const file = join(dataDir, `${days}.pem`)
      const time = (day: number) => new Date(Date.now() + day * 86_400_000)
      const about = { serialNumber: Buffer.alloc(16, 1), commonName: 'shop.example.com', publicKey }
      writeFileSync(file, await issueAuthority({ ...about, notBefore: time(-400), notAfter: time(days) }, privateKey))
      return `${file}=${keyFile}`
    }
    const of = async (...days: number[]) => {
      const certificates = await Promise.all(days.map(certificateFor))
      const args = certificates.flatMap((pair) => ['--certificate', pair])
      const found = await examine('--data-dir', join(dataDir, 'new'), '--port', '0', ...args)
      const { state, text } = found.of('certificates')[0]!
      return `${found.code} ${state}: ${text.replace(`${dataDir}/`, '')}`
    }
    assert.equal(await of(100), '0 ok: 1, and none ends within 21 days')
    assert.match(await of(100, 5), /^0 warning: 5\.pem expires within [56] days$/)
    assert.equal(await of(5, -3), '1 failure: -3.pem has expired')
  })

  it('fails for a master key that others can read, and for one that is missing', async () => {
    const dataDir = await usedDirectory()
    chmodSync(join(dataDir, 'master.key'), 0o644)
    const open = await examine('--data-dir', dataDir, '--port', '0')
    assert.equal(open.code, 1)
    assert.match(open.of('master key')[0]!.text, /can be read by others; chmod 600/)
    rmSync(join(dataDir, 'master.key'))
    const missing = await examine('--data-dir', dataDir, '--port', '0')
    assert.equal(missing.code, 1)
    assert.match(missing.of('master key')[0]!.text, /master\.key is missing.*; restore it from a backup$/)
    assert.equal(missing.of('keyring')[0]?.state, 'failure')
  })

  it('says whether the master key opens the keys of the database', async () => {
    const dataDir = await usedDirectory()
    const where = ['--data-dir', dataDir, '--port', '0']
    assert.match((await examine(...where)).of('keyring')[0]!.text, /^the master key opens/)
    const own = readFileSync(join(dataDir, 'master.key'), 'utf8')
    const other = join(dataDir, 'other.key')
    writeFileSync(other, Buffer.alloc(32, 7).toString('base64'))
    const wrong = await examine(...where, '--master-key-file', other)
    assert.deepEqual([wrong.code, wrong.of('keyring')[0]?.state], [1, 'failure'])
    assert.match(wrong.of('keyring')[0]!.text, /sealed under another master key/)
    const old = join(dataDir, 'old.key')
    writeFileSync(old, own)
    const rotated = await examine(...where, '--master-key-file', other, '--previous-master-key-file', old)
    assert.equal(rotated.code, 0)
    assert.match(rotated.of('keyring')[0]!.text, /^the previous master key opens/)
    renameSync(join(dataDir, 'master.key'), join(dataDir, 'master.key.next'))
    writeFileSync(join(dataDir, 'master.key'), readFileSync(other))
    assert.match((await examine(...where)).of('keyring')[0]!.text, /^the next master key opens/)
  })

  it('says of an ACME authority that it cannot be asked, and of names that they lead nowhere', async () => {
    const acme = [
      '--production',
      '--acme-domain',
      'api.nowhere.invalid',
      '--acme-directory',
      'http://127.0.0.1:9/directory',
    ]
    const where = ['--data-dir', join(temporaryDirectory(), 'new'), '--port', '0']
    const { code, of } = await examine(...where, ...acme)
    assert.equal(code, 1)
    assert.match(of('acme')[0]!.text, /^http:\/\/127\.0\.0\.1:9\/directory cannot be asked: /)
    assert.match(of('acme name')[0]!.text, /^api\.nowhere\.invalid has no address: /)
    assert.match(of('acme account')[0]!.text, /account-key\.pem will be made$/)
  })

  it('fails for a damaged database and for options that are unsafe', async () => {
    const dataDir = await usedDirectory()
    writeFileSync(join(dataDir, 'poolgate.db'), 'no database at all'.repeat(1000))
    const { code, of } = await examine('--data-dir', dataDir, '--port', '0', '--host', '0.0.0.0')
    assert.equal(code, 1)
    assert.deepEqual([of('database')[0]?.state, of('options')[0]?.state], ['failure', 'failure'])
  })

  it('says what a template needs that the options do not tell', async () => {
    const dataDir = temporaryDirectory()
    const template = join(dataDir, 'stack.yaml')
    writeFileSync(
      template,
      `Resources:
  Table:
    Type: AWS::DynamoDB::Table
  Pool:
    Type: AWS::Cognito::UserPool
    Properties:
      LambdaConfig:
        PreSignUp: arn:aws:lambda:us-east-1:000000000000:function:check
`,
    )
    const where = ['--data-dir', join(dataDir, 'new'), '--port', '0', template]
    const lacking = await examine(...where)
    assert.equal(lacking.code, 1)
    assert.deepEqual(
      lacking.of('template').map(({ text }) => text),
      [
        'Table: poolgate does not implement AWS::DynamoDB::Table',
        'Pool: nobody runs the function check; say who with --lambda check=URL or --lambda-endpoint URL',
      ],
    )
    const told = ['--lambda', 'check=http://127.0.0.1:9000', '--allow-unsupported', 'AWS::DynamoDB::Table']
    assert.equal((await examine(...told, ...where)).code, 0)
  })
})
