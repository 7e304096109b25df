import assert from 'node:assert/strict'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { type Outcome, run } from '../../support/run.ts'
import { runPoolgate, type SpawnedServer, startServer, temporaryDirectory } from '../../support/server.ts'

const template = (pool: string, more = ''): string => `
Parameters: { Who: { Type: String, Default: nobody } }
Resources:
  Pool: { Type: AWS::Cognito::UserPool, Properties: { UserPoolName: !Ref Who${pool} } }
  Client: { Type: AWS::Cognito::UserPoolClient, Properties: { UserPoolId: !Ref Pool } }
${more}`
const api = '  Api: { Type: AWS::ApiGatewayV2::Api, Properties: { Name: pets, ProtocolType: HTTP } }\n'

describe('poolgate up, diff and down', () => {
  const directory = join(temporaryDirectory(), 'shop')
  const dataDir = join(directory, 'data')
  const file = join(directory, 'template.yaml')
  const write = (text: string): void => writeFileSync(file, text)
  const poolgate = (...args: string[]): Promise<Outcome> => run(process.execPath, ['bin/poolgate.js', ...args])
  const up = (...args: string[]) => runPoolgate(['up', file, '--port', '0', '--data-dir', dataDir, ...args])
  /** What `up` printed of the user pool. */
  const poolOf = (lines: readonly string[]) => lines.find((line) => /^ {2}user pool /.test(line))

  before(() => mkdirSync(directory))

  it('say what would be made, and make nothing', async () => {
    write(template(''))
    const { code, stdout } = await poolgate('diff', file, '--data-dir', dataDir)
    assert.equal(code, 0)
    assert.equal(stdout, 'stack shop:\n  + Pool    AWS::Cognito::UserPool\n  + Client  AWS::Cognito::UserPoolClient\n')
    const gone = await poolgate('down', file, '--data-dir', dataDir)
    assert.match(gone.stderr, /^poolgate down: there is no stack shop$/m)
    assert.equal(gone.code, 1)
  })

  it('update a stack that an earlier run made, and print what changes', async () => {
    const first = up('--parameter', 'Who=jane')
    await first.line(/^Requests:/)
    assert.equal(await first.stop(), 0)
    write(template(', DeletionProtection: INACTIVE', api))
    const { stdout } = await poolgate('diff', file, '--data-dir', dataDir)
    const changes = ['  ~ Pool  AWS::Cognito::UserPool  DeletionProtection', '  + Api   AWS::ApiGatewayV2::Api']
    // The parameter keeps its value: the pool's name does not change.
    assert.equal(stdout, `stack shop:\n${changes.join('\n')}\n`)
    const second = up()
    await second.line(/^Requests:/)
    assert.equal(await second.stop(), 0)
    assert.deepEqual(
      second.lines.filter((line) => changes.includes(line)),
      changes,
    )
    assert.ok(second.lines.includes('stack shop is UPDATE_COMPLETE'))
    assert.equal(poolOf(second.lines), poolOf(first.lines))
  })

  it('say why an update failed, and that everything is as it was', async () => {
    write(
      template('', `${api}  Route: { Type: AWS::ApiGatewayV2::Route, Properties: { ApiId: !Ref Api, RouteKey: x } }\n`),
    )
    const { code, stderr } = await poolgate('up', file, '--port', '0', '--data-dir', dataDir)
    assert.equal(code, 1)
    assert.match(
      stderr,
      /stack shop from .*template\.yaml is UPDATE_ROLLBACK_COMPLETE \(it is as it was before\):\n {2}Route: .*route key/,
    )
  })

  it('refuse to change the type of a resource, and change nothing', async () => {
    write(
      template('', '').replace(
        'AWS::Cognito::UserPoolClient, Properties: { UserPoolId: !Ref Pool }',
        'AWS::Cognito::UserPool',
      ),
    )
    const { code, stderr } = await poolgate('diff', file, '--data-dir', dataDir)
    assert.equal(code, 1)
    assert.match(
      stderr,
      /nothing was made:\nUpdate of resource type is not permitted\. .*: \[Client\] \(.*template\.yaml:5:/,
    )
  })

  describe('with a running server', () => {
    let server: SpawnedServer
    before(async () => {
      server = await startServer({ dataDir })
    })
    after(() => server.stop())

    it('ask it', async () => {
      const port = ['--port', String(server.port)]
      write(template('', api))
      const changed = await poolgate('diff', file, ...port)
      assert.match(changed.stdout, /^stack shop:\n {2}~ Pool {2}AWS::Cognito::UserPool {2}DeletionProtection\n$/)
      const busy = await poolgate('diff', file, '--data-dir', dataDir)
      assert.match(busy.stderr, /another poolgate is using the data directory/)
      const refused = await poolgate('diff', join(directory, 'none.yaml'), ...port)
      assert.match(refused.stderr, /cannot read the template/)
      const down = await poolgate('down', file, ...port)
      assert.deepEqual([down.stdout, down.code], ['stack shop is deleted\n', 0], down.stderr)
      assert.match((await poolgate('down', file, ...port)).stderr, /there is no stack shop/)
    })
  })

  it('say where they looked when there is no server', async () => {
    const { code, stderr } = await poolgate('down', file, '--port', '1')
    assert.equal(code, 1)
    assert.match(stderr, /^poolgate down: no poolgate answers at http:\/\/127\.0\.0\.1:1 /)
    assert.ok(existsSync(dataDir))
  })
})
