import type { Fails } from '../../wire/operation.ts'
import type { Cognito } from '../cognito.ts'
import { createSchema, findSchemaAttribute } from './attribute-schema.ts'
import { readMessageTemplates } from '../messages/message-templates.ts'
import { defaultPasswordPolicy } from './password-policy.ts'
import { checkPoolMfa, readMfaConfiguration } from '../mfa/pool-mfa.ts'
import { checkPoolFeatures } from './pool-features.ts'
import type { Input } from '../service.ts'
import type { PoolSettings } from '../store.ts'
import { readLambdaConfig } from '../triggers/lambda-config.ts'

type Refuses = Fails<'InvalidParameterException' | 'FeatureUnavailableInTierException'>

/** What CreateUserPool and UpdateUserPool have in common. */
export type PoolInput = Omit<Input<'UpdateUserPool'>, 'UserPoolId'>

/** What is decided once, when the pool is created. */
export type FixedPoolSettings = Pick<
  PoolSettings,
  'AliasAttributes' | 'UsernameAttributes' | 'UsernameConfiguration' | 'SchemaAttributes'
>

/** Reads what only CreateUserPool takes. */
export function readFixedSettings(context: Refuses, input: Input<'CreateUserPool'>): FixedPoolSettings {
  const { AliasAttributes: aliases = [], UsernameAttributes: usernames, UsernameConfiguration: configuration } = input
  if (aliases.length > 0 && usernames && usernames.length > 0)
    context.fail(
      'InvalidParameterException',
      'Only one of the aliasAttributes or usernameAttributes can be set in a user pool.',
    )
  const schema = createSchema(context, input.Schema ?? [])
  if (aliases.includes('preferred_username') && findSchemaAttribute(schema, 'preferred_username')?.Required)
    context.fail('InvalidParameterException', 'preferred_username can be required or an alias, but not both.')
  return {
    SchemaAttributes: schema,
    ...(aliases.length > 0 && { AliasAttributes: unique(aliases) }),
    ...(usernames && { UsernameAttributes: unique(usernames) }),
    ...(configuration && { UsernameConfiguration: configuration }),
  }
}

function fixedSettingsOf(settings: FixedPoolSettings): FixedPoolSettings {
  const { AliasAttributes, SchemaAttributes, UsernameAttributes, UsernameConfiguration } = settings
  return {
    ...(AliasAttributes && { AliasAttributes }),
    ...(SchemaAttributes && { SchemaAttributes }),
    ...(UsernameAttributes && { UsernameAttributes }),
    ...(UsernameConfiguration && { UsernameConfiguration }),
  }
}

/**
 * Reads what both operations take; `kept` is what the pool was created with. Whatever is omitted has its default, on an update too (AWS API reference,
 * UpdateUserPool: "If you don't provide a value for an attribute, Amazon Cognito sets it to its default value");
 * only the tier stays.
 */
export function readPoolSettings(
  context: Refuses & Pick<Cognito, 'functions'>,
  input: PoolInput,
  kept: FixedPoolSettings &
    Pick<
      PoolSettings,
      'UserPoolTier' | 'SoftwareTokenMfaConfiguration' | 'EmailMfaConfiguration' | 'WebAuthnConfiguration'
    >,
): PoolSettings {
  const settings = { ...input, UserPoolTier: input.UserPoolTier ?? kept.UserPoolTier ?? 'ESSENTIALS' }
  checkPoolFeatures(context, settings)
  const autoVerified = input.AutoVerifiedAttributes && unique(input.AutoVerifiedAttributes)
  const made: PoolSettings = {
    ...fixedSettingsOf(kept),
    UserPoolTier: settings.UserPoolTier,
    Policies: readPolicies(context, settings),
    DeletionProtection: input.DeletionProtection ?? 'INACTIVE',
    LambdaConfig: readLambdaConfig(context, input.LambdaConfig),
    ...(autoVerified && { AutoVerifiedAttributes: autoVerified }),
    ...readMessageTemplates(input),
    ...readMfaConfiguration(context, input.MfaConfiguration, input.SmsConfiguration, kept),
    ...(kept.WebAuthnConfiguration && { WebAuthnConfiguration: kept.WebAuthnConfiguration }),
    ...(input.SmsConfiguration && { SmsConfiguration: input.SmsConfiguration }),
    EmailConfiguration: readEmailConfiguration(context, input.EmailConfiguration),
    AdminCreateUserConfig: readAdminCreateUserConfig(input),
    ...readDeviceConfiguration(input.DeviceConfiguration),
    ...(input.UserPoolAddOns && { UserPoolAddOns: input.UserPoolAddOns }),
    ...readAccountRecovery(context, input.AccountRecoverySetting),
    ...readUpdateSettings(context, input.UserAttributeUpdateSettings, autoVerified ?? []),
  }
  checkPoolMfa(context, made)
  return made
}

