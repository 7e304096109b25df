import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, it } from 'node:test'
import { type Outcome, run } from '../../support/run.ts'
import { startServer, temporaryDirectory } from '../../support/server.ts'

const poolgate = (...args: string[]): Promise<Outcome> => run(process.execPath, ['bin/poolgate.js', ...args])

describe('poolgate up and serve refuse clearly', () => {
  const directory = temporaryDirectory()
  const dataDir = join(directory, 'data')
  const upTemplate = (text: string): Promise<Outcome> => {
    const file = join(directory, 'mine.yaml')
    writeFileSync(file, text)
    return poolgate('up', file, '--port', '0', '--data-dir', dataDir)
  }

  it('a template that cannot be read', async () => {
    const { code, stderr } = await poolgate('up', join(directory, 'none.yaml'), '--data-dir', dataDir)
    assert.equal(code, 1)
    assert.match(stderr, /^poolgate up: cannot read the template .*none\.yaml: ENOENT/)
  })

  it('a property that does not exist, with file, line, resource and property', async () => {
    const { code, stderr } = await upTemplate(
      'Resources:\n  Pool:\n    Type: AWS::Cognito::UserPool\n    Properties:\n      UserPoolNam: x\n',
    )
    assert.equal(code, 1)
    assert.match(
      stderr,
      /nothing was made:\n.*UserPoolNam.*\(.*mine\.yaml:5:7, Resources\.Pool\.Properties\.UserPoolNam\)/,
    )
  })

  it('a resource type that poolgate has not, by name and line', async () => {
    const { code, stderr } = await upTemplate('Resources:\n  Bucket:\n    Type: AWS::SQS::Queue\n')
    assert.equal(code, 1)
    assert.match(stderr, /Unrecognized resource types: \[AWS::SQS::Queue\].*mine\.yaml:3:/)
  })

  it('YAML that is none, with its place', async () => {
    const { code, stderr } = await upTemplate('Resources:\n  A: [\n')
    assert.equal(code, 1)
    assert.match(stderr, /Template format error: YAML not well-formed\. \(line \d+, column \d+\)/)
  })

  it('an address that is not loopback', async () => {
    const { code, stderr } = await poolgate('serve', '--host', '0.0.0.0', '--data-dir', dataDir)
    assert.equal(code, 1)
    assert.match(stderr, /0\.0\.0\.0 is not a loopback address/)
  })

  it('a port and a data directory that another server uses', async () => {
    const server = await startServer()
    const port = await poolgate('serve', '--port', String(server.port), '--data-dir', dataDir)
    assert.match(port.stderr, new RegExp(`port ${server.port} is in use; .*--port`))
    const shared = await poolgate('serve', '--port', '0', '--data-dir', server.dataDir)
    assert.match(shared.stderr, /another poolgate is using the data directory .*--data-dir/)
    assert.deepEqual([port.code, shared.code], [1, 1])
    assert.equal(await server.stop(), 0)
  })

  it('data that a newer version wrote', async () => {
    const server = await startServer()
    await server.stop()
    const database = new DatabaseSync(join(server.dataDir, 'poolgate.db'))
    database.exec('INSERT INTO schema_version (version) VALUES (999)')
    database.close()
    const { code, stderr } = await poolgate('serve', '--port', '0', '--data-dir', server.dataDir)
    assert.equal(code, 1)
    assert.match(stderr, /written by a newer poolgate \(schema 999; this build knows \d+\)/)
  })
})
