import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { openUserPool, refusal } from '../../../test/support/user-pool.ts'

const plus = { UserPoolTier: 'PLUS', UserPoolAddOns: { AdvancedSecurityMode: 'ENFORCED' } } as const

describe('SetRiskConfiguration and DescribeRiskConfiguration', () => {
  it('keep one configuration for the pool and one for each client that has its own', async (t) => {
    const { client, UserPoolId, ClientId, clock } = await openUserPool(t, { pool: plus })
    const RiskExceptionConfiguration = { BlockedIPRangeList: ['192.0.2.0/24', '2001:db8::/32'] }
    const { RiskConfiguration: ofPool } = await client.SetRiskConfiguration({ UserPoolId, RiskExceptionConfiguration })
    assert.deepEqual(ofPool, { UserPoolId, RiskExceptionConfiguration, LastModifiedDate: clock.now() })
    const CompromisedCredentialsRiskConfiguration = { Actions: { EventAction: 'BLOCK' } } as const
    await client.SetRiskConfiguration({ UserPoolId, ClientId, CompromisedCredentialsRiskConfiguration })
    assert.deepEqual((await client.DescribeRiskConfiguration({ UserPoolId })).RiskConfiguration, ofPool)
    assert.deepEqual((await client.DescribeRiskConfiguration({ UserPoolId, ClientId })).RiskConfiguration, {
      UserPoolId,
      ClientId,
      CompromisedCredentialsRiskConfiguration: {
        ...CompromisedCredentialsRiskConfiguration,
        EventFilter: ['SIGN_IN', 'PASSWORD_CHANGE', 'SIGN_UP'],
      },
      LastModifiedDate: clock.now(),
    })
  })

  it('outlive updates of the pool and the client, and end when nothing is set', async (t) => {
    const { client, UserPoolId, ClientId } = await openUserPool(t, { pool: plus })
    const RiskExceptionConfiguration = { SkippedIPRangeList: ['192.0.2.1/32'] }
    const described = async (ids: object) =>
      (await client.DescribeRiskConfiguration({ UserPoolId, ...ids })).RiskConfiguration?.RiskExceptionConfiguration
    for (const ids of [{}, { ClientId }])
      await client.SetRiskConfiguration({ UserPoolId, ...ids, RiskExceptionConfiguration })
    await client.UpdateUserPool({ UserPoolId, ...plus })
    await client.UpdateUserPoolClient({ UserPoolId, ClientId })
    for (const ids of [{}, { ClientId }]) {
      assert.deepEqual(await described(ids), RiskExceptionConfiguration)
      await client.SetRiskConfiguration({ UserPoolId, ...ids })
      assert.equal(await described(ids), undefined)
    }
  })

  it('are for pools without threat protection, too', async (t) => {
    const { client, UserPoolId, ClientId } = await openUserPool(t)
    const RiskExceptionConfiguration = { BlockedIPRangeList: ['192.0.2.0/24'] }
    for (const ids of [{ UserPoolId }, { UserPoolId, ClientId }]) {
      const { RiskConfiguration: never } = await client.DescribeRiskConfiguration(ids)
      assert.deepEqual(never, ids)
      await client.SetRiskConfiguration({ ...ids, RiskExceptionConfiguration })
      const { RiskConfiguration: set } = await client.DescribeRiskConfiguration(ids)
      assert.deepEqual(set?.RiskExceptionConfiguration, RiskExceptionConfiguration)
    }
  })

  const notifies = { Actions: { LowAction: { EventAction: 'NO_ACTION', Notify: true } } } as const
  for (const [what, input, message] of [
    [
      'an IP range that is none',
      { RiskExceptionConfiguration: { BlockedIPRangeList: ['192.0.2.0/33'] } },
      '192.0.2.0/33 is not an IP range in CIDR notation.',
    ],
    [
      'notifications without their settings',
      { AccountTakeoverRiskConfiguration: notifies },
      'NotifyConfiguration is required when an action notifies.',
    ],
  ] as const)
    it(`refuse ${what}`, async (t) => {
      const { client, UserPoolId } = await openUserPool(t, { pool: plus })
      const input_ = JSON.parse(JSON.stringify(input))
      await assert.rejects(
        client.SetRiskConfiguration({ UserPoolId, ...input_ }),
        refusal('InvalidParameterException', message),
      )
    })
})
