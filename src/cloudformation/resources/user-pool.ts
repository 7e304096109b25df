import type {
  CreateUserPoolCommandInput,
  SetUserPoolMfaConfigCommandInput,
  UserVerificationType,
  WebAuthnFactorConfigurationType,
} from '@aws-sdk/client-cognito-identity-provider'
import { ApiError } from '../../wire/operation.ts'
import type { ResourceClients } from '../cloudformation.ts'
import { canonicalJson } from './canonical-json.ts'
import { allItems, type PhysicalResource, present, type ResourceType } from './resource-type.ts'

type Properties = Omit<CreateUserPoolCommandInput, 'PoolName'> & {
  readonly UserPoolName?: string
  readonly EnabledMfas?: readonly string[]
  readonly EmailAuthenticationMessage?: string
  readonly EmailAuthenticationSubject?: string
  readonly WebAuthnFactorConfiguration?: WebAuthnFactorConfigurationType
  readonly WebAuthnRelyingPartyID?: string
  readonly WebAuthnUserVerification?: UserVerificationType
}

const operationParameters = [
  'AccountRecoverySetting',
  'AdminCreateUserConfig',
  'AliasAttributes',
  'AutoVerifiedAttributes',
  'DeletionProtection',
  'DeviceConfiguration',
  'EmailAuthenticationMessage',
  'EmailAuthenticationSubject',
  'EmailConfiguration',
  'EmailVerificationMessage',
  'EmailVerificationSubject',
  'EnabledMfas',
  'LambdaConfig',
  'MfaConfiguration',
  'Policies',
  'Schema',
  'SmsAuthenticationMessage',
  'SmsConfiguration',
  'SmsVerificationMessage',
  'UserAttributeUpdateSettings',
  'UserPoolAddOns',
  'UserPoolTags',
  'UserPoolTier',
  'UsernameAttributes',
  'UsernameConfiguration',
  'VerificationMessageTemplate',
  'WebAuthnFactorConfiguration',
  'WebAuthnRelyingPartyID',
  'WebAuthnUserVerification',
]

async function describe({ physicalId }: PhysicalResource, clients: ResourceClients) {
  const { UserPool } = await clients.cognitoIdp.DescribeUserPool({ UserPoolId: physicalId })
  return present(UserPool, 'UserPool')
}

async function providerName(resource: PhysicalResource, clients: ResourceClients): Promise<string> {
  const { Arn } = await describe(resource, clients)
  return `cognito-idp.${present(Arn, 'Arn').split(':')[3]}.amazonaws.com/${resource.physicalId}`
}

/** What a pool is created with and keeps. */
const fixed = ['AliasAttributes', 'UsernameAttributes', 'UsernameConfiguration'] as const

type SchemaAttribute = NonNullable<Properties['Schema']>[number]

/** The texts are those of the user pool handler, as issues report them (aws-amplify/amplify-cli 4227, amplify-js 6459). */
async function checkPoolUpdate(
  resource: PhysicalResource,
  properties: Properties,
  before: Properties,
  clients: ResourceClients,
): Promise<void> {
  const changed = fixed.find((name) => sortedJson(properties[name]) !== sortedJson(before[name]))
  if (changed !== undefined)
    throw new ApiError('InvalidParameterException', `Updates are not allowed for property - ${changed}.`)
  const wanted = new Map((properties.Schema ?? []).map((attribute) => [attribute.Name, attribute]))
  const existing = new Map((before.Schema ?? []).map((attribute) => [attribute.Name, attribute]))
  const isKept = [...existing].every(
    ([name, attribute]) => canonicalJson(wanted.get(name)) === canonicalJson(attribute),
  )
  const added = [...wanted.values()].filter(({ Name }) => !existing.has(Name))
  const { SchemaAttributes = [] } = added.length > 0 ? await describe(resource, clients) : {}
  // What a failed update has added stays, and may be another than is wanted now.
  const isOther = (attribute: SchemaAttribute) =>
    SchemaAttributes.some((there) => there.Name === customName(attribute) && !isAsDeclared(there, attribute))
  if (!isKept || added.some((attribute) => isStandard(attribute) || isOther(attribute)))
    throw new ApiError('InvalidParameterException', 'Existing schema attributes cannot be modified or deleted.')
}

/** What a pool calls a custom attribute of a template. */
function customName({ Name = '', DeveloperOnlyAttribute }: SchemaAttribute): string {
  return `${DeveloperOnlyAttribute ? 'dev:' : ''}custom:${Name}`
}

