import { png } from './images.ts'
import { of, type TypeSamples } from './type-samples.ts'

const Pool = { Type: 'AWS::Cognito::UserPool' }
const Client = { Type: 'AWS::Cognito::UserPoolClient', Properties: { UserPoolId: { Ref: 'Pool' } } }
const UserPoolId = { Ref: 'Pool' }
const Group = { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: 'events' } }
const Certificate = { Type: 'AWS::CertificateManager::Certificate', Properties: { DomainName: 'a.example.com' } }
const certificateArn = 'arn:aws:acm:us-east-1:000000000000:certificate/00000000-0000-0000-0000-000000000000'
const function_ = 'arn:aws:lambda:us-east-1:000000000000:function:f'
const smsRole = { ExternalId: 'x', SnsCallerArn: 'arn:aws:iam::000000000000:role/sms' }
const tags = { team: 'a' }

export const cognitoSamples: Readonly<Record<string, TypeSamples>> = {
  'AWS::Cognito::LogDeliveryConfiguration': {
    others: { Pool, Group },
    base: { UserPoolId },
    samples: {
      LogConfigurations: of([
        {
          EventSource: 'userNotification',
          LogLevel: 'ERROR',
          CloudWatchLogsConfiguration: { LogGroupArn: 'arn:aws:logs:us-east-1:000000000000:log-group:events' },
        },
      ]),
    },
    read: ({ cognito }, id) => cognito.GetLogDeliveryConfiguration({ UserPoolId: id }),
  },
  'AWS::Cognito::ManagedLoginBranding': {
    others: { Pool, Client },
    base: { UserPoolId, ClientId: { Ref: 'Client' }, Settings: { components: { form: { borderRadius: 8 } } } },
    samples: {
      Assets: of([{ Category: 'FORM_LOGO', ColorMode: 'LIGHT', Extension: 'PNG', Bytes: png.toString('base64') }]),
      UseCognitoProvidedValues: of(false),
    },
    read: async ({ cognito }, _id, idOf) => {
      const place = { UserPoolId: idOf('Pool'), ClientId: idOf('Client') }
      return (await cognito.DescribeManagedLoginBrandingByClient(place)).ManagedLoginBranding
    },
  },
  'AWS::Cognito::Terms': {
    others: { Pool, Client },
    base: {
      UserPoolId,
      ClientId: { Ref: 'Client' },
      TermsName: 'terms-of-use',
      TermsSource: 'LINK',
      Enforcement: 'NONE',
      Links: { 'cognito:default': 'https://example.com/terms' },
    },
    samples: {},
    read: async () => ({}),
  },
  'AWS::Cognito::UserPool': {
    base: {},
    samples: {
      AccountRecoverySetting: of({ RecoveryMechanisms: [{ Name: 'verified_email', Priority: 1 }] }),
      AdminCreateUserConfig: of({ AllowAdminCreateUserOnly: true }),
      AliasAttributes: of(['email']),
      AutoVerifiedAttributes: of(['email']),
      DeletionProtection: of('ACTIVE'),
      DeviceConfiguration: of({ ChallengeRequiredOnNewDevice: true }),
      EmailConfiguration: of({ EmailSendingAccount: 'COGNITO_DEFAULT', ReplyToEmailAddress: 'a@example.com' }),
      EmailVerificationMessage: of('it is {####}'),
      EmailVerificationSubject: of('one'),
      EnabledMfas: of(['SOFTWARE_TOKEN_MFA'], {}, { MfaConfiguration: 'OPTIONAL' }),
      Policies: of({ PasswordPolicy: { MinimumLength: 12 } }),
      Schema: of([{ Name: 'a', AttributeDataType: 'String', Mutable: true }]),
      SmsAuthenticationMessage: of('it is {####}'),
      SmsConfiguration: of(smsRole),
      SmsVerificationMessage: of('it is {####}'),
      UserAttributeUpdateSettings: of(
        { AttributesRequireVerificationBeforeUpdate: ['email'] },
        {
          AutoVerifiedAttributes: ['email'],
        },
      ),
      UserPoolAddOns: of({ AdvancedSecurityMode: 'AUDIT' }, { UserPoolTier: 'PLUS' }),
      UserPoolName: of('users'),
      UserPoolTags: of(tags),
      UserPoolTier: of('PLUS'),
      UsernameAttributes: of(['email']),
      UsernameConfiguration: of({ CaseSensitive: false }),
      VerificationMessageTemplate: of({ DefaultEmailOption: 'CONFIRM_WITH_CODE', EmailSubject: 'two' }),
      WebAuthnRelyingPartyID: of('login.example.com'),
      WebAuthnUserVerification: of('required', { WebAuthnRelyingPartyID: 'login.example.com' }),
      WebAuthnFactorConfiguration: of('SINGLE_FACTOR', { WebAuthnRelyingPartyID: 'login.example.com' }),
    },
    refused: {
      EmailAuthenticationMessage: ['it is {####}', /needs EMAIL_OTP in EnabledMfas/],
      EmailAuthenticationSubject: ['one', /needs EMAIL_OTP in EnabledMfas/],
      LambdaConfig: [{ PreSignUp: function_ }, /./],
      MfaConfiguration: ['ON', /./],
    },
    failing: {
      AliasAttributes: 'Updates are not allowed for property - AliasAttributes.',
      Schema: 'Existing schema attributes cannot be modified or deleted.',
      UsernameAttributes: 'Updates are not allowed for property - UsernameAttributes.',
      UsernameConfiguration: 'Updates are not allowed for property - UsernameConfiguration.',
    },
    read: async ({ cognito }, id) => {
      const {
        LastModifiedDate: _at,
        Name,
        ...pool
      } = (await cognito.DescribeUserPool({ UserPoolId: id })).UserPool ?? {}
      return {
        pool,
        name: Name?.replace(/[0-9A-Z]{12}$/, ''),
        mfa: await cognito.GetUserPoolMfaConfig({ UserPoolId: id }),
      }
    },
  },
  'AWS::Cognito::UserPoolClient': {
    others: { Pool },
    base: { UserPoolId, ClientName: 'it' },
    samples: {
      AccessTokenValidity: of(2),
      AllowedOAuthFlows: of(
        ['code'],
        { CallbackURLs: ['https://a.example/'], SupportedIdentityProviders: ['COGNITO'] },
        { AllowedOAuthFlowsUserPoolClient: true, AllowedOAuthScopes: ['openid'] },
      ),
      AllowedOAuthFlowsUserPoolClient: of(false),
      AllowedOAuthScopes: of(
        ['openid'],
        { CallbackURLs: ['https://a.example/'], SupportedIdentityProviders: ['COGNITO'] },
        { AllowedOAuthFlowsUserPoolClient: true, AllowedOAuthFlows: ['code'] },
      ),
      AuthSessionValidity: of(5),
      CallbackURLs: of(['https://a.example/']),
      DefaultRedirectURI: of('https://a.example/', { CallbackURLs: ['https://a.example/'] }),
      EnablePropagateAdditionalUserContextData: of(false),
      EnableTokenRevocation: of(false),
      ExplicitAuthFlows: of(['ALLOW_USER_PASSWORD_AUTH']),
      IdTokenValidity: of(2),
      LogoutURLs: of(['https://a.example/out']),
      PreventUserExistenceErrors: of('ENABLED'),
      ReadAttributes: of(['email']),
      RefreshTokenRotation: of(
        { Feature: 'ENABLED', RetryGracePeriodSeconds: 10 },
        { ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH'] },
      ),
      RefreshTokenValidity: of(10),
      SupportedIdentityProviders: of(['COGNITO']),
      TokenValidityUnits: of({ AccessToken: 'hours' }),
      WriteAttributes: of(['email']),
    },
    refused: { AnalyticsConfiguration: [{ ApplicationId: 'x' }, /./] },
    read: async ({ cognito }, ClientId, idOf) => {
      const place = { UserPoolId: idOf('Pool'), ClientId }
      const { LastModifiedDate: _at, ...client } = (await cognito.DescribeUserPoolClient(place)).UserPoolClient ?? {}
      return client
    },
  },
  'AWS::Cognito::UserPoolDomain': {
    others: { Pool, Certificate },
    base: { UserPoolId, Domain: 'it' },
    samples: { ManagedLoginVersion: of(2) },
    refused: { CustomDomainConfig: [{ CertificateArn: certificateArn }, /./] },
    read: ({ cognito }, Domain) => cognito.DescribeUserPoolDomain({ Domain }),
  },
  'AWS::Cognito::UserPoolGroup': {
    others: { Pool },
    base: { UserPoolId, GroupName: 'it' },
    samples: {
      Description: of('about'),
      Precedence: of(1),
      RoleArn: of('arn:aws:iam::000000000000:role/x'),
    },
    read: async ({ cognito }, GroupName, idOf) => {
      const {
        Description = '',
        Precedence,
        RoleArn,
      } = (await cognito.GetGroup({ UserPoolId: idOf('Pool'), GroupName })).Group ?? {}
      return { Description, Precedence, RoleArn }
    },
  },
  'AWS::Cognito::UserPoolIdentityProvider': {
    others: { Pool },
    base: {
      UserPoolId,
      ProviderName: 'Google',
      ProviderType: 'Google',
      ProviderDetails: { client_id: 'a', client_secret: 'b', authorize_scopes: 'openid' },
    },
    samples: { AttributeMapping: of({ email: 'email' }), IdpIdentifiers: of(['it.example']) },
    read: async ({ cognito }, ProviderName, idOf) => {
      const place = { UserPoolId: idOf('Pool'), ProviderName }
      const { LastModifiedDate: _at, ...provider } =
        (await cognito.DescribeIdentityProvider(place)).IdentityProvider ?? {}
      return provider
    },
  },
  'AWS::Cognito::UserPoolResourceServer': {
    others: { Pool },
    base: { UserPoolId, Identifier: 'it', Name: 'it' },
    samples: { Scopes: of([{ ScopeName: 'read', ScopeDescription: 'reads' }]) },
    read: ({ cognito }, Identifier, idOf) => cognito.DescribeResourceServer({ UserPoolId: idOf('Pool'), Identifier }),
  },
  'AWS::Cognito::UserPoolRiskConfigurationAttachment': {
    others: {
      Pool: {
        ...Pool,
        Properties: { UserPoolTier: 'PLUS', UserPoolAddOns: { AdvancedSecurityMode: 'ENFORCED' } },
      },
    },
    base: { UserPoolId, ClientId: 'ALL', RiskExceptionConfiguration: { BlockedIPRangeList: ['192.0.2.0/24'] } },
    samples: {
      AccountTakeoverRiskConfiguration: of({ Actions: { HighAction: { EventAction: 'BLOCK', Notify: false } } }),
      CompromisedCredentialsRiskConfiguration: of({ Actions: { EventAction: 'NO_ACTION' } }),
    },
    read: ({ cognito }, _id, idOf) => cognito.DescribeRiskConfiguration({ UserPoolId: idOf('Pool') }),
  },
  'AWS::Cognito::UserPoolUICustomizationAttachment': {
    others: {
      Pool,
      Domain: { Type: 'AWS::Cognito::UserPoolDomain', Properties: { UserPoolId, Domain: 'it' } },
    },
    base: { UserPoolId: { 'Fn::Select': [0, [UserPoolId, { Ref: 'Domain' }]] }, ClientId: 'ALL' },
    samples: { CSS: of('.label-customizable { font-weight: 400; }') },
    read: async ({ cognito }, _id, idOf) => {
      const { CSS } = (await cognito.GetUICustomization({ UserPoolId: idOf('Pool') })).UICustomization ?? {}
      return { CSS }
    },
  },
  'AWS::Cognito::UserPoolUser': {
    others: { Pool },
    base: { UserPoolId, Username: 'it' },
    samples: {},
    read: async () => ({}),
  },
  'AWS::Cognito::UserPoolUserToGroupAttachment': {
    others: {
      Pool,
      Group: { Type: 'AWS::Cognito::UserPoolGroup', Properties: { UserPoolId } },
      User: { Type: 'AWS::Cognito::UserPoolUser', Properties: { UserPoolId, Username: 'her' } },
    },
    base: { UserPoolId, GroupName: { Ref: 'Group' }, Username: { Ref: 'User' } },
    samples: {},
    read: async () => ({}),
  },
}
