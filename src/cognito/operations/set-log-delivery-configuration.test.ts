import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { LogConfigurationType } from '@aws-sdk/client-cognito-identity-provider'
import { openUserPool, refusal } from '../../../test/support/user-pool.ts'

const plus = { UserPoolTier: 'PLUS', UserPoolAddOns: { AdvancedSecurityMode: 'AUDIT' } } as const
const LogGroupArn = 'arn:aws:logs:us-east-1:123456789012:log-group:users'
const events: LogConfigurationType = {
  EventSource: 'userAuthEvents',
  LogLevel: 'INFO',
  CloudWatchLogsConfiguration: { LogGroupArn },
}
const notifications: LogConfigurationType = { ...events, EventSource: 'userNotification', LogLevel: 'ERROR' }

describe('SetLogDeliveryConfiguration and GetLogDeliveryConfiguration', () => {
  it('keep where the logs of a pool go, through updates of the pool', async (t) => {
    const { client, UserPoolId } = await openUserPool(t, { pool: plus })
    const get = async () => (await client.GetLogDeliveryConfiguration({ UserPoolId })).LogDeliveryConfiguration
    assert.deepEqual(await get(), { UserPoolId, LogConfigurations: [] })
    const LogConfigurations = [events, notifications]
    const set = await client.SetLogDeliveryConfiguration({ UserPoolId, LogConfigurations })
    assert.deepEqual(set.LogDeliveryConfiguration, { UserPoolId, LogConfigurations })
    await client.UpdateUserPool({ UserPoolId, ...plus })
    assert.deepEqual(await get(), { UserPoolId, LogConfigurations })
  })

  it('have every event logged with its destination', async (t) => {
    const { client, UserPoolId, signUp, log } = await openUserPool(t, { pool: plus })
    await client.SetLogDeliveryConfiguration({ UserPoolId, LogConfigurations: [events] })
    await signUp()
    const entry = log.entries.find(({ event }) => event === 'user-auth-event')
    assert.deepEqual([entry?.['destination'], entry?.['eventType']], [LogGroupArn, 'SignUp'])
  })

  const bucket = { S3Configuration: { BucketArn: 'arn:aws:s3:::logs' } }
  for (const [what, LogConfigurations, message] of [
    ['two of one source', [events, events], 'Each EventSource can have one log configuration.'],
    ['events at another level', [{ ...events, LogLevel: 'ERROR' }], 'userAuthEvents is logged at the LogLevel INFO.'],
    ['two destinations', [{ ...events, ...bucket }], 'A log configuration has exactly one destination.'],
    [
      'notifications in a bucket',
      [{ ...notifications, ...bucket }],
      'userNotification can be logged to CloudWatch Logs only.',
    ],
  ] as [string, LogConfigurationType[], string][])
    it(`refuse ${what}`, async (t) => {
      const { client, UserPoolId } = await openUserPool(t, { pool: plus })
      await assert.rejects(
        client.SetLogDeliveryConfiguration({ UserPoolId, LogConfigurations }),
        refusal('InvalidParameterException', message),
      )
    })

  it('refuse the export of events below the plan that has it', async (t) => {
    const { client, UserPoolId } = await openUserPool(t)
    await assert.rejects(client.SetLogDeliveryConfiguration({ UserPoolId, LogConfigurations: [events] }), {
      code: 'FeatureUnavailableInTierException',
    })
    await client.SetLogDeliveryConfiguration({ UserPoolId, LogConfigurations: [notifications] })
  })
})
