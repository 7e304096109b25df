import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openCognito } from '../../../test/support/cognito.ts'

test('GetUserPoolMfaConfig answers that MFA is off and lists no factor', async (t) => {
  const { client } = await openCognito(t)
  const { UserPool: pool } = await client.CreateUserPool({ PoolName: 'x' })
  assert.deepEqual(await client.GetUserPoolMfaConfig({ UserPoolId: pool?.Id }), { MfaConfiguration: 'OFF' })
})