/** Whether a pool's attribute is as the template declares it, as far as that says. */
function isAsDeclared(there: SchemaAttribute, declared: SchemaAttribute): boolean {
  const { Name, StringAttributeConstraints: text, NumberAttributeConstraints: number } = there
  const asDeclared = {
    ...there,
    ...declared,
    Name,
    ...(text && { StringAttributeConstraints: { ...text, ...declared.StringAttributeConstraints } }),
    ...(number && { NumberAttributeConstraints: { ...number, ...declared.NumberAttributeConstraints } }),
  }
  return canonicalJson(asDeclared) === canonicalJson(there)
}

/** Lists of names have no order. */
function sortedJson(value: unknown): string | undefined {
  return canonicalJson(Array.isArray(value) ? value.map(String).sort() : value)
}

/** Whether every pool has it from the beginning (developer guide, "Working with user attributes"). */
function isStandard({ Name = '' }: SchemaAttribute): boolean {
  return /^(address|birthdate|email|email_verified|family_name|gender|given_name|locale|middle_name|name|nickname|phone_number|phone_number_verified|picture|preferred_username|profile|sub|updated_at|website|zoneinfo)$/.test(
    Name,
  )
}

type MfaConfig = Omit<SetUserPoolMfaConfigCommandInput, 'UserPoolId'>

/** The passkeys of a pool; undefined when the template says nothing of them. */
function webAuthnConfig(properties: Properties): MfaConfig['WebAuthnConfiguration'] {
  const { WebAuthnFactorConfiguration, WebAuthnRelyingPartyID, WebAuthnUserVerification } = properties
  if ((WebAuthnFactorConfiguration ?? WebAuthnRelyingPartyID ?? WebAuthnUserVerification) === undefined)
    return undefined
  return {
    FactorConfiguration: WebAuthnFactorConfiguration,
    RelyingPartyId: WebAuthnRelyingPartyID,
    UserVerification: WebAuthnUserVerification,
  }
}

/**
 * What belongs to SetUserPoolMfaConfig; undefined when neither a factor nor passkeys are named, and CreateUserPool has its
 * say on the mode.
 */
function mfaConfig(properties: Properties): MfaConfig | undefined {
  const { EnabledMfas: factors = [], MfaConfiguration, SmsConfiguration, SmsAuthenticationMessage } = properties
  const { EmailAuthenticationMessage: Message, EmailAuthenticationSubject: Subject } = properties
  const unknown = factors.find((factor) => !['SOFTWARE_TOKEN_MFA', 'SMS_MFA', 'EMAIL_OTP'].includes(factor))
  if (unknown !== undefined) throw new ApiError('InvalidParameterException', `EnabledMfas has no value ${unknown}.`)
  if ((Message ?? Subject) !== undefined && !factors.includes('EMAIL_OTP'))
    throw new ApiError(
      'InvalidParameterException',
      `${Message === undefined ? 'EmailAuthenticationSubject' : 'EmailAuthenticationMessage'} needs EMAIL_OTP in EnabledMfas.`,
    )
  const WebAuthnConfiguration = webAuthnConfig(properties)
  if (factors.length === 0) return WebAuthnConfiguration && { ...textMessages(properties), WebAuthnConfiguration }
  return {
    MfaConfiguration,
    WebAuthnConfiguration,
    ...(factors.includes('SOFTWARE_TOKEN_MFA') && { SoftwareTokenMfaConfiguration: { Enabled: true } }),
    ...(factors.includes('SMS_MFA') && { SmsMfaConfiguration: { SmsConfiguration, SmsAuthenticationMessage } }),
    ...(factors.includes('EMAIL_OTP') && { EmailMfaConfiguration: { Message, Subject } }),
  }
}

/** The MFA that CreateUserPool makes of a mode and no factor but an SmsConfiguration, as SetUserPoolMfaConfig names it. */
function textMessages({ MfaConfiguration, SmsConfiguration, SmsAuthenticationMessage }: Properties): MfaConfig {
  if (MfaConfiguration === undefined || MfaConfiguration === 'OFF') return {}
  const SmsMfaConfiguration = SmsConfiguration && { SmsConfiguration, SmsAuthenticationMessage }
  return { MfaConfiguration, ...(SmsMfaConfiguration && { SmsMfaConfiguration }) }
}

/** The properties but for those that belong to SetUserPoolMfaConfig alone. */
function withoutMfa(properties: Properties) {
  const {
    EnabledMfas: _mfas,
    EmailAuthenticationMessage: _message,
    EmailAuthenticationSubject: _subject,
    WebAuthnFactorConfiguration: _factor,
    WebAuthnRelyingPartyID: _relyingParty,
    WebAuthnUserVerification: _verification,
    ...settings
  } = properties
  return settings
}