/** Inside a given PasswordPolicy an omitted requirement is off; only an omitted policy has the strict default. */
function readPolicies(context: Refuses, input: PoolInput): NonNullable<PoolSettings['Policies']> {
  const given = input.Policies?.PasswordPolicy
  const factors = input.Policies?.SignInPolicy?.AllowedFirstAuthFactors ?? ['PASSWORD']
  const unusedDays = input.AdminCreateUserConfig?.UnusedAccountValidityDays
  if (given?.TemporaryPasswordValidityDays !== undefined && unusedDays !== undefined)
    context.fail(
      'InvalidParameterException',
      'Please use TemporaryPasswordValidityDays in PasswordPolicy instead of UnusedAccountValidityDays',
    )
  const policy = given
    ? {
        MinimumLength: given.MinimumLength ?? defaultPasswordPolicy.MinimumLength,
        RequireUppercase: given.RequireUppercase ?? false,
        RequireLowercase: given.RequireLowercase ?? false,
        RequireNumbers: given.RequireNumbers ?? false,
        RequireSymbols: given.RequireSymbols ?? false,
        ...(given.PasswordHistorySize !== undefined && { PasswordHistorySize: given.PasswordHistorySize }),
      }
    : defaultPasswordPolicy
  return {
    PasswordPolicy: { ...policy, TemporaryPasswordValidityDays: temporaryPasswordDays(input) },
    ...(input.UserPoolTier !== 'LITE' && { SignInPolicy: { AllowedFirstAuthFactors: unique(factors) } }),
  }
}

/** Two parameters name the same lifetime, the second being the older one; 0 means the default. */
function temporaryPasswordDays(input: PoolInput): number {
  const days =
    input.Policies?.PasswordPolicy?.TemporaryPasswordValidityDays ??
    input.AdminCreateUserConfig?.UnusedAccountValidityDays
  return days || defaultPasswordPolicy.TemporaryPasswordValidityDays
}

function readAdminCreateUserConfig(input: PoolInput): NonNullable<PoolSettings['AdminCreateUserConfig']> {
  const { AllowAdminCreateUserOnly: adminOnly = false, InviteMessageTemplate: invitation } =
    input.AdminCreateUserConfig ?? {}
  return {
    AllowAdminCreateUserOnly: adminOnly,
    UnusedAccountValidityDays: temporaryPasswordDays(input),
    ...(invitation && { InviteMessageTemplate: invitation }),
  }
}

function readEmailConfiguration(
  context: Refuses,
  given: PoolInput['EmailConfiguration'] = {},
): NonNullable<PoolSettings['EmailConfiguration']> {
  if (given.EmailSendingAccount === 'DEVELOPER' && given.SourceArn === undefined)
    context.fail('InvalidParameterException', 'SourceArn is required when EmailSendingAccount is DEVELOPER.')
  return { EmailSendingAccount: 'COGNITO_DEFAULT', ...given }
}

/** Any member switches it on (AWS API reference, DeviceConfigurationType); the other one is false then. */
function readDeviceConfiguration(
  given: PoolInput['DeviceConfiguration'] = {},
): Pick<PoolSettings, 'DeviceConfiguration'> {
  const { ChallengeRequiredOnNewDevice: replacesFactor, DeviceOnlyRememberedOnUserPrompt: isOptIn } = given
  if (replacesFactor === undefined && isOptIn === undefined) return {}
  return {
    DeviceConfiguration: {
      ChallengeRequiredOnNewDevice: replacesFactor ?? false,
      DeviceOnlyRememberedOnUserPrompt: isOptIn ?? false,
    },
  }
}

function readAccountRecovery(
  context: Refuses,
  given: PoolInput['AccountRecoverySetting'],
): Pick<PoolSettings, 'AccountRecoverySetting'> {
  const mechanisms = given?.RecoveryMechanisms
  if (!given || !mechanisms) return {}
  const names = unique(mechanisms.map(({ Name }) => Name))
  const priorities = unique(mechanisms.map(({ Priority }) => Priority))
  if (names.length < mechanisms.length || priorities.length < mechanisms.length)
    context.fail('InvalidParameterException', 'Each recovery mechanism needs its own name and priority.')
  if (names.includes('admin_only') && names.length > 1)
    context.fail('InvalidParameterException', 'The recovery mechanism admin_only cannot be combined with others.')
  return { AccountRecoverySetting: given }
}

function readUpdateSettings(
  context: Refuses,
  given: PoolInput['UserAttributeUpdateSettings'],
  autoVerified: readonly string[],
): Pick<PoolSettings, 'UserAttributeUpdateSettings'> {
  const verifiedFirst = given?.AttributesRequireVerificationBeforeUpdate ?? []
  if (!verifiedFirst.every((attribute) => autoVerified.includes(attribute)))
    context.fail(
      'InvalidParameterException',
      'All attributes in AttributesRequireVerificationBeforeUpdate must exist in AutoVerifiedAttributes',
    )
  return given ? { UserAttributeUpdateSettings: given } : {}
}

function unique<Item>(items: readonly Item[]): Item[] {
  return [...new Set(items)]
}
