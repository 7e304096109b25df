import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { CreateUserPoolCommandInput } from '@aws-sdk/client-cognito-identity-provider'
import { openCognito } from '../../../test/support/cognito.ts'

type Settings = Omit<CreateUserPoolCommandInput, 'PoolName'>

describe('CreateUserPool', () => {
  it('gives a pool its id, ARN and the documented defaults', async (t) => {
    const { client, clock } = await openCognito(t)
    const { UserPool: pool } = await client.CreateUserPool({ PoolName: 'x' })
    assert.ok(pool?.Id)
    assert.match(pool.Id, /^us-east-1_[0-9A-Za-z]{9}$/)
    assert.equal(pool.SchemaAttributes?.length, 20)
    assert.deepEqual(pool, {
      Id: pool.Id,
      Name: 'x',
      Arn: `arn:aws:cognito-idp:us-east-1:000000000000:userpool/${pool.Id}`,
      CreationDate: clock.now(),
      LastModifiedDate: clock.now(),
      EstimatedNumberOfUsers: 0,
      SchemaAttributes: pool.SchemaAttributes,
      UserPoolTier: 'ESSENTIALS',
      Policies: {
        PasswordPolicy: {
          MinimumLength: 8,
          RequireUppercase: true,
          RequireLowercase: true,
          RequireNumbers: true,
          RequireSymbols: true,
          TemporaryPasswordValidityDays: 7,
        },
        SignInPolicy: { AllowedFirstAuthFactors: ['PASSWORD'] },
      },
      DeletionProtection: 'INACTIVE',
      LambdaConfig: {},
      VerificationMessageTemplate: { DefaultEmailOption: 'CONFIRM_WITH_CODE' },
      MfaConfiguration: 'OFF',
      EmailConfiguration: { EmailSendingAccount: 'COGNITO_DEFAULT' },
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: false, UnusedAccountValidityDays: 7 },
      UserPoolTags: {},
    })
  })

  it('answers what DescribeUserPool answers from then on', async (t) => {
    const { client } = await openCognito(t)
    const created = await client.CreateUserPool({
      PoolName: 'x',
      UsernameAttributes: ['email'],
      AutoVerifiedAttributes: ['email'],
      UsernameConfiguration: { CaseSensitive: false },
      DeletionProtection: 'ACTIVE',
      UserPoolTier: 'PLUS',
      UserPoolAddOns: { AdvancedSecurityMode: 'OFF' },
      UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate: ['email'] },
      UserPoolTags: { team: 'shop' },
      Schema: [{ Name: 'tenant', AttributeDataType: 'String' }],
    })
    const described = await client.DescribeUserPool({ UserPoolId: created.UserPool?.Id })
    assert.deepEqual(described, created)
    assert.deepEqual(created.UserPool?.UsernameAttributes, ['email'])
    assert.equal(created.UserPool.SchemaAttributes?.at(-1)?.Name, 'custom:tenant')
  })

  it('makes a signing key for each kind of token, and publishes both', async (t) => {
    const { client, signingKeys, store } = await openCognito(t)
    const { UserPool: pool } = await client.CreateUserPool({ PoolName: 'x' })
    assert.ok(pool?.Id)
    const records = await store.listSigningKeys(pool.Id)
    assert.deepEqual(records.map(({ use }) => use).sort(), ['access', 'id'])
    assert.equal((await signingKeys.published(pool.Id)).length, 2)
  })

  it('leaves the requirements off that a given password policy omits', async (t) => {
    const { client } = await openCognito(t)
    const { UserPool: pool } = await client.CreateUserPool({
      PoolName: 'x',
      Policies: { PasswordPolicy: { RequireNumbers: true } },
    })
    assert.deepEqual(pool?.Policies?.PasswordPolicy, {
      MinimumLength: 8,
      RequireUppercase: false,
      RequireLowercase: false,
      RequireNumbers: true,
      RequireSymbols: false,
      TemporaryPasswordValidityDays: 7,
    })
  })

  for (const [name, settings] of [
    ['the password policy', { Policies: { PasswordPolicy: { TemporaryPasswordValidityDays: 3 } } }],
    ['AdminCreateUserConfig', { AdminCreateUserConfig: { UnusedAccountValidityDays: 3 } }],
  ] as const)
    it(`takes the life of temporary passwords from ${name} and shows it in both places`, async (t) => {
      const { client } = await openCognito(t)
      const { UserPool: pool } = await client.CreateUserPool({ PoolName: 'x', ...settings })
      assert.equal(pool?.Policies?.PasswordPolicy?.TemporaryPasswordValidityDays, 3)
      assert.equal(pool.AdminCreateUserConfig?.UnusedAccountValidityDays, 3)
    })

  it('shows a verification text under both of its names', async (t) => {
    const { client } = await openCognito(t)
    const { UserPool: pool } = await client.CreateUserPool({
      PoolName: 'x',
      EmailVerificationSubject: 'Hello',
      VerificationMessageTemplate: { EmailMessage: 'Use {####}' },
    })
    assert.equal(pool?.EmailVerificationMessage, 'Use {####}')
    assert.deepEqual(pool.VerificationMessageTemplate, {
      DefaultEmailOption: 'CONFIRM_WITH_CODE',
      EmailMessage: 'Use {####}',
      EmailSubject: 'Hello',
    })
  })

  it('takes what the CDK always writes', async (t) => {
    const { client } = await openCognito(t)
    const { UserPool: pool } = await client.CreateUserPool({
      PoolName: 'x',
      AccountRecoverySetting: {
        RecoveryMechanisms: [
          { Name: 'verified_phone_number', Priority: 1 },
          { Name: 'verified_email', Priority: 2 },
        ],
      },
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
      EmailVerificationMessage: 'The verification code to your new account is {####}',
      EmailVerificationSubject: 'Verify your new account',
      SmsVerificationMessage: 'The verification code to your new account is {####}',
      VerificationMessageTemplate: {
        DefaultEmailOption: 'CONFIRM_WITH_CODE',
        EmailMessage: 'The verification code to your new account is {####}',
        EmailSubject: 'Verify your new account',
        SmsMessage: 'The verification code to your new account is {####}',
      },
    })
    assert.equal(pool?.AccountRecoverySetting?.RecoveryMechanisms?.length, 2)
    assert.equal(pool.AdminCreateUserConfig?.AllowAdminCreateUserOnly, true)
  })

  const refusals: readonly (readonly [string, Settings, string])[] = [
    [
      'both kinds of sign-in attributes',
      { AliasAttributes: ['email'], UsernameAttributes: ['email'] },
      'Only one of the aliasAttributes or usernameAttributes can be set in a user pool.',
    ],
    [
      'a Lambda trigger that poolgate lacks',
      { LambdaConfig: { InboundFederation: { LambdaVersion: 'V1_0', LambdaArn: 'arn:aws:lambda:us-east-1:0:f:f' } } },
      'poolgate does not implement LambdaConfig.InboundFederation yet',
    ],
    [
      'verified phone numbers without SMS',
      { AutoVerifiedAttributes: ['phone_number'] },
      'SMS configuration is required when phone_number is selected for auto verification',
    ],
    [
      'MFA without SMS',
      { MfaConfiguration: 'OPTIONAL' },
      'SMS configuration and Auto verification for phone_number are required when MFA is required/optional',
    ],
    [
      'passkeys as the only first factor',
      { Policies: { SignInPolicy: { AllowedFirstAuthFactors: ['WEB_AUTHN'] } } },
      'WEB_AUTHN cannot be the only allowed first factor.',
    ],
    [
      'both lives of temporary passwords',
      {
        Policies: { PasswordPolicy: { TemporaryPasswordValidityDays: 7 } },
        AdminCreateUserConfig: { UnusedAccountValidityDays: 7 },
      },
      'Please use TemporaryPasswordValidityDays in PasswordPolicy instead of UnusedAccountValidityDays',
    ],
    [
      'verification before update of what is not verified',
      { UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate: ['email'] } },
      'All attributes in AttributesRequireVerificationBeforeUpdate must exist in AutoVerifiedAttributes',
    ],
    [
      'admin_only beside another mechanism',
      {
        AccountRecoverySetting: {
          RecoveryMechanisms: [
            { Name: 'admin_only', Priority: 1 },
            { Name: 'verified_email', Priority: 2 },
          ],
        },
      },
      'The recovery mechanism admin_only cannot be combined with others.',
    ],
    [
      'two recovery mechanisms of one priority',
      {
        AccountRecoverySetting: {
          RecoveryMechanisms: [
            { Name: 'verified_phone_number', Priority: 1 },
            { Name: 'verified_email', Priority: 1 },
          ],
        },
      },
      'Each recovery mechanism needs its own name and priority.',
    ],
    [
      'an own SES identity without its ARN',
      { EmailConfiguration: { EmailSendingAccount: 'DEVELOPER' } },
      'SourceArn is required when EmailSendingAccount is DEVELOPER.',
    ],
    [
      'more than 50 tags',
      { UserPoolTags: Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`t${index}`, ''])) },
      'A user pool can have at most 50 tags.',
    ],
    ['reserved tags', { UserPoolTags: { 'aws:x': '' } }, 'The tag key aws:x must not start with aws:'],
    [
      'a short minimum length',
      { Policies: { PasswordPolicy: { MinimumLength: 5 } } },
      "1 validation error detected: Value '5' at 'policies.passwordPolicy.minimumLength' failed to satisfy constraint: Member must have value greater than or equal to 6",
    ],
  ]
  for (const [what, settings, text] of refusals)
    it(`refuses ${what}`, async (t) => {
      const { client, store } = await openCognito(t)
      await assert.rejects(client.CreateUserPool({ PoolName: 'x', ...settings }), {
        code: 'InvalidParameterException',
        message: text,
      })
      assert.equal(await store.countPools('us-east-1'), 0)
    })

  for (const [tier, settings, feature] of [
    ['ESSENTIALS', { UserPoolAddOns: { AdvancedSecurityMode: 'ENFORCED' } }, 'Threat Protection'],
    [
      'LITE',
      { UserPoolTier: 'LITE', Policies: { SignInPolicy: { AllowedFirstAuthFactors: ['PASSWORD', 'EMAIL_OTP'] } } },
      'Passwordless Sign-In',
    ],
    ['LITE', { UserPoolTier: 'LITE', Policies: { PasswordPolicy: { PasswordHistorySize: 1 } } }, 'Password History'],
  ] satisfies [string, Settings, string][])
    it(`refuses ${feature} in the tier ${tier}`, async (t) => {
      const { client } = await openCognito(t)
      await assert.rejects(client.CreateUserPool({ PoolName: 'x', ...settings }), {
        code: 'FeatureUnavailableInTierException',
        message: `The following features need to be disabled for the ${tier} pricing tier configured: ${feature}`,
      })
    })

  it('stops at 1000 pools in a region', async (t) => {
    const { client, store } = await openCognito(t)
    store.countPools = async () => 1000
    await assert.rejects(client.CreateUserPool({ PoolName: 'x' }), {
      code: 'LimitExceededException',
      message: 'A region can have at most 1000 user pools.',
    })
  })
})
