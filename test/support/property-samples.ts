import { createClientAuthority } from './client-certificates.ts'
import { localIssuer, privateListener } from './gateway.ts'
import type { OpenedCloudFormation } from './cloudformation.ts'
import { png } from './images.ts'

type Properties = Readonly<Record<string, unknown>>

/** A value that a property can have. */
interface Sample {
  readonly value: unknown
  /** Properties that stay when it goes. */
  readonly beside: Properties
  /** Properties that come and go with it. */
  readonly along: Properties
}

/** A resource of one type that can be made, and what each of its properties that updates may change can be. */
export interface TypeSamples {
  /** The other resources of the template, by logical id. The one that is meant is `It`. */
  readonly others?: Readonly<Record<string, { readonly Type: string; readonly Properties?: Properties }>>
  readonly base: Properties
  readonly samples: Readonly<Record<string, Sample>>
  /** Properties that no resource can have that can be made here: why each is refused when it is made. */
  readonly refused?: Readonly<Record<string, readonly [value: unknown, reason: RegExp]>>
  /** Properties of which AWS says only in the middle of an update that it cannot be. */
  readonly failing?: Readonly<Record<string, string>>
  /** Properties with which something else of the stack keeps the resource until that is gone itself. */
  readonly kept?: readonly string[]
  /** What there is before the stack. */
  prepare?(opened: OpenedCloudFormation): Promise<void>
  /** What of the resource can be seen. */
  readonly read: (
    opened: OpenedCloudFormation,
    physicalId: string,
    idOf: (logicalId: string) => string,
  ) => Promise<unknown>
}

const of = (value: unknown, beside: Properties = {}, along: Properties = {}): Sample => ({ value, beside, along })
const Api = { Type: 'AWS::ApiGatewayV2::Api', Properties: { Name: 'api', ProtocolType: 'HTTP' } }
const Pool = { Type: 'AWS::Cognito::UserPool' }
const Client = { Type: 'AWS::Cognito::UserPoolClient', Properties: { UserPoolId: { Ref: 'Pool' } } }
const ApiId = { Ref: 'Api' }
const UserPoolId = { Ref: 'Pool' }
const Integration = {
  Type: 'AWS::ApiGatewayV2::Integration',
  Properties: {
    ApiId,
    IntegrationType: 'HTTP_PROXY',
    IntegrationMethod: 'GET',
    IntegrationUri: 'https://b.example/',
    PayloadFormatVersion: '1.0',
  },
}
const Route = {
  Type: 'AWS::ApiGatewayV2::Route',
  Properties: { ApiId, RouteKey: 'GET /', Target: { 'Fn::Sub': 'integrations/${Integration}' } },
}
const trust = {
  Statement: [{ Effect: 'Allow', Principal: { Service: 'apigateway.amazonaws.com' }, Action: 'sts:AssumeRole' }],
}
const document = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }] }
const Role = { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: trust } }
const Group = { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: 'events' } }
const Certificate = { Type: 'AWS::CertificateManager::Certificate', Properties: { DomainName: 'a.example.com' } }
const certificateArn = 'arn:aws:acm:us-east-1:000000000000:certificate/00000000-0000-0000-0000-000000000000'
const domain = { DomainName: 'a.example.com', DomainNameConfigurations: [{ CertificateArn: certificateArn }] }
const DomainName = { Type: 'AWS::ApiGatewayV2::DomainName', Properties: domain }
const Stage = { Type: 'AWS::ApiGatewayV2::Stage', Properties: { ApiId, StageName: 'prod' } }
const quickCreated = { ...Api, Properties: { ...Api.Properties, Target: 'https://a.example' } }
const function_ = 'arn:aws:lambda:us-east-1:000000000000:function:f'
const smsRole = { ExternalId: 'x', SnsCallerArn: 'arn:aws:iam::000000000000:role/sms' }
const webSocket = /is supported only for WebSocket APIs/
const tags = { team: 'a' }
const tagList = [{ Key: 'team', Value: 'a' }]

