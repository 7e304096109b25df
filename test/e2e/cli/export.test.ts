import assert from 'node:assert/strict'
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createReadStream, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { pipeline } from 'node:stream/promises'
import { describe, it } from 'node:test'
import {
  AdminCreateUserCommand,
  AdminSetUserPasswordCommand,
  CreateUserPoolClientCommand,
  CreateUserPoolCommand,
  DescribeUserPoolClientCommand,
  GetUserCommand,
  InitiateAuthCommand,
} from '@aws-sdk/client-cognito-identity-provider'
import { run } from '../../support/run.ts'
import { sdkClients } from '../../support/sdk.ts'
import { startServer, temporaryDirectory } from '../../support/server.ts'

const poolgate = (...args: string[]) => run(process.execPath, ['bin/poolgate.js', ...args])
const Password = 'Correct-horse-7'

type Cognito = ReturnType<typeof sdkClients>['cognito']

async function signIn(cognito: Cognito, ClientId: string | undefined) {
  const AuthParameters = { USERNAME: 'ada', PASSWORD: Password }
  const { AuthenticationResult } = await cognito.send(
    new InitiateAuthCommand({ AuthFlow: 'USER_PASSWORD_AUTH', ClientId, AuthParameters }),
  )
  return AuthenticationResult
}

/** A pool with a user who is signed in. */
async function makePool(cognito: Cognito) {
  const UserPoolId = (await cognito.send(new CreateUserPoolCommand({ PoolName: 'customers' }))).UserPool?.Id
  const clientOf = async (GenerateSecret: boolean) => {
    const ExplicitAuthFlows = ['ALLOW_USER_PASSWORD_AUTH' as const, 'ALLOW_REFRESH_TOKEN_AUTH' as const]
    const settings = { UserPoolId, ClientName: 'app', ExplicitAuthFlows, GenerateSecret }
    return (await cognito.send(new CreateUserPoolClientCommand(settings))).UserPoolClient
  }
  const [client, confidential] = [await clientOf(false), await clientOf(true)]
  await cognito.send(new AdminCreateUserCommand({ UserPoolId, Username: 'ada', MessageAction: 'SUPPRESS' }))
  await cognito.send(new AdminSetUserPasswordCommand({ UserPoolId, Username: 'ada', Password, Permanent: true }))
  return { UserPoolId, ClientId: client?.ClientId, confidential, tokens: await signIn(cognito, client?.ClientId) }
}

