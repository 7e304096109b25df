import { createClientAuthority } from './client-certificates.ts'
import { localIssuer, privateListener } from './gateway.ts'
import { of, type TypeSamples } from './type-samples.ts'

const Api = { Type: 'AWS::ApiGatewayV2::Api', Properties: { Name: 'api', ProtocolType: 'HTTP' } }
const ApiId = { Ref: 'Api' }
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
const Group = { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: 'events' } }
const certificateArn = 'arn:aws:acm:us-east-1:000000000000:certificate/00000000-0000-0000-0000-000000000000'
const domain = { DomainName: 'a.example.com', DomainNameConfigurations: [{ CertificateArn: certificateArn }] }
const DomainName = { Type: 'AWS::ApiGatewayV2::DomainName', Properties: domain }
const Stage = { Type: 'AWS::ApiGatewayV2::Stage', Properties: { ApiId, StageName: 'prod' } }
const quickCreated = { ...Api, Properties: { ...Api.Properties, Target: 'https://a.example' } }
const function_ = 'arn:aws:lambda:us-east-1:000000000000:function:f'
const webSocket = /is supported only for WebSocket APIs/
const tags = { team: 'a' }
const emptyDocument = { openapi: '3.0.1', info: { title: 'it', version: '1' }, paths: {} }

export const gatewaySamples: Readonly<Record<string, TypeSamples>> = {
  'AWS::ApiGatewayV2::Api': {
    base: { Name: 'it', ProtocolType: 'HTTP' },
    samples: {
      ApiKeySelectionExpression: of('$context.authorizer.usageIdentifierKey'),
      Body: of(emptyDocument),
      BodyS3Location: of({ Bucket: 'apis', Key: 'it.json' }),
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
    prepare: async ({ s3 }) => {
      await s3.CreateBucket({ Bucket: 'apis' })
      await s3.PutObject({ Bucket: 'apis', Key: 'it.json', Body: Buffer.from(JSON.stringify(emptyDocument)) })
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
}
