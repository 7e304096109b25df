import assert from 'node:assert/strict'
import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import {
  AdminConfirmSignUpCommand,
  DescribeUserPoolCommand,
  InitiateAuthCommand,
  SignUpCommand,
} from '@aws-sdk/client-cognito-identity-provider'
import { type Backend, startBackend } from '../../support/backend.ts'
import { cdkFor } from '../../support/cdk.ts'
import type { Outcome } from '../../support/run.ts'
import { sdkClients } from '../../support/sdk.ts'
import { type SpawnedServer, startServer } from '../../support/server.ts'

const Username = 'jane@example.com'
const Password = 'S3cure!!'

/** Outputs of the fixture's stack. */
interface Outputs {
  readonly ApiId: string
  readonly UserPoolId: string
  readonly ClientId: string
}

describe('the AWS CDK, with stacks that need no bootstrap', () => {
  let backend: Backend
  let server: SpawnedServer
  let clients: ReturnType<typeof sdkClients>
  let directory: string
  let runCdk: (...args: string[]) => Promise<Outcome>
  const cdk = async (...args: string[]): Promise<string> => {
    const { code, stdout, stderr } = await runCdk(...args)
    assert.equal(code, 0, stdout + stderr)
    return stdout + stderr
  }
  const assembly = (name: string): string => join(directory, name)
  const deploy = async (name: string, ...args: string[]): Promise<{ text: string; outputs: Outputs }> => {
    const file = assembly('outputs.json')
    const options = ['--app', assembly(name), '--require-approval', 'never', '--outputs-file', file]
    const text = await cdk('deploy', ...options, ...args)
    const { pets } = JSON.parse(readFileSync(file, 'utf8')) as { readonly pets: Outputs }
    return { text, outputs: pets }
  }
  const synthesize = (name: string): Promise<string> => {
    const app = ['--app', `${process.execPath} test/fixtures/cdk-app/app.mjs`, '--no-version-reporting']
    return cdk('synth', ...app, '--context', `backend=${backend.url}`, '--output', assembly(name), '--quiet')
  }
  /** What the app makes once its passwords are longer: a synthesis takes seconds. */
  const lengthenPasswords = (name: string): void => {
    cpSync(assembly('first'), assembly(name), { recursive: true })
    const template = join(assembly(name), 'pets.template.json')
    const before = readFileSync(template, 'utf8')
    const after = before.replace('"MinimumLength": 8', '"MinimumLength": 10')
    assert.notEqual(after, before)
    writeFileSync(template, after)
  }
  const status = async ({ ApiId }: Outputs, path: string, token?: string): Promise<number> => {
    const headers = token === undefined ? {} : { authorization: `Bearer ${token}` }
    return (await fetch(`${server.url}/execute-api/${ApiId}${path}`, { headers })).status
  }
  const signIn = async ({ ClientId }: Outputs): Promise<string> => {
    const AuthParameters = { USERNAME: Username, PASSWORD: Password }
    const signedIn = await clients.cognito.send(
      new InitiateAuthCommand({ ClientId, AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters }),
    )
    return signedIn.AuthenticationResult?.AccessToken ?? assert.fail('no access token')
  }

  let made: Outputs
  before(async () => {
    backend = await startBackend()
    server = await startServer()
    clients = sdkClients(server.url)
    ;({ cdk: runCdk, directory } = cdkFor(server))
    await synthesize('first')
    lengthenPasswords('changed')
  })
  after(async () => {
    clients.close()
    await server.stop()
    await backend.close()
  })

  it('deploys directly what its authorizers then guard', async () => {
    const { outputs } = await deploy('first', '--method', 'direct')
    made = outputs
    assert.deepEqual([await status(made, '/'), await status(made, '/cats')], [401, 401])
    assert.deepEqual(backend.arrivals, [])
    await clients.cognito.send(new SignUpCommand({ ClientId: made.ClientId, Username, Password }))
    await clients.cognito.send(new AdminConfirmSignUpCommand({ UserPoolId: made.UserPoolId, Username }))
    const token = await signIn(made)
    assert.deepEqual([await status(made, '/', token), await status(made, '/cats', token)], [200, 200])
    assert.deepEqual(
      backend.arrivals.map(({ url }) => url),
      ['/', '/cats'],
    )
  })

  it('finds nothing to deploy twice', async () => {
    const { text, outputs } = await deploy('first')
    assert.match(text, /pets \(no changes\)/)
    assert.deepEqual(outputs, made)
  })

  it('shows the difference that a change set tells', async () => {
    const changed = await cdk('diff', '--app', assembly('changed'))
    assert.match(changed, /\[~\] AWS::Cognito::UserPool Users/)
    assert.match(changed, /\[-\] 8\n.*\[\+\] 10\n/)
    assert.match(changed, /Number of stacks with differences: 1/)
  })

  it('changes a user pool in place by a change set, and its users stay', async () => {
    const { text, outputs } = await deploy('changed')
    assert.match(text, /UPDATE_COMPLETE +\| AWS::Cognito::UserPool /)
    assert.deepEqual(outputs, made)
    const { UserPool } = await clients.cognito.send(new DescribeUserPoolCommand({ UserPoolId: made.UserPoolId }))
    assert.equal(UserPool?.Policies?.PasswordPolicy?.MinimumLength, 10)
    assert.equal(await status(made, '/', await signIn(made)), 200)
  })

  it('destroys it all', async () => {
    assert.match(await cdk('destroy', '--app', assembly('changed'), '--force'), /pets: destroyed/)
    await assert.rejects(
      clients.cognito.send(new DescribeUserPoolCommand({ UserPoolId: made.UserPoolId })),
      /User pool .* does not exist/,
    )
    assert.equal(await status(made, '/'), 404)
  })
})
