import assert from 'node:assert/strict'
import { it } from 'node:test'
import {
  CreateUserPoolClientCommand,
  CreateUserPoolCommand,
  CreateUserPoolDomainCommand,
} from '@aws-sdk/client-cognito-identity-provider'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { openPoolgate } from '../../../test/support/poolgate.ts'
import { temporaryDirectory } from '../../../test/support/server.ts'
import { sdkClients } from '../../../test/support/sdk.ts'
import { basic } from '../../../test/support/user-pool-domain.ts'

it('has the requests of apps written down by path, client and outcome, without what is secret', async (t) => {
  const dataDir = temporaryDirectory()
  const { port, close } = await openPoolgate({ dataDir, auditLog: join(dataDir, 'audit.log') })
  const { cognito, close: closeClients } = sdkClients(`http://127.0.0.1:${port}`)
  t.after(closeClients)
  const { UserPool } = await cognito.send(new CreateUserPoolCommand({ PoolName: 'shop' }))
  const UserPoolId = UserPool?.Id ?? ''
  await cognito.send(new CreateUserPoolDomainCommand({ UserPoolId, Domain: 'shop' }))
  const { UserPoolClient } = await cognito.send(
    new CreateUserPoolClientCommand({ UserPoolId, ClientName: 'web', GenerateSecret: true }),
  )
  const client_id = UserPoolClient?.ClientId ?? ''
  const ask = (form: Record<string, string>, headers = {}) =>
    fetch(`http://127.0.0.1:${port}/${UserPoolId}/oauth2/token`, {
      method: 'POST',
      body: new URLSearchParams(form),
      headers,
    })
  const form = { grant_type: 'client_credentials', client_id, client_secret: UserPoolClient?.ClientSecret ?? '' }
  await ask({ ...form, client_secret: 'wrong-secret' })
  await ask({ ...form, client_id: 'not an id' })
  await ask({ grant_type: 'client_credentials' }, basic(client_id, form.client_secret))
  await close()
  const written = readFileSync(join(dataDir, 'audit.log'), 'utf8')
  const lines = written
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .filter(({ operation }) => operation === '/oauth2/token')
  assert.deepEqual(
    lines.map(({ kind, resource, outcome }) => [kind, resource, outcome]),
    [
      ['user', { UserPoolId, ClientId: client_id }, 'invalid_client'],
      ['user', { UserPoolId }, 'invalid_client'],
      ['user', { UserPoolId, ClientId: client_id }, 'invalid_grant'],
    ],
  )
  assert.ok(!written.includes('wrong-secret') && !written.includes('not an id'))
})
