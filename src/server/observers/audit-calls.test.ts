import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import {
  AdminCreateUserCommand,
  AdminSetUserPasswordCommand,
  CreateUserPoolClientCommand,
  CreateUserPoolCommand,
  DeleteUserPoolCommand,
  InitiateAuthCommand,
} from '@aws-sdk/client-cognito-identity-provider'
import { CreateAccessKeyCommand, CreateUserCommand, IAMClient } from '@aws-sdk/client-iam'
import { openPoolgate, type OpenPoolgate } from '../../../test/support/poolgate.ts'
import { temporaryDirectory } from '../../../test/support/server.ts'
import { systemClock } from '../../ports/clock.ts'
import { signRequest } from '../../wire/sign-request.ts'

const rootAccessKey = {
  accessKeyId: 'AKIAROOTROOTROOT0001',
  secretAccessKey: 'a-secret-of-forty-characters-0123456789ab',
}

/** A development server with an audit log, which is read once the server has ended. */
async function openAudited() {
  const file = join(temporaryDirectory(), 'audit.log')
  const server = await openPoolgate({ auditLog: file })
  const end = async () => {
    await server.close()
    return readEntries(file)
  }
  return { ...server, file, end }
}

function readEntries(file: string): Record<string, unknown>[] {
  return readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => ({ ...Object(JSON.parse(line)) }))
}

/** A pool with one user, `jane`, and a client who signs in by password. */
async function createPool({ sdk: { cognito } }: Pick<OpenPoolgate, 'sdk'>) {
  const { UserPool } = await cognito.send(new CreateUserPoolCommand({ PoolName: 'customers' }))
  const UserPoolId = UserPool?.Id
  const { UserPoolClient } = await cognito.send(
    new CreateUserPoolClientCommand({
      UserPoolId,
      ClientName: 'web',
      ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
    }),
  )
  await cognito.send(new AdminCreateUserCommand({ UserPoolId, Username: 'jane', MessageAction: 'SUPPRESS' }))
  const Password = 'S3cure!!pass'
  await cognito.send(new AdminSetUserPasswordCommand({ UserPoolId, Username: 'jane', Password, Permanent: true }))
  return { UserPoolId, ClientId: UserPoolClient?.ClientId, Password }
}

