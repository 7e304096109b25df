import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { openCognito } from '../../../test/support/cognito.ts'

describe('UpdateUserPool', () => {
  it('puts whatever is omitted back to its default, but keeps name, tier, tags, schema and sign-in names', async (t) => {
    const { client, clock } = await openCognito(t)
    const fixed = {
      PoolName: 'x',
      UsernameAttributes: ['email' as const],
      UsernameConfiguration: { CaseSensitive: false },
      Schema: [{ Name: 'tenant', AttributeDataType: 'String' as const }],
      UserPoolTier: 'LITE' as const,
    }
    const { UserPool: plain } = await client.CreateUserPool(fixed)
    const { UserPool: pool } = await client.CreateUserPool({
      ...fixed,
      AutoVerifiedAttributes: ['email'],
      DeletionProtection: 'ACTIVE',
      Policies: { PasswordPolicy: { MinimumLength: 12 } },
      EmailVerificationMessage: 'Use {####}',
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
      AccountRecoverySetting: { RecoveryMechanisms: [{ Name: 'admin_only', Priority: 1 }] },
      UserPoolTags: { team: 'shop' },
    })
    clock.advance(1000)
    assert.deepEqual(await client.UpdateUserPool({ UserPoolId: pool?.Id }), {})
    const { UserPool: updated } = await client.DescribeUserPool({ UserPoolId: pool?.Id })
    const kept = { Id: pool?.Id, Arn: pool?.Arn, UserPoolTags: { team: 'shop' }, LastModifiedDate: clock.now() }
    assert.deepEqual(updated, { ...plain, ...kept })
    await client.UpdateUserPool({ UserPoolId: pool?.Id, UserPoolTags: {} })
    assert.deepEqual((await client.DescribeUserPool({ UserPoolId: pool?.Id })).UserPool?.UserPoolTags, {})
  })

  it('sets what is given', async (t) => {
    const { client } = await openCognito(t)
    const { UserPool: pool } = await client.CreateUserPool({ PoolName: 'x' })
    await client.UpdateUserPool({
      UserPoolId: pool?.Id,
      PoolName: 'renamed',
      AutoVerifiedAttributes: ['email'],
      UserPoolTier: 'PLUS',
      UserPoolTags: { team: 'shop' },
    })
    const { UserPool: updated } = await client.DescribeUserPool({ UserPoolId: pool?.Id })
    assert.equal(updated?.Name, 'renamed')
    assert.deepEqual(updated.AutoVerifiedAttributes, ['email'])
    assert.equal(updated.UserPoolTier, 'PLUS')
    assert.deepEqual(updated.UserPoolTags, { team: 'shop' })
  })

  it('judges features by the tier the pool keeps, and changes nothing when it refuses', async (t) => {
    const { client } = await openCognito(t)
    const { UserPool: pool } = await client.CreateUserPool({ PoolName: 'x', UserPoolTier: 'LITE' })
    const update = client.UpdateUserPool({
      UserPoolId: pool?.Id,
      PoolName: 'renamed',
      UserPoolAddOns: { AdvancedSecurityMode: 'AUDIT' },
    })
    await assert.rejects(update, {
      code: 'FeatureUnavailableInTierException',
      message: 'The following features need to be disabled for the LITE pricing tier configured: Threat Protection',
    })
    assert.deepEqual((await client.DescribeUserPool({ UserPoolId: pool?.Id })).UserPool, pool)
  })

  it('loses none of the changes that come at once', async (t) => {
    const { client } = await openCognito(t)
    const { UserPool: pool } = await client.CreateUserPool({ PoolName: 'x' })
    const names = ['a', 'b', 'c', 'd']
    await Promise.all([
      client.UpdateUserPool({ UserPoolId: pool?.Id, AutoVerifiedAttributes: ['email'] }),
      ...names.map((Name) =>
        client.AddCustomAttributes({
          UserPoolId: pool?.Id,
          CustomAttributes: [{ Name, AttributeDataType: 'String' }],
        }),
      ),
    ])
    const { UserPool: updated } = await client.DescribeUserPool({ UserPoolId: pool?.Id })
    assert.deepEqual(updated?.AutoVerifiedAttributes, ['email'])
    const custom = updated.SchemaAttributes?.slice(20).map(({ Name }) => Name)
    assert.deepEqual(custom?.sort(), ['custom:a', 'custom:b', 'custom:c', 'custom:d'])
  })

  it('refuses a pool that does not exist', async (t) => {
    const { client } = await openCognito(t)
    await assert.rejects(client.UpdateUserPool({ UserPoolId: 'us-east-1_nope00000' }), {
      code: 'ResourceNotFoundException',
      message: 'User pool us-east-1_nope00000 does not exist.',
    })
  })
})
