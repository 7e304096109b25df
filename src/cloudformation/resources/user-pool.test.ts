import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  openCloudFormation,
  type OpenedCloudFormation,
  openStack,
  snapshotOf,
} from '../../../test/support/cloudformation.ts'

const StackName = 'shop'
const template = (properties: string): string => `
Resources: { Pool: { Type: AWS::Cognito::UserPool, Properties: { UserPoolName: shop, ${properties} } } }
Outputs: { Pool: { Value: !Ref Pool } }
`
const softwareToken = { SoftwareTokenMfaConfiguration: { Enabled: true } }

describe('a stack with a pool that has MFA', () => {
  it('sets its factors and mode, changes them in place and takes them away', async (t) => {
    const { client, cognito } = await openCloudFormation(t)
    const authenticator = template('MfaConfiguration: OPTIONAL, EnabledMfas: [SOFTWARE_TOKEN_MFA]')
    await client.CreateStack({ StackName, TemplateBody: authenticator })
    const { Stacks = [] } = await client.DescribeStacks({ StackName })
    const UserPoolId = Stacks[0]?.Outputs?.[0]?.OutputValue
    const config = () => cognito.GetUserPoolMfaConfig({ UserPoolId })
    assert.deepEqual(await config(), { MfaConfiguration: 'OPTIONAL', ...softwareToken })
    await client.UpdateStack({ StackName, TemplateBody: authenticator.replace('OPTIONAL', 'ON') })
    assert.deepEqual(await config(), { MfaConfiguration: 'ON', ...softwareToken })
    await client.UpdateStack({ StackName, TemplateBody: template('EnabledMfas: []') })
    assert.deepEqual(await config(), { MfaConfiguration: 'OFF' })
  })

  it('keeps MFA on while anything else of the pool changes', async (t) => {
    const { client, cognito } = await openCloudFormation(t)
    const mfa = 'MfaConfiguration: ON, EnabledMfas: [SOFTWARE_TOKEN_MFA]'
    await client.CreateStack({ StackName, TemplateBody: template(mfa) })
    await client.UpdateStack({ StackName, TemplateBody: template(`${mfa}, AutoVerifiedAttributes: [email]`) })
    const { Stacks = [] } = await client.DescribeStacks({ StackName })
    assert.equal(Stacks[0]?.StackStatus, 'UPDATE_COMPLETE')
    const UserPoolId = Stacks[0].Outputs?.[0]?.OutputValue
    assert.deepEqual(await cognito.GetUserPoolMfaConfig({ UserPoolId }), { MfaConfiguration: 'ON', ...softwareToken })
  })

  it('configures passkeys, whatever its MFA is, and takes them away with the properties', async (t) => {
    const { client, cognito } = await openCloudFormation(t)
    const passkeys =
      'WebAuthnRelyingPartyID: shop.example, WebAuthnUserVerification: required, ' +
      'WebAuthnFactorConfiguration: SINGLE_FACTOR'
    const sms = 'MfaConfiguration: ON, SmsConfiguration: {SnsCallerArn: "arn:aws:iam::123456789012:role/sms"}'
    await client.CreateStack({ StackName, TemplateBody: template(passkeys) })
    const { Stacks = [] } = await client.DescribeStacks({ StackName })
    const UserPoolId = Stacks[0]?.Outputs?.[0]?.OutputValue
    const config = () => cognito.GetUserPoolMfaConfig({ UserPoolId })
    const WebAuthnConfiguration = {
      RelyingPartyId: 'shop.example',
      UserVerification: 'required',
      FactorConfiguration: 'SINGLE_FACTOR',
    }
    assert.deepEqual(await config(), { MfaConfiguration: 'OFF', WebAuthnConfiguration })
    await client.UpdateStack({ StackName, TemplateBody: template(`${passkeys}, ${sms}`) })
    const { MfaConfiguration, SmsMfaConfiguration, ...rest } = await config()
    assert.equal(MfaConfiguration, 'ON')
    assert.ok(SmsMfaConfiguration)
    assert.deepEqual(rest, { WebAuthnConfiguration })
    await client.UpdateStack({ StackName, TemplateBody: template(sms) })
    assert.deepEqual(await config(), { MfaConfiguration, SmsMfaConfiguration })
    await client.UpdateStack({ StackName, TemplateBody: template(`${passkeys}, MfaConfiguration: OFF`) })
    assert.deepEqual(await config(), { MfaConfiguration: 'OFF', WebAuthnConfiguration })
  })

  it('has mail and text messages as factors, and changes between them while MFA is on', async (t) => {
    const { client, cognito } = await openCloudFormation(t)
    const mail =
      'EnabledMfas: [EMAIL_OTP], EmailAuthenticationMessage: "Mail {####}", EmailAuthenticationSubject: Code, ' +
      'EmailConfiguration: {EmailSendingAccount: DEVELOPER, SourceArn: "arn:aws:ses:us-east-1:123456789012:identity/x.y"}'
    const text =
      'EnabledMfas: [SMS_MFA], SmsAuthenticationMessage: "Text {####}", ' +
      'SmsConfiguration: {SnsCallerArn: "arn:aws:iam::123456789012:role/sms"}'
    const on = (factors: string) => template(`MfaConfiguration: ON, ${factors}`)
    await client.CreateStack({ StackName, TemplateBody: on(mail) })
    const { Stacks = [] } = await client.DescribeStacks({ StackName })
    const UserPoolId = Stacks[0]?.Outputs?.[0]?.OutputValue
    const config = () => cognito.GetUserPoolMfaConfig({ UserPoolId })
    const byMail = {
      MfaConfiguration: 'ON',
      EmailMfaConfiguration: { Message: 'Mail {####}', Subject: 'Code' },
    }
    assert.deepEqual(await config(), byMail)
    await client.UpdateStack({ StackName, TemplateBody: on(text) })
    assert.deepEqual(await config(), {
      MfaConfiguration: 'ON',
      SmsMfaConfiguration: {
        SmsConfiguration: { SnsCallerArn: 'arn:aws:iam::123456789012:role/sms' },
        SmsAuthenticationMessage: 'Text {####}',
      },
    })
    await client.UpdateStack({ StackName, TemplateBody: on(mail) })
    assert.deepEqual(await config(), byMail)
  })

  it('takes one-time passwords as first factors, and numbers to verify', async (t) => {
    const { client, cognito } = await openCloudFormation(t)
    const properties =
      'Policies: {SignInPolicy: {AllowedFirstAuthFactors: [PASSWORD, SMS_OTP]}}, AutoVerifiedAttributes: [phone_number], ' +
      'SmsConfiguration: {SnsCallerArn: "arn:aws:iam::123456789012:role/sms"}'
    await client.CreateStack({ StackName, TemplateBody: template(properties) })
    const { Stacks = [] } = await client.DescribeStacks({ StackName })
    const { UserPool } = await cognito.DescribeUserPool({ UserPoolId: Stacks[0]?.Outputs?.[0]?.OutputValue })
    assert.deepEqual(UserPool?.Policies?.SignInPolicy, { AllowedFirstAuthFactors: ['PASSWORD', 'SMS_OTP'] })
    assert.deepEqual(UserPool.AutoVerifiedAttributes, ['phone_number'])
  })

  it('leaves no pool behind when the factors are refused', async (t) => {
    const { client, cognito } = await openCloudFormation(t)
    const refusals: [string, RegExp][] = [
      ['MfaConfiguration: ON, EnabledMfas: [SMS_MFA]', /SMS configuration and Auto verification for phone_number/],
      ['MfaConfiguration: ON, EnabledMfas: [EMAIL_OTP]', /Email MFA needs an EmailConfiguration/],
      ['EmailAuthenticationMessage: "{####}!!"', /EmailAuthenticationMessage needs EMAIL_OTP in EnabledMfas/],
      ['MfaConfiguration: ON, EnabledMfas: [PIGEON]', /EnabledMfas has no value PIGEON/],
      ['EnabledMfas: [SOFTWARE_TOKEN_MFA], DeletionProtection: ACTIVE', /can't turn off MFA and configure an MFA/],
      ['MfaConfiguration: ON', /SMS configuration and Auto verification for phone_number are required/],
    ]
    for (const [index, [properties, reason]] of refusals.entries()) {
      const name = `${StackName}-${index}`
      await client.CreateStack({ StackName: name, TemplateBody: template(properties) })
      const { StackEvents = [] } = await client.DescribeStackEvents({ StackName: name })
      assert.ok(StackEvents.some(({ ResourceStatusReason }) => reason.test(ResourceStatusReason ?? '')))
    }
    assert.deepEqual((await cognito.ListUserPools({ MaxResults: 60 })).UserPools, [])
  })
})

describe('the attributes of a pool', () => {
  const poolOf = async ({ cognito }: OpenedCloudFormation, UserPoolId: string | undefined) =>
    (await cognito.DescribeUserPool({ UserPoolId })).UserPool ?? assert.fail()
  const withSchema = (schema: string, more = '') =>
    `Resources: { Pool: { Type: AWS::Cognito::UserPool, Properties: { Schema: [${schema}]${more} } } }`
  const attribute = (name: string) => `{ Name: ${name}, AttributeDataType: String, Mutable: true }`

  it('can be added to', async (t) => {
    const { update, opened, idOf } = await openStack(t, withSchema(attribute('a')))
    await update(withSchema(`${attribute('a')}, ${attribute('b')}`))
    const { SchemaAttributes = [] } = await poolOf(opened, await idOf('Pool'))
    assert.deepEqual(
      SchemaAttributes.map(({ Name = '' }) => Name).filter((name) => name.startsWith('custom:')),
      ['custom:a', 'custom:b'],
    )
  })

  it('can be for developers only, and are not added twice', async (t) => {
    const { update, status, opened, idOf } = await openStack(t, withSchema(attribute('a')))
    const both = `${attribute('a')}, ${attribute('b').replace('{', '{ DeveloperOnlyAttribute: true,')}`
    await update(withSchema(both))
    await update(withSchema(both, ', MfaConfiguration: "OFF"'))
    assert.equal(await status(), 'UPDATE_COMPLETE')
    const { SchemaAttributes = [] } = await poolOf(opened, await idOf('Pool'))
    assert.deepEqual(
      SchemaAttributes.map(({ Name = '' }) => Name).filter((name) => name.includes(':')),
      ['custom:a', 'dev:custom:b'],
    )
  })

  it('cannot be taken away or changed, nor can what users sign in with', async (t) => {
    for (const [changed, text] of [
      [withSchema(attribute('b')), 'Existing schema attributes cannot be modified or deleted.'],
      [
        withSchema(attribute('a').replace('true', 'false')),
        'Existing schema attributes cannot be modified or deleted.',
      ],
      [
        withSchema(attribute('a'), ', UsernameAttributes: [email]'),
        'Updates are not allowed for property - UsernameAttributes.',
      ],
    ] as const) {
      const { update, status, opened, idOf } = await openStack(t, withSchema(attribute('a')))
      const before = await snapshotOf(opened)
      const events = await update(changed)
      assert.ok(
        events.some((event) => event.startsWith(`Pool UPDATE_FAILED Resource handler returned message: "${text}`)),
      )
      assert.equal(await status(), 'UPDATE_ROLLBACK_COMPLETE')
      assert.deepEqual(await snapshotOf(opened), before)
      assert.ok(await idOf('Pool'))
    }
  })

  it('that a failed update has added are there already when the next adds them', async (t) => {
    const api = 'Api: { Type: AWS::ApiGatewayV2::Api, DependsOn: Pool, Properties: { ProtocolType: HTTP, Name: '
    const { update, status, opened, idOf } = await openStack(t, withSchema(attribute('a')))
    const both = withSchema(`${attribute('a')}, ${attribute('b')}`)
    const bad = both.replace(/ \}$/, `, ${api}x, RouteKey: GET / } } }`)
    assert.ok(
      (await update(bad)).includes(
        'shop UPDATE_ROLLBACK_IN_PROGRESS The following resource(s) failed to create: [Api]. ',
      ),
    )
    assert.equal(await status(), 'UPDATE_ROLLBACK_COMPLETE')
    await update(both)
    assert.equal(await status(), 'UPDATE_COMPLETE')
    const { SchemaAttributes = [] } = await poolOf(opened, await idOf('Pool'))
    assert.equal(SchemaAttributes.filter(({ Name = '' }) => Name.startsWith('custom:')).length, 2)
  })

  it('that a failed update has added are not taken for others of their name', async (t) => {
    const { update, status } = await openStack(t, withSchema(attribute('a')))
    const number = `${attribute('a')}, { Name: b, AttributeDataType: Number, NumberAttributeConstraints: { MinValue: '1' } }`
    const api = 'Api: { Type: AWS::ApiGatewayV2::Api, DependsOn: Pool, Properties: { ProtocolType: HTTP, Name: '
    await update(withSchema(number).replace(/ \}$/, `, ${api}x, RouteKey: GET / } } }`))
    for (const other of [
      `${attribute('a')}, ${attribute('b')}`,
      number.replace("'1'", "'2'"),
      number.replace('Number,', 'Number, Mutable: true,'),
    ]) {
      const events = await update(withSchema(other))
      const text = 'Existing schema attributes cannot be modified or deleted.'
      assert.ok(
        events.some((event) => event.includes(text)),
        other,
      )
      assert.equal(await status(), 'UPDATE_ROLLBACK_COMPLETE')
    }
    await update(withSchema(number))
    assert.equal(await status(), 'UPDATE_COMPLETE')
  })
})