describe('the audit log of a server', () => {
  it('says of each admin operation what it was about and what came of it', async () => {
    const server = await openAudited()
    const { UserPoolId, ClientId } = await createPool(server)
    await assert.rejects(server.sdk.cognito.send(new DeleteUserPoolCommand({ UserPoolId: 'us-east-1_nothing' })))
    const entries = await server.end()
    assert.deepEqual(
      entries.map(({ kind, service, operation, resource, outcome }) => [kind, service, operation, resource, outcome]),
      [
        ['admin', 'cognito-idp', 'CreateUserPool', entries[0]?.['resource'], 'success'],
        ['admin', 'cognito-idp', 'CreateUserPoolClient', { UserPoolId, ClientName: 'web', ClientId }, 'success'],
        ['admin', 'cognito-idp', 'AdminCreateUser', { UserPoolId, Username: 'jane' }, 'success'],
        ['admin', 'cognito-idp', 'AdminSetUserPassword', { UserPoolId, Username: 'jane' }, 'success'],
        ['admin', 'cognito-idp', 'DeleteUserPool', { UserPoolId: 'us-east-1_nothing' }, 'ResourceNotFoundException'],
      ],
    )
    assert.equal(Object(entries[0]?.['resource'])['Id'], UserPoolId)
    assert.equal(entries[0]?.['sourceIp'], '127.0.0.1')
    assert.equal(entries[0]?.['time'], '2026-11-22T12:00:00.000Z')
  })

  it('says who signed in, and of a failure no name, which may be a password', async () => {
    const server = await openAudited()
    const { ClientId, Password } = await createPool(server)
    const signIn = (USERNAME: string) =>
      server.sdk.cognito.send(
        new InitiateAuthCommand({
          ClientId,
          AuthFlow: 'USER_PASSWORD_AUTH',
          AuthParameters: { USERNAME, PASSWORD: Password },
        }),
      )
    await signIn('jane')
    await assert.rejects(signIn('Typed-by-mistake!1'))
    const [passed, failed] = (await server.end()).filter(({ kind }) => kind === 'user')
    assert.deepEqual(
      [passed?.['resource'], passed?.['flow'], passed?.['outcome']],
      [{ ClientId, Username: 'jane' }, 'USER_PASSWORD_AUTH', 'success'],
    )
    assert.match(String(passed?.['sub']), /^[0-9a-f-]{36}$/)
    assert.deepEqual(failed?.['resource'], { ClientId })
    assert.match(String(failed?.['outcome']), /Exception$/)
  })

  it('holds no password, token, code or secret', async () => {
    const server = await openAudited()
    const { ClientId, Password } = await createPool(server)
    const { AuthenticationResult } = await server.sdk.cognito.send(
      new InitiateAuthCommand({
        ClientId,
        AuthFlow: 'USER_PASSWORD_AUTH',
        AuthParameters: { USERNAME: 'jane', PASSWORD: Password },
      }),
    )
    await server.end()
    const text = readFileSync(server.file, 'utf8')
    for (const secret of [Password, ...Object.values(AuthenticationResult ?? {})])
      if (typeof secret === 'string' && secret !== 'Bearer') assert.equal(text.includes(secret), false, secret)
  })

  it('says who followed the link of a mail', async () => {
    const server = await openAudited()
    const { ClientId } = await createPool(server)
    const link = new URLSearchParams({ client_id: ClientId ?? '', user_name: 'jane', confirmation_code: 'wrong-code' })
    await fetch(`http://127.0.0.1:${server.port}/confirmUser?${link.toString()}`)
    const entry = (await server.end()).at(-1)
    assert.deepEqual(
      [entry?.['kind'], entry?.['operation'], entry?.['resource']],
      ['user', 'ConfirmSignUp', { ClientId }],
    )
    assert.match(String(entry?.['outcome']), /Exception$/)
  })

  it('is kept in the data directory of a production server, and names who signed', async () => {
    const dataDir = temporaryDirectory()
    const server = await openPoolgate({ mode: 'production', rootAccessKey, dataDir, clock: systemClock })
    const iam = new IAMClient({
      endpoint: `http://127.0.0.1:${server.port}`,
      region: 'us-east-1',
      credentials: rootAccessKey,
    })
    await iam.send(new CreateUserCommand({ UserName: 'ann' }))
    const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: 'ann' }))
    iam.destroy()
    const body = JSON.stringify({ userPoolId: 'us-east-1_nothing', atOnce: false })
    const headers = { host: `127.0.0.1:${server.port}`, 'content-type': 'application/json' }
    const signed = signRequest(
      { method: 'POST', path: '/_poolgate/rotate-keys', headers, body },
      { region: 'us-east-1', service: 'poolgate', now: systemClock.now() },
      rootAccessKey,
    )
    await fetch(`http://127.0.0.1:${server.port}/_poolgate/rotate-keys`, {
      method: 'POST',
      headers: { ...headers, ...signed },
      body,
    })
    await server.sdk.cognito.send(new DeleteUserPoolCommand({ UserPoolId: 'us-east-1_a' })).catch(() => {})
    await server.close()
    const caller = 'arn:aws:iam::000000000000:root'
    const entries = readEntries(join(dataDir, 'audit.log'))
    assert.deepEqual(
      entries.map(({ operation, resource, caller, outcome }) => [operation, resource, caller, outcome]),
      [
        ['CreateUser', Object(entries[0])['resource'], caller, 'success'],
        ['CreateAccessKey', { UserName: 'ann', AccessKeyId: AccessKey?.AccessKeyId }, caller, 'success'],
        ['RotateKeys', { userPoolId: 'us-east-1_nothing' }, caller, 'HTTP 404'],
        // Signed with a key that is none.
        ['DeleteUserPool', {}, undefined, 'UnrecognizedClientException'],
      ],
    )
    assert.equal(readFileSync(join(dataDir, 'audit.log'), 'utf8').includes(AccessKey?.SecretAccessKey ?? ''), false)
  })
})