describe('poolgate export and import', () => {
  it('move an installation while it serves: passwords, secrets, keys and sessions go with it', async (t) => {
    const server = await startServer()
    t.after(() => server.stop())
    const before = sdkClients(server.url)
    const { UserPoolId, ClientId, confidential, tokens } = await makePool(before.cognito)
    const directory = temporaryDirectory()
    const [file, key] = [join(directory, 'all.jsonl'), join(directory, 'export.key')]
    const exported = await poolgate('export', file, '--export-key-file', key, '--data-dir', server.dataDir)
    assert.equal(exported.code, 0, exported.stderr)
    assert.match(
      exported.stderr,
      /^made an export key: .*export\.key; keep it apart .*\n(\d+ rows written .*\n)*exported \d+ rows to .*all\.jsonl\n$/,
    )
    for (const path of [file, key]) assert.equal(statSync(path).mode & 0o777, 0o600)
    assert.ok(!readFileSync(file, 'utf8').includes(confidential?.ClientSecret ?? ''))
    before.close()
    await server.stop()

    const dataDir = join(directory, 'data')
    const imported = await poolgate('import', file, '--export-key-file', key, '--data-dir', dataDir)
    assert.equal(imported.code, 0, imported.stderr)
    assert.match(imported.stdout, /^imported \d+ rows from .*all\.jsonl\n$/)
    assert.notEqual(
      readFileSync(join(dataDir, 'master.key'), 'utf8'),
      readFileSync(join(server.dataDir, 'master.key'), 'utf8'),
    )
    const again = await startServer({ dataDir })
    t.after(() => again.stop())
    const { cognito, close } = sdkClients(again.url)
    assert.ok((await signIn(cognito, ClientId))?.AccessToken)
    assert.equal((await cognito.send(new GetUserCommand({ AccessToken: tokens?.AccessToken }))).Username, 'ada')
    const AuthParameters = { REFRESH_TOKEN: tokens?.RefreshToken ?? '' }
    const refreshed = await cognito.send(
      new InitiateAuthCommand({ AuthFlow: 'REFRESH_TOKEN_AUTH', ClientId, AuthParameters }),
    )
    assert.ok(refreshed.AuthenticationResult?.IdToken)
    const described = await cognito.send(
      new DescribeUserPoolClientCommand({ UserPoolId, ClientId: confidential?.ClientId }),
    )
    assert.equal(described.UserPoolClient?.ClientSecret, confidential?.ClientSecret)
    close()
    await again.stop()
    const twice = await poolgate('import', file, '--export-key-file', key, '--data-dir', dataDir)
    assert.equal(twice.code, 1)
    assert.match(twice.stderr, /the database is in use: there is something in user_pools; import into an empty one/)
  })

  it('go through pipes, and say how secrets are to be protected', async () => {
    const server = await startServer()
    await server.stop()
    const directory = temporaryDirectory()
    const unsaid = await poolgate('export', '-', '--data-dir', server.dataDir)
    assert.equal(unsaid.code, 2)
    assert.match(unsaid.stderr, /give --export-key-file to protect the secrets in the file, or --plain-secrets not to/)
    const { code, stdout, stderr } = await poolgate('export', '-', '--plain-secrets', '--data-dir', server.dataDir)
    assert.equal(code, 0)
    assert.match(stderr, /its secrets are not protected: keep it as you keep the master key\n$/)
    const file = join(directory, 'piped.jsonl')
    writeFileSync(file, stdout)
    const arriving = new Promise<string>((resolve, reject) => {
      const args = ['bin/poolgate.js', 'import', '-', '--data-dir', join(directory, 'data')]
      const child = execFile(process.execPath, args, (error, out) => (error ? reject(error) : resolve(out)))
      pipeline(createReadStream(file), child.stdin!).catch(reject)
    })
    assert.match(await arriving, /^imported \d+ rows from standard input\n$/)
  })

  it('leave nothing half imported when they are killed', async () => {
    const server = await startServer()
    await server.stop()
    const source = new DatabaseSync(join(server.dataDir, 'poolgate.db'))
    source.exec(`INSERT INTO ssm_parameters (region, name, type, value, description, allowed_pattern, tags, version, modified_at)
      WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 50000)
      SELECT 'us-east-1', 'p' || i, 'String', hex(randomblob(100)), '', '', '{}', 1, 0 FROM n`)
    source.close()
    const directory = temporaryDirectory()
    const [file, dataDir] = [join(directory, 'all.jsonl'), join(directory, 'data')]
    assert.equal((await poolgate('export', file, '--plain-secrets', '--data-dir', server.dataDir)).code, 0)
    const killed = spawn(process.execPath, ['bin/poolgate.js', 'import', '-', '--data-dir', dataDir], {
      stdio: ['pipe', 'ignore', 'ignore'],
    })
    // The last of the file never comes. All of the rest was read by then, but for what a pipe holds.
    const most = readFileSync(file).subarray(0, -100)
    await new Promise<void>((resolve, reject) => {
      killed.stdin.write(most, (error) => (error ? reject(error) : resolve()))
    })
    killed.kill('SIGKILL')
    await once(killed, 'exit')
    const database = new DatabaseSync(join(dataDir, 'poolgate.db'))
    assert.deepEqual({ ...database.prepare('SELECT COUNT(*) AS count FROM ssm_parameters').get() }, { count: 0 })
    database.close()
    const { code, stdout } = await poolgate('import', file, '--data-dir', dataDir)
    assert.deepEqual([code, stdout], [0, `imported 50000 rows from ${file}\n`])
  })
})
