import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import {
  AdminConfirmSignUpCommand,
  type CognitoIdentityProviderClient,
  CreateUserPoolClientCommand,
  CreateUserPoolCommand,
  GetUserCommand,
  InitiateAuthCommand,
  SignUpCommand,
} from '@aws-sdk/client-cognito-identity-provider'
import { type PostgresServer, startPostgres } from '../support/postgres.ts'
import { run } from '../support/run.ts'
import { sdkClients } from '../support/sdk.ts'
import { type SpawnedServer, startServer, temporaryDirectory } from '../support/server.ts'

const Username = 'jane'
const Password = 'S3cure!!'

async function signIn(cognito: CognitoIdentityProviderClient, ClientId: string): Promise<string> {
  const { AuthenticationResult } = await cognito.send(
    new InitiateAuthCommand({
      ClientId,
      AuthFlow: 'USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME: Username, PASSWORD: Password },
    }),
  )
  return AuthenticationResult?.AccessToken ?? assert.fail('no access token')
}

describe('servers on one PostgreSQL', () => {
  let postgres: PostgresServer
  let url: string
  const keyFile = join(temporaryDirectory(), 'master.key')
  const servers: SpawnedServer[] = []
  const start = async (...args: string[]): Promise<SpawnedServer> => {
    const server = await startServer({ args: ['--database', url, '--master-key-file', keyFile, ...args] })
    servers.push(server)
    return server
  }
  before(async () => {
    postgres = await startPostgres()
    url = await postgres.newUrl()
    writeFileSync(keyFile, randomBytes(32).toString('base64'))
  })
  after(async () => {
    for (const server of servers) await server.stop()
    await postgres.stop()
  })

  it('start at once on an empty database, and know each other`s pools, users and tokens', async () => {
    const [first, second] = await Promise.all([start(), start()])
    const one = sdkClients(first.url)
    const two = sdkClients(second.url)
    const { UserPool } = await one.cognito.send(new CreateUserPoolCommand({ PoolName: 'p' }))
    const UserPoolId = UserPool?.Id
    const { UserPoolClient } = await two.cognito.send(
      new CreateUserPoolClientCommand({
        UserPoolId,
        ClientName: 'c',
        ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
      }),
    )
    const ClientId = UserPoolClient?.ClientId ?? ''
    await one.cognito.send(new SignUpCommand({ ClientId, Username, Password }))
    await two.cognito.send(new AdminConfirmSignUpCommand({ UserPoolId, Username }))
    const AccessToken = await signIn(one.cognito, ClientId)
    assert.equal((await two.cognito.send(new GetUserCommand({ AccessToken }))).Username, Username)
    one.close()
    two.close()
  })

  const refusal = (...args: string[]) =>
    run(process.execPath, ['bin/poolgate.js', 'serve', '--port', '0', '--data-dir', temporaryDirectory(), ...args])

  it('are refused with another master key', async () => {
    const { code, stderr } = await refusal('--database', url)
    assert.equal(code, 1)
    assert.match(stderr, /the master key is not the one that this database's keys and secrets are sealed with/)
  })

  it('say which database cannot be used and why, without its password', async () => {
    const { code, stderr } = await refusal('--database', url.replace('postgres@', 'wrong@'))
    assert.equal(code, 1)
    assert.match(
      stderr,
      /cannot use the database postgres:\/\/127\.0\.0\.1:\d+\/postgres: password authentication failed/,
    )
    assert.doesNotMatch(stderr, /wrong/)
  })
})