/** By type. Types that no operation makes are not among them: what a template says of them is only kept. */
export const typeSamples: Readonly<Record<string, TypeSamples>> = {
  'AWS::ApiGatewayV2::Api': {
    base: { Name: 'it', ProtocolType: 'HTTP' },
    samples: {
      ApiKeySelectionExpression: of('$context.authorizer.usageIdentifierKey'),
      Body: of({ openapi: '3.0.1', info: { title: 'it', version: '1' }, paths: {} }),
      CorsConfiguration: of({ AllowOrigins: ['https://a.example'] }),
      Description: of('about'),
      DisableExecuteApiEndpoint: of(true),
      IpAddressType: of('dualstack'),
      RouteKey: of('GET /', { Target: 'https://a.example' }),
      Tags: of(tags),
      Target: of('https://a.example'),
      Version: of('v1'),
    },
    refused: {
      BasePath: ['ignore', /can only be given together with Body/],
      CredentialsArn: ['arn:aws:iam::000000000000:role/x', /does not implement CredentialsArn/],
      DisableSchemaValidation: [true, webSocket],
      FailOnWarnings: [true, /can only be given together with Body/],
      RouteSelectionExpression: ['$request.body.action', /must be/],
    },
    read: async ({ gateway }, ApiId) => ({
      api: await gateway.GetApi({ ApiId }),
      routes: ((await gateway.GetRoutes({ ApiId })).Items ?? []).map(({ RouteKey }) => RouteKey),
    }),
  },
  'AWS::ApiGatewayV2::ApiGatewayManagedOverrides': {
    others: { Api: quickCreated },
    base: { ApiId },
    samples: {
      Integration: of({ Description: 'about', TimeoutInMillis: 1000 }),
      Route: of({ OperationName: 'all' }),
      Stage: of({ AutoDeploy: false, StageVariables: { colour: 'red' } }),
    },
    read: async ({ gateway }, ApiId) => {
      const { Items: stages = [] } = await gateway.GetStages({ ApiId })
      return {
        integrations: (await gateway.GetIntegrations({ ApiId })).Items,
        routes: (await gateway.GetRoutes({ ApiId })).Items,
        stages: stages.map(({ AutoDeploy, StageVariables }) => ({ AutoDeploy, StageVariables })),
      }
    },
  },
  'AWS::ApiGatewayV2::ApiMapping': {
    others: { Api, Stage, Domain: DomainName },
    base: { ApiId, DomainName: { Ref: 'Domain' }, Stage: { Ref: 'Stage' } },
    samples: { ApiMappingKey: of('v1') },
    read: ({ gateway }, ApiMappingId) => gateway.GetApiMapping({ ApiMappingId, DomainName: 'a.example.com' }),
  },
  'AWS::ApiGatewayV2::Authorizer': {
    others: { Api },
    base: {
      ApiId,
      Name: 'it',
      AuthorizerType: 'REQUEST',
      AuthorizerUri: `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${function_}/invocations`,
      AuthorizerPayloadFormatVersion: '2.0',
    },
    samples: {
      AuthorizerResultTtlInSeconds: of(60, { IdentitySource: ['$request.header.A'] }),
      EnableSimpleResponses: of(true),
      IdentitySource: of(['$request.header.A']),
    },
    refused: {
      AuthorizerCredentialsArn: ['arn:aws:iam::000000000000:role/x', /does not implement AuthorizerCredentialsArn/],
      IdentityValidationExpression: ['x', webSocket],
      JwtConfiguration: [{ Audience: ['a'], Issuer: localIssuer }, /is supported only for JWT authorizers/],
    },
    read: ({ gateway }, AuthorizerId, idOf) => gateway.GetAuthorizer({ ApiId: idOf('Api'), AuthorizerId }),
  },
  'AWS::ApiGatewayV2::Deployment': {
    others: { Api, Stage, Integration, Route },
    base: { ApiId: { 'Fn::Select': [0, [ApiId, { Ref: 'Route' }]] } },
    samples: { Description: of('about'), StageName: of({ Ref: 'Stage' }) },
    kept: ['StageName'],
    read: async ({ gateway }, DeploymentId, idOf) =>
      (await gateway.GetDeployment({ ApiId: idOf('Api'), DeploymentId })).Description ?? '',
  },
  'AWS::ApiGatewayV2::DomainName': {
    base: domain,
    samples: {
      MutualTlsAuthentication: of({ TruststoreUri: 's3://trust/ca.pem' }),
      RoutingMode: of('API_MAPPING_ONLY'),
      Tags: of(tags),
    },
    prepare: async ({ truststores }) => {
      truststores.set('s3://trust/ca.pem', (await createClientAuthority('trust')).pem)
    },
    read: ({ gateway }, name) => gateway.GetDomainName({ DomainName: name }),
  },
  'AWS::ApiGatewayV2::Integration': {
    others: {
      Api,
      Link: { Type: 'AWS::ApiGatewayV2::VpcLink', Properties: { Name: 'link', SubnetIds: ['subnet-1'] } },
    },
    base: { ApiId, IntegrationType: 'HTTP_PROXY', IntegrationMethod: 'GET', IntegrationUri: 'https://b.example/' },
    samples: {
      ConnectionType: of('INTERNET'),
      Description: of('about'),
      PassthroughBehavior: of('WHEN_NO_MATCH'),
      PayloadFormatVersion: of('1.0'),
      RequestParameters: of({ 'append:header.a': '$request.header.b' }),
      ResponseParameters: of({ 200: { ResponseParameters: [{ Destination: 'append:header.a', Source: 'b' }] } }),
      TimeoutInMillis: of(1000),
      TlsConfig: of(
        { ServerNameToVerify: 'b.example' },
        { ConnectionType: 'VPC_LINK', ConnectionId: { Ref: 'Link' }, IntegrationUri: privateListener },
      ),
    },
    refused: {
      ConnectionId: [{ Ref: 'Link' }, /is supported only for private integrations/],
      ContentHandlingStrategy: ['CONVERT_TO_TEXT', webSocket],
      CredentialsArn: ['arn:aws:iam::000000000000:role/x', /is supported only for Lambda integrations/],
      IntegrationSubtype: ['EventBridge-PutEvents', /is supported only for Lambda integrations/],
      RequestTemplates: [{ 'application/json': '{}' }, webSocket],
      TemplateSelectionExpression: ['$request.body.a', webSocket],
    },
    read: ({ gateway }, IntegrationId, idOf) => gateway.GetIntegration({ ApiId: idOf('Api'), IntegrationId }),
  },
  'AWS::ApiGatewayV2::Route': {
    others: {
      Api,
      Integration,
      Jwt: {
        Type: 'AWS::ApiGatewayV2::Authorizer',
        Properties: {
          ApiId,
          Name: 'jwt',
          AuthorizerType: 'JWT',
          IdentitySource: ['$request.header.Authorization'],
          JwtConfiguration: { Audience: ['a'], Issuer: localIssuer },
        },
      },
    },
    base: { ApiId, RouteKey: 'GET /' },
    samples: {
      AuthorizationScopes: of(['a'], { AuthorizationType: 'JWT', AuthorizerId: { Ref: 'Jwt' } }),
      AuthorizationType: of('NONE'),
      OperationName: of('all'),
      Target: of({ 'Fn::Sub': 'integrations/${Integration}' }),
    },
    refused: {
      ApiKeyRequired: [true, webSocket],
      AuthorizerId: [{ Ref: 'Jwt' }, /AuthorizationType is NONE/],
      ModelSelectionExpression: ['$request.body.a', webSocket],
      RequestModels: [{ 'application/json': 'x' }, webSocket],
      RequestParameters: [{ 'route.request.querystring.a': { Required: true } }, webSocket],
      RouteResponseSelectionExpression: ['$default', webSocket],
    },
    read: ({ gateway }, RouteId, idOf) => gateway.GetRoute({ ApiId: idOf('Api'), RouteId }),
  },
  'AWS::ApiGatewayV2::Stage': {
    others: {
      Api,
      Integration,
      Route,
      Group,
    },
    base: { ApiId, StageName: 'it' },
    samples: {
      AccessLogSettings: of({ DestinationArn: { 'Fn::GetAtt': 'Group.Arn' }, Format: '$context.requestId' }),
      AutoDeploy: of(true),
      DefaultRouteSettings: of({ ThrottlingBurstLimit: 5 }),
      Description: of('about'),
      RouteSettings: of({ 'GET /': { ThrottlingRateLimit: 1.5 } }),
      StageVariables: of({ colour: 'red' }),
      Tags: of(tags),
    },
    refused: {
      ClientCertificateId: ['x', webSocket],
      DeploymentId: ['nowhere', /Invalid deployment identifier|Deployment/],
    },
    read: async ({ gateway }, StageName, idOf) => {
      const {
        LastUpdatedDate: _at,
        DeploymentId: _id,
        AutoDeploy = false,
        Description = '',
        ...stage
      } = await gateway.GetStage({ ApiId: idOf('Api'), StageName })
      return { ...stage, AutoDeploy, Description, LastDeploymentStatusMessage: undefined }
    },
  },
  'AWS::ApiGatewayV2::VpcLink': {
    base: { Name: 'it', SubnetIds: ['subnet-1'] },
    samples: { Tags: of(tags) },
    read: ({ gateway }, VpcLinkId) => gateway.GetVpcLink({ VpcLinkId }),
  },
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
  'AWS::IAM::ManagedPolicy': {
    others: { Role },
    base: { PolicyDocument: document },
    samples: { Roles: of([{ Ref: 'Role' }]) },
    read: ({ iam }, _id, idOf) => iam.ListAttachedRolePolicies({ RoleName: idOf('Role') }),
  },
  'AWS::IAM::Policy': {
    others: { Role, Other: Role },
    base: { PolicyName: 'it', PolicyDocument: document, Roles: [{ Ref: 'Other' }] },
    samples: {},
    refused: { Users: [['nobody'], /cannot be found/] },
    read: async () => ({}),
  },
  'AWS::IAM::Role': {
    base: { AssumeRolePolicyDocument: trust },
    samples: {
      Description: of('about'),
      ManagedPolicyArns: of(['arn:aws:iam::aws:policy/ReadOnlyAccess']),
      MaxSessionDuration: of(7200),
      Policies: of([{ PolicyName: 'a', PolicyDocument: document }]),
      Tags: of(tagList),
    },
    read: async ({ iam }, RoleName) => ({
      ...(await iam.GetRole({ RoleName })).Role,
      attached: await iam.ListAttachedRolePolicies({ RoleName }),
      policies: await iam.ListRolePolicies({ RoleName }),
    }),
  },
  'AWS::Logs::LogGroup': {
    base: {},
    samples: { LogGroupClass: of('STANDARD'), RetentionInDays: of(7), Tags: of(tagList) },
    read: async ({ logs }, logGroupNamePrefix) => {
      const { logGroups: [group] = [] } = await logs.DescribeLogGroups({ logGroupNamePrefix })
      return { ...group, tags: await logs.ListTagsForResource({ resourceArn: group?.logGroupArn }) }
    },
  },
  'AWS::S3::Bucket': {
    base: {},
    samples: {
      AccessControl: of('Private'),
      BucketEncryption: of({
        ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' } }],
      }),
      LifecycleConfiguration: of({
        Rules: [{ Id: 'old', Status: 'Enabled', NoncurrentVersionExpiration: { NoncurrentDays: 30 } }],
      }),
      PublicAccessBlockConfiguration: of({ BlockPublicAcls: true }),
      VersioningConfiguration: of({ Status: 'Enabled' }),
    },
    read: async ({ s3 }, Bucket) => {
      const settled = await Promise.allSettled([
        s3.GetBucketEncryption({ Bucket }),
        s3.GetBucketLifecycleConfiguration({ Bucket }),
        s3.GetPublicAccessBlock({ Bucket }),
        s3.GetBucketVersioning({ Bucket }),
      ])
      return settled.map((each) => (each.status === 'fulfilled' ? each.value : String(each.reason)))
    },
  },
  'AWS::S3::BucketPolicy': {
    others: { Bucket: { Type: 'AWS::S3::Bucket' } },
    base: {
      Bucket: { Ref: 'Bucket' },
      PolicyDocument: {
        Statement: {
          Effect: 'Deny',
          Principal: '*',
          Action: 's3:*',
          Resource: { 'Fn::Sub': '${Bucket.Arn}/*' },
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        },
      },
    },
    samples: {},
    read: async () => ({}),
  },
  'AWS::SSM::Parameter': {
    base: { Name: '/it', Type: 'String', Value: '1' },
    samples: { Description: of('about') },
    read: async ({ ssm }, Name) => {
      const {
        Version: _count,
        LastModifiedDate: _at,
        ...parameter
      } = (await ssm.GetParameter({ Name })).Parameter ?? {}
      return parameter
    },
  },
}
