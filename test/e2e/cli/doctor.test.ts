import assert from 'node:assert/strict'
import { chmodSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
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
  })

  it('fails for a master key that others can read, and for one that is missing', async () => {
    const dataDir = await usedDirectory()
    chmodSync(join(dataDir, 'master.key'), 0o644)
    const open = await examine('--data-dir', dataDir, '--port', '0')
    assert.equal(open.code, 1)
    assert.match(open.of('master key')[0]!.text, /can be read by others; chmod 600/)
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
