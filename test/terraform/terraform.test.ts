import assert from 'node:assert/strict'
import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { AdminGetUserCommand, ListUserPoolsCommand } from '@aws-sdk/client-cognito-identity-provider'
import { type Outcome, run } from '../support/run.ts'
import { sdkClients } from '../support/sdk.ts'
import { type SpawnedServer, startServer, temporaryDirectory } from '../support/server.ts'

/**
 * Terraform with HashiCorp's AWS provider 5.100.0, which npm does not carry: `terraform` must be on the PATH, and
 * `terraform init` must find the provider (in the registry, or where TF_CLI_CONFIG_FILE says).
 */
describe('Terraform', () => {
  let server: SpawnedServer
  let folder: string
  const terraform = (...args: string[]): Promise<Outcome> =>
    run('terraform', [`-chdir=${folder}`, ...args], { CHECKPOINT_DISABLE: '1', TF_IN_AUTOMATION: '1' })
  const variables = (subject: string) => [`-var=endpoint=${server.url}`, `-var=subject=${subject}`]
  const apply = async (subject: string): Promise<Record<string, string>> => {
    const applied = await terraform('apply', '-auto-approve', '-no-color', ...variables(subject))
    assert.equal(applied.code, 0, applied.stdout + applied.stderr)
    const outputs = await terraform('output', '-json')
    return Object.fromEntries(
      Object.entries(JSON.parse(outputs.stdout) as Record<string, { value: string }>).map(([k, { value }]) => [
        k,
        value,
      ]),
    )
  }
  /** Fails with the plan, unless there is nothing to do. */
  const assertNothingToDo = async (subject: string): Promise<void> => {
    const plan = await terraform('plan', '-detailed-exitcode', '-no-color', ...variables(subject))
    assert.equal(plan.code, 0, plan.stdout + plan.stderr)
  }
  let made: Record<string, string>

  before(async () => {
    server = await startServer()
    folder = temporaryDirectory()
    copyFileSync(join(import.meta.dirname, 'main.tf'), join(folder, 'main.tf'))
    const initialised = await terraform('init', '-no-color')
    assert.equal(initialised.code, 0, initialised.stdout + initialised.stderr)
  })
  after(() => server.stop())

  it('applies a pool, its users and providers, and an API, and finds nothing to do after that', async () => {
    made = await apply('hello')
    await assertNothingToDo('hello')
  })

  it('changes a pool in place, which keeps its id, its client and its users', async () => {
    assert.deepEqual(await apply('changed'), made)
    const { cognito, close } = sdkClients(server.url)
    const user = await cognito.send(new AdminGetUserCommand({ UserPoolId: made['pool'], Username: 'jane@example.com' }))
    assert.equal(user.UserStatus, 'CONFIRMED')
    close()
    await assertNothingToDo('changed')
  })

  it('imports a client, a risk configuration, an API and parameters, and finds them as they are declared', async () => {
    for (const [address, id] of [
      ['aws_cognito_user_pool_client.c', `${made['pool']}/${made['client']}`],
      ['aws_cognito_risk_configuration.risk', made['pool']],
      ['aws_apigatewayv2_api.a', made['api']],
      ['aws_ssm_parameter.pool', '/auth/pool'],
      ['aws_ssm_parameter.secret', '/auth/secret'],
    ] as const) {
      assert.equal((await terraform('state', 'rm', address)).code, 0)
      const imported = await terraform('import', '-no-color', ...variables('changed'), address, id ?? '')
      assert.equal(imported.code, 0, imported.stdout + imported.stderr)
    }
    await assertNothingToDo('changed')
  })

  it('destroys all of it', async () => {
    const destroyed = await terraform('destroy', '-auto-approve', '-no-color', ...variables('changed'))
    assert.equal(destroyed.code, 0, destroyed.stdout + destroyed.stderr)
    const { cognito, close } = sdkClients(server.url)
    assert.deepEqual((await cognito.send(new ListUserPoolsCommand({ MaxResults: 5 }))).UserPools, [])
    close()
  })
})
