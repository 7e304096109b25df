import assert from 'node:assert/strict'
import { it, type TestContext } from 'node:test'
import fc from 'fast-check'
import { openCloudFormation, snapshotOf } from '../../../test/support/cloudformation.ts'

type Properties = Record<string, unknown>

/** Any selection of these properties. */
function some<Model extends Record<string, fc.Arbitrary<unknown>>>(model: Model): fc.Arbitrary<Properties> {
  return fc.record(model, { requiredKeys: [] })
}
const value = <Value>(...values: Value[]): fc.Arbitrary<Value> => fc.constantFrom(...values)
const tags = fc.dictionary(value('a', 'b', 'c'), value('1', '2'))

const resources = fc.record({
  pool: some({
    UserPoolName: value('users', 'people'),
    AutoVerifiedAttributes: value(['email'], []),
    Policies: value({ PasswordPolicy: { MinimumLength: 12 } }, { PasswordPolicy: { RequireSymbols: true } }),
    UserPoolTags: tags,
    EmailVerificationSubject: value('one', 'two'),
    AdminCreateUserConfig: value({ AllowAdminCreateUserOnly: true }),
    AccountRecoverySetting: value({ RecoveryMechanisms: [{ Name: 'verified_email', Priority: 1 }] }),
  }),
  client: some({
    ClientName: value('web', 'app'),
    GenerateSecret: value(true, false),
    ExplicitAuthFlows: value(['ALLOW_USER_PASSWORD_AUTH'], ['ALLOW_USER_SRP_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH']),
    RefreshTokenValidity: value(1, 60),
    PreventUserExistenceErrors: value('ENABLED', 'LEGACY'),
    ReadAttributes: value(['email'], ['email', 'name']),
    EnableTokenRevocation: value(false),
  }),
  api: some({
    Description: value('about', 'more'),
    DisableExecuteApiEndpoint: value(true, false),
    CorsConfiguration: value({ AllowOrigins: ['https://a.example'] }, { AllowMethods: ['GET'], MaxAge: 5 }),
    Tags: tags,
  }),
  audience: value([], ['other']),
  integration: some({ Description: value('about'), TimeoutInMillis: value(1000, 2000) }),
  method: value('GET', 'POST'),
  route: value<string>('GET /', 'ANY /{proxy+}', '$default'),
  isOpen: fc.boolean(),
  stage: some({
    AutoDeploy: value(true, false),
    Description: value('about'),
    StageVariables: fc.dictionary(value('a', 'b'), value('1', '2')),
    DefaultRouteSettings: value(
      { ThrottlingBurstLimit: 1, ThrottlingRateLimit: 2 },
      { ThrottlingBurstLimit: 3 },
      { DetailedMetricsEnabled: false },
    ),
    Tags: tags,
  }),
  stageName: value('$default', 'dev'),
  more: fc.boolean(),
})

type Resources = typeof resources extends fc.Arbitrary<infer Value> ? Value : never

function templateOf({ pool, client, api, audience, integration, method, route, isOpen, stage, ...rest }: Resources) {
  const ApiId = { Ref: 'Api' }
  const authorization = isOpen ? {} : { AuthorizationType: 'JWT', AuthorizerId: { Ref: 'Authorizer' } }
  const Issuer = { 'Fn::Sub': 'https://cognito-idp.${AWS::Region}.amazonaws.com/${Pool}' }
  const entries: [string, string, Properties][] = [
    ['Pool', 'Cognito::UserPool', pool],
    ['Client', 'Cognito::UserPoolClient', { UserPoolId: { Ref: 'Pool' }, ...client }],
    ['Api', 'ApiGatewayV2::Api', { Name: 'api', ProtocolType: 'HTTP', ...api }],
    [
      'Authorizer',
      'ApiGatewayV2::Authorizer',
      {
        ApiId,
        Name: 'jwt',
        AuthorizerType: 'JWT',
        IdentitySource: ['$request.header.Authorization'],
        JwtConfiguration: { Audience: [{ Ref: 'Client' }, ...audience], Issuer },
      },
    ],
    [
      'Integration',
      'ApiGatewayV2::Integration',
      {
        ApiId,
        IntegrationType: 'HTTP_PROXY',
        IntegrationMethod: method,
        IntegrationUri: 'https://b.example/',
        PayloadFormatVersion: '1.0',
        ...integration,
      },
    ],
    [
      'Route',
      'ApiGatewayV2::Route',
      { ApiId, RouteKey: route, Target: { 'Fn::Sub': 'integrations/${Integration}' }, ...authorization },
    ],
    ['Stage', 'ApiGatewayV2::Stage', { ApiId, StageName: rest.stageName, ...stage }],
  ]
  if (rest.more) entries.push(['More', 'ApiGatewayV2::Api', { Name: 'more', ProtocolType: 'HTTP' }])
  return JSON.stringify({
    Resources: Object.fromEntries(entries.map(([id, type, Properties]) => [id, { Type: `AWS::${type}`, Properties }])),
  })
}

/** What a stack that has gone through these templates consists of; what differs from stack to stack is left out. */
async function outcomeOf(t: TestContext, templates: readonly string[]): Promise<unknown> {
  const opened = await openCloudFormation(t)
  const { client } = opened
  const StackName = 'shop'
  for (const [index, TemplateBody] of templates.entries()) {
    if (index === 0) await client.CreateStack({ StackName, TemplateBody })
    else if (TemplateBody !== templates[index - 1]) await client.UpdateStack({ StackName, TemplateBody })
  }
  const { StackResources = [] } = await client.DescribeStackResources({ StackName })
  let text = JSON.stringify(await snapshotOf(opened))
    .replaceAll(/shop-(\w+)-[0-9A-Z]{12}/g, 'shop-$1')
    .replaceAll(/"ClientSecret":"\w+"/g, '"ClientSecret":""')
    // Empty is as good as absent.
    .replaceAll(/"(Description":""|AutoDeploy":false),/g, '')
  for (const { LogicalResourceId, PhysicalResourceId = '', ResourceType } of StackResources)
    if (ResourceType !== 'AWS::ApiGatewayV2::Stage')
      text = text.replaceAll(PhysicalResourceId, `<${LogicalResourceId}>`)
  return { status: (await client.DescribeStacks({ StackName })).Stacks?.[0]?.StackStatus, ...JSON.parse(text) }
}

it('an update makes of any stack what its template makes anew', async (t) => {
  await fc.assert(
    fc.asyncProperty(resources, resources, async (before, after) => {
      const [first, second] = [templateOf(before), templateOf(after)]
      fc.pre(first !== second)
      const updated = await outcomeOf(t, [first, second])
      assert.deepEqual(updated, { ...Object(await outcomeOf(t, [second])), status: 'UPDATE_COMPLETE' })
    }),
    { numRuns: 15 },
  )
})

it('an update that fails leaves any stack as it was', async (t) => {
  await fc.assert(
    fc.asyncProperty(resources, resources, async (before, after) => {
      const first = templateOf(before)
      const bad = templateOf({ ...after, route: 'nonsense' })
      const failed = await outcomeOf(t, [first, bad])
      assert.deepEqual(failed, { ...Object(await outcomeOf(t, [first])), status: 'UPDATE_ROLLBACK_COMPLETE' })
    }),
    { numRuns: 10 },
  )
})
