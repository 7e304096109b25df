import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { LambdaConfigType } from '@aws-sdk/client-cognito-identity-provider'
import { openCognito } from '../../../test/support/cognito.ts'
import { functionArn, openTriggeredPool } from '../../../test/support/triggers.ts'
import { refusal } from '../../../test/support/user-pool.ts'
import { scriptedFunctions } from '../../ports/functions.ts'

const keyArn = 'arn:aws:kms:us-east-1:123456789012:key/1'
const unused = scriptedFunctions(() => ({ kind: 'function-error', error: 'not to be invoked' }))

describe('LambdaConfig', () => {
  it('is described as it was given, and goes when an update leaves it out', async (t) => {
    const { client, UserPoolId, signUp, events } = await openTriggeredPool(t, { PreSignUp: () => ({}) })
    const config = async () => (await client.DescribeUserPool({ UserPoolId })).UserPool?.LambdaConfig
    assert.deepEqual(await config(), { PreSignUp: functionArn('PreSignUp') })
    await client.UpdateUserPool({ UserPoolId, AutoVerifiedAttributes: ['email'] })
    assert.deepEqual(await config(), {})
    await signUp()
    assert.deepEqual(events, [])
    await client.UpdateUserPool({ UserPoolId, LambdaConfig: { PreSignUp: functionArn('other') } })
    assert.deepEqual(await config(), { PreSignUp: functionArn('other') })
  })

  it('names only functions that can be invoked', async (t) => {
    const { client } = await openCognito(t)
    const LambdaConfig = { PostConfirmation: functionArn('f') }
    await assert.rejects(
      client.CreateUserPool({ PoolName: 'x', LambdaConfig }),
      refusal(
        'InvalidParameterException',
        `poolgate has no endpoint for the function ${functionArn('f')}: start it with --lambda-endpoint URL or --lambda FUNCTION=URL`,
      ),
    )
  })

  it('describes the pre token generation function in both ways, however it was given', async (t) => {
    const { client } = await openCognito(t, unused)
    const described = async (LambdaConfig: LambdaConfigType) =>
      (await client.CreateUserPool({ PoolName: 'x', LambdaConfig })).UserPool?.LambdaConfig
    const both = (LambdaVersion: 'V1_0' | 'V2_0') => ({
      PreTokenGeneration: functionArn('f'),
      PreTokenGenerationConfig: { LambdaVersion, LambdaArn: functionArn('f') },
    })
    assert.deepEqual(await described({ PreTokenGeneration: functionArn('f') }), both('V1_0'))
    const { PreTokenGenerationConfig } = both('V2_0')
    assert.deepEqual(await described({ PreTokenGenerationConfig }), both('V2_0'))
    await assert.rejects(
      client.CreateUserPool({ PoolName: 'x', UserPoolTier: 'LITE', LambdaConfig: { PreTokenGenerationConfig } }),
      refusal(
        'FeatureUnavailableInTierException',
        'The following features need to be disabled for the LITE pricing tier configured: Access Token Customization',
      ),
    )
  })

  const refusals: readonly (readonly [LambdaConfigType, string])[] = [
    [
      { PreSignUp: 'arn:aws:sns:us-east-1:123456789012:f' },
      'LambdaConfig.PreSignUp is not the ARN of a Lambda function.',
    ],
    [
      {
        PreTokenGeneration: functionArn('a'),
        PreTokenGenerationConfig: { LambdaVersion: 'V1_0', LambdaArn: functionArn('b') },
      },
      'PreTokenGeneration and PreTokenGenerationConfig must name the same function.',
    ],
    [{ InboundFederation: { LambdaVersion: 'V1_0', LambdaArn: functionArn('f') } }, notYet('InboundFederation')],
    [
      { CustomEmailSender: { LambdaVersion: 'V1_0', LambdaArn: functionArn('f') } },
      'LambdaConfig.CustomEmailSender needs LambdaConfig.KMSKeyID.',
    ],
    [
      {
        CustomSMSSender: { LambdaVersion: 'V1_0', LambdaArn: 'arn:aws:sns:us-east-1:123456789012:f' },
        KMSKeyID: keyArn,
      },
      'LambdaConfig.CustomSMSSender.LambdaArn is not the ARN of a Lambda function.',
    ],
    [{ KMSKeyID: keyArn }, `LambdaConfig.KMSKeyID names no key: ${keyArn}`],
  ]
  for (const [LambdaConfig, message] of refusals)
    it(`refuses: ${message}`, async (t) => {
      const { client } = await openCognito(t, unused)
      const created = client.CreateUserPool({ PoolName: 'x', LambdaConfig })
      await assert.rejects(created, refusal('InvalidParameterException', message))
    })
})

function notYet(name: string): string {
  return `poolgate does not implement LambdaConfig.${name} yet`
}