async function createPool(properties: Properties, { cognitoIdp }: ResourceClients): Promise<string> {
  const mfa = mfaConfig(properties)
  const { UserPoolName, MfaConfiguration, ...settings } = withoutMfa(properties)
  const mode = mfa ? {} : { MfaConfiguration }
  const { UserPool } = await cognitoIdp.CreateUserPool({ ...settings, ...mode, PoolName: UserPoolName })
  const UserPoolId = present(UserPool?.Id, 'UserPool.Id')
  if (!mfa) return UserPoolId
  try {
    await cognitoIdp.SetUserPoolMfaConfig({ UserPoolId, ...mfa })
  } catch (error) {
    // A refused create leaves nothing behind.
    await cognitoIdp.UpdateUserPool({ UserPoolId, DeletionProtection: 'INACTIVE' })
    await cognitoIdp.DeleteUserPool({ UserPoolId })
    throw error
  }
  return UserPoolId
}

/**
 * Whatever UpdateUserPool is not given goes back to its default, as a property does that the template has no more.
 * Attributes are only ever added: one that a failed update has added stays, and is found again by the next.
 */
async function updatePool(
  { physicalId, place }: PhysicalResource,
  properties: Properties,
  before: Properties,
  clients: ResourceClients,
): Promise<void> {
  const { cognitoIdp } = clients
  // Passkeys that the template has no more are taken away by the operation that gave them.
  const mfa = mfaConfig(properties) ?? (webAuthnConfig(before) && textMessages(properties))
  const {
    UserPoolName,
    Schema = [],
    AliasAttributes: _alias,
    UsernameAttributes: _names,
    UsernameConfiguration: _cases,
    ...settings
  } = withoutMfa(properties)
  // Tags and the tier stay that nothing is said of.
  const { UserPoolTags = {}, UserPoolTier = before.UserPoolTier && 'ESSENTIALS' } = settings
  const update = (more: Properties) =>
    cognitoIdp.UpdateUserPool({
      ...settings,
      ...more,
      UserPoolTags,
      UserPoolTier,
      UserPoolId: physicalId,
      PoolName: UserPoolName,
    })
  const { EnabledMfas: factors = [], MfaConfiguration, SmsConfiguration } = before
  // MFA is on all the time, as UpdateUserPool keeps a factor that is there. Text messages are one while they can be sent.
  const sms = SmsConfiguration && { SmsConfiguration: settings.SmsConfiguration ?? SmsConfiguration }
  // Mail as a factor needs an account of its own first.
  if (mfa?.EmailMfaConfiguration && !factors.includes('EMAIL_OTP'))
    await update({ ...sms, MfaConfiguration: mfaConfig(before) && MfaConfiguration })
  if (mfa) {
    const isOn = mfa.MfaConfiguration !== undefined && mfa.MfaConfiguration !== 'OFF'
    const kept = sms && isOn && { SmsMfaConfiguration: {} }
    await cognitoIdp.SetUserPoolMfaConfig({ UserPoolId: physicalId, ...kept, ...mfa })
  }
  await update({})
  const { SchemaAttributes = [] } = await describe({ physicalId, place }, clients)
  const present = new Set(SchemaAttributes.map(({ Name = '' }) => Name))
  const missing = Schema.filter((listed) => !present.has(listed.Name ?? '') && !present.has(customName(listed)))
  if (missing.length > 0)
    await clients.cognitoIdp.AddCustomAttributes({ UserPoolId: physicalId, CustomAttributes: missing })
}

export const userPool: ResourceType<Properties> = {
  type: 'AWS::Cognito::UserPool',
  service: 'CognitoIdentityProvider',
  passed: [...operationParameters, 'UserPoolName'],
  refused: {},
  named: 'UserPoolName',
  tagged: 'UserPoolTags',
  attributes: {
    Arn: async (resource, clients) => present((await describe(resource, clients)).Arn, 'Arn'),
    ProviderName: providerName,
    ProviderURL: async (resource, clients) => `https://${await providerName(resource, clients)}`,
    UserPoolId: async ({ physicalId }) => physicalId,
  },
  place: ({ UserPoolName = '' }) => ({ UserPoolName }),
  create: createPool,
  checkUpdate: checkPoolUpdate,
  update: updatePool,
  async delete({ physicalId }, { cognitoIdp }) {
    await cognitoIdp.DeleteUserPool({ UserPoolId: physicalId })
  },
  async findLookalikes({ UserPoolName }, { cognitoIdp }) {
    const pools = await allItems(async (token) => {
      const { UserPools, NextToken } = await cognitoIdp.ListUserPools({
        MaxResults: 60,
        ...(token && { NextToken: token }),
      })
      return { items: UserPools, next: NextToken }
    })
    return pools.filter(({ Name }) => Name === UserPoolName).map(({ Id }) => present(Id, 'Id'))
  },
}
