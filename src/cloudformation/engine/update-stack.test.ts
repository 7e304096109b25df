import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  articleTemplate,
  history,
  type OpenedCloudFormation,
  openStack,
  remains,
} from '../../../test/support/cloudformation.ts'

const StackName = 'shop'

const poolOf = async ({ cognito }: Pick<OpenedCloudFormation, 'cognito'>, UserPoolId: string | undefined) =>
  (await cognito.DescribeUserPool({ UserPoolId })).UserPool ?? assert.fail()

describe('updating a stack', () => {
  it('changes a property of a pool and keeps the pool, its clients and its users', async (t) => {
    const { update, idOf, status, cognito, opened } = await openStack(t)
    const [UserPoolId, ClientId] = [await idOf('UserPool'), await idOf('UserPoolClient')]
    await cognito.SignUp({ ClientId, Username: 'jane@example.com', Password: 'S3cure!!' })
    const { Name } = await poolOf(opened, UserPoolId)
    const events = await update(
      articleTemplate.replace('AutoVerifiedAttributes: [email]', 'Policies: { PasswordPolicy: { MinimumLength: 12 } }'),
    )
    assert.deepEqual(events, [
      'shop UPDATE_IN_PROGRESS User Initiated',
      'UserPool UPDATE_IN_PROGRESS',
      'UserPool UPDATE_COMPLETE',
      'shop UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
      'shop UPDATE_COMPLETE',
    ])
    assert.deepEqual(
      [await status(), await idOf('UserPool'), await idOf('UserPoolClient')],
      ['UPDATE_COMPLETE', UserPoolId, ClientId],
    )
    const pool = await poolOf(opened, UserPoolId)
    assert.equal(pool.Policies?.PasswordPolicy?.MinimumLength, 12)
    // What the template has no more is back at its default; the generated name stays.
    assert.equal(pool.AutoVerifiedAttributes, undefined)
    assert.equal(pool.Name, Name)
    const { Users } = await cognito.ListUsers({ UserPoolId })
    assert.equal(Users?.length, 1)
    assert.equal((await cognito.ListUserPoolClients({ UserPoolId })).UserPoolClients?.[0]?.ClientId, ClientId)
  })

  it('shows the new template, parameters, outputs and time', async (t) => {
    const { client, clock, update, gateway } = await openStack(t)
    clock.advance(60_000)
    const TemplateBody = articleTemplate.replace('{ Value: !Ref UserPool }', '{ Value: !Ref Backend }')
    const Parameters = [{ ParameterKey: 'Backend', ParameterValue: 'https://other.example/' }]
    await update(TemplateBody, { Parameters })
    const [stack] = (await client.DescribeStacks({ StackName })).Stacks ?? []
    assert.deepEqual(stack?.LastUpdatedTime, new Date('2026-11-22T10:01:00.000Z'))
    assert.deepEqual(stack.Parameters, Parameters)
    assert.equal(stack.Outputs?.[1]?.OutputValue, 'https://other.example/')
    assert.equal((await client.GetTemplate({ StackName })).TemplateBody, TemplateBody)
    const ApiId = (await gateway.GetApis({})).Items?.[0]?.ApiId
    assert.equal((await gateway.GetIntegrations({ ApiId })).Items?.[0]?.IntegrationUri, 'https://other.example/')
  })

  it('replaces what a create-only property changes, and follows its references, before the old one goes', async (t) => {
    const { update, idOf, gateway, cognito } = await openStack(t)
    const [UserPoolId, ClientId] = [await idOf('UserPool'), await idOf('UserPoolClient')]
    const events = await update(
      articleTemplate.replace('UserPoolId: !Ref UserPool', 'UserPoolId: !Ref UserPool\n      GenerateSecret: true'),
    )
    assert.deepEqual(events, [
      'shop UPDATE_IN_PROGRESS User Initiated',
      'UserPoolClient UPDATE_IN_PROGRESS Requested update requires the creation of a new physical resource; hence creating one.',
      'UserPoolClient UPDATE_IN_PROGRESS Resource creation Initiated',
      'UserPoolClient UPDATE_COMPLETE',
      'Authorizer UPDATE_IN_PROGRESS',
      'Authorizer UPDATE_COMPLETE',
      'shop UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
      'UserPoolClient DELETE_IN_PROGRESS',
      'UserPoolClient DELETE_COMPLETE',
      'shop UPDATE_COMPLETE',
    ])
    const replaced = await idOf('UserPoolClient')
    assert.notEqual(replaced, ClientId)
    const { UserPoolClients = [] } = await cognito.ListUserPoolClients({ UserPoolId })
    assert.deepEqual(
      UserPoolClients.map((client) => client.ClientId),
      [replaced],
    )
    const ApiId = await idOf('HttpApi')
    const [authorizer] = (await gateway.GetAuthorizers({ ApiId })).Items ?? []
    assert.deepEqual(authorizer?.JwtConfiguration?.Audience, [replaced])
  })

  it('replaces what has the same physical id in another place, and takes that back too', async (t) => {
    const template = (of: string, more = '') => `
Resources:
  A: { Type: AWS::ApiGatewayV2::Api, Properties: { Name: a, ProtocolType: HTTP } }
  B: { Type: AWS::ApiGatewayV2::Api, Properties: { Name: b, ProtocolType: HTTP } }
  Stage: { Type: AWS::ApiGatewayV2::Stage, Properties: { ApiId: !Ref ${of}, StageName: dev } }
${more}`
    const { update, gateway, idOf, status } = await openStack(t, template('A'))
    const stages = async () =>
      Promise.all(
        ['A', 'B'].map(async (api) =>
          (await gateway.GetStages({ ApiId: await idOf(api) })).Items?.map(({ StageName }) => StageName),
        ),
      )
    const bad =
      '  Bad: { Type: AWS::ApiGatewayV2::Route, DependsOn: Stage, Properties: { ApiId: !Ref A, RouteKey: bad } }'
    await update(template('B', bad))
    assert.deepEqual([await status(), await stages()], ['UPDATE_ROLLBACK_COMPLETE', [['dev'], []]])
    await update(template('B'))
    assert.deepEqual([await status(), await stages()], ['UPDATE_COMPLETE', [[], ['dev']]])
  })

  it('keeps the old physical resource with UpdateReplacePolicy Retain', async (t) => {
    const { update, idOf, cognito } = await openStack(t)
    const events = await update(
      articleTemplate
        .replace('UserPoolId: !Ref UserPool', 'UserPoolId: !Ref UserPool\n      GenerateSecret: true')
        .replace('AWS::Cognito::UserPoolClient\n', 'AWS::Cognito::UserPoolClient\n    UpdateReplacePolicy: Retain\n'),
    )
    assert.ok(!events.some((event) => event.includes('DELETE')))
    const { UserPoolClients } = await cognito.ListUserPoolClients({ UserPoolId: await idOf('UserPool') })
    assert.equal(UserPoolClients?.length, 2)
  })

  it('adds first and removes last, in reverse order; what was removed is listed no more', async (t) => {
    const { client, update, gateway, idOf } = await openStack(t)
    const ApiId = await idOf('HttpApi')
    const events = await update(
      articleTemplate
        .replace(/ {2}Route:[^]*?(?= {2}Stage:)/, '')
        .replace(/ {2}Authorizer:[^]*?(?= {2}Integration:)/, '')
        .replace(
          'Outputs:',
          '  Pets: { Type: AWS::ApiGatewayV2::Api, Properties: { Name: pets, ProtocolType: HTTP } }\nOutputs:',
        ),
    )
    assert.deepEqual(events.slice(1), [
      'Pets CREATE_IN_PROGRESS',
      'Pets CREATE_IN_PROGRESS Resource creation Initiated',
      'Pets CREATE_COMPLETE',
      'shop UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
      'Route DELETE_IN_PROGRESS',
      'Route DELETE_COMPLETE',
      'Authorizer DELETE_IN_PROGRESS',
      'Authorizer DELETE_COMPLETE',
      'shop UPDATE_COMPLETE',
    ])
    assert.deepEqual((await gateway.GetRoutes({ ApiId })).Items, [])
    const { StackResourceSummaries = [] } = await client.ListStackResources({ StackName })
    const listed = StackResourceSummaries.map(({ LogicalResourceId }) => LogicalResourceId)
    assert.deepEqual(listed.toSorted(), ['HttpApi', 'Integration', 'Pets', 'Stage', 'UserPool', 'UserPoolClient'])
  })

  it('leaves alone what it removes with DeletionPolicy Retain', async (t) => {
    const pool = (logicalId: string) =>
      `  ${logicalId}: { Type: AWS::Cognito::UserPool, DeletionPolicy: Retain, Properties: { UserPoolName: ${logicalId} } }\n`
    const { update, opened } = await openStack(t, `Resources:\n${pool('A')}${pool('B')}`)
    const events = await update(`Resources:\n${pool('A')}`)
    assert.deepEqual(events.slice(-2), ['B DELETE_SKIPPED', 'shop UPDATE_COMPLETE'])
    assert.deepEqual(new Set((await remains(opened)).pools), new Set(['A', 'B']))
  })

  it('deletes afterwards in the order that the new template asks for', async (t) => {
    const route = (target: string) => `
Resources:
  Route:
    Type: AWS::ApiGatewayV2::Route
    Properties: { ApiId: !Ref Api, RouteKey: GET /${target} }
  Api: { Type: AWS::ApiGatewayV2::Api, Properties: { Name: pets, ProtocolType: HTTP } }
`
    const integration = `  Integration:
    Type: AWS::ApiGatewayV2::Integration
    Properties: { ApiId: !Ref Api, IntegrationType: HTTP_PROXY, IntegrationMethod: GET, IntegrationUri: 'http://b.example/', PayloadFormatVersion: '1.0' }
`
    const { client, update, StackId, opened } = await openStack(t, route(''))
    await update(route(", Target: !Sub 'integrations/${Integration}'") + integration)
    await client.DeleteStack({ StackName })
    const deleted = (await history(opened, StackId)).filter((event) => event.endsWith('DELETE_COMPLETE'))
    assert.deepEqual(deleted, [
      'Route DELETE_COMPLETE',
      'Integration DELETE_COMPLETE',
      'Api DELETE_COMPLETE',
      'shop DELETE_COMPLETE',
    ])
  })

  it('sets the tags of the stack, of APIs and of stages as they are now', async (t) => {
    const { update, gateway, idOf } = await openStack(t)
    await update(articleTemplate, {
      Tags: [
        { Key: 'team', Value: 'one' },
        { Key: 'old', Value: 'x' },
      ],
    })
    await update(articleTemplate, { Tags: [{ Key: 'team', Value: 'two' }] })
    const api = await gateway.GetApi({ ApiId: await idOf('HttpApi') })
    const stage = await gateway.GetStage({ ApiId: api.ApiId, StageName: '$default' })
    assert.deepEqual([api.Tags, stage.Tags], [{ team: 'two' }, { team: 'two' }])
  })

  it('takes back to its default whatever a resource of an API is given no more', async (t) => {
    const set = articleTemplate
      .replace('Name: !Ref AWS::StackName,', 'Name: shop, Description: about, DisableExecuteApiEndpoint: true,')
      .replace(
        'PayloadFormatVersion: 1.0',
        'PayloadFormatVersion: 1.0\n      TimeoutInMillis: 1000\n      Description: about',
      )
      .replace(
        'StageName: $default, AutoDeploy: true',
        'StageName: $default, AutoDeploy: true, Description: about, StageVariables: { a: b }',
      )
    const { update, gateway, idOf } = await openStack(t, set)
    await update(articleTemplate.replace('      AuthorizationType: JWT\n      AuthorizerId: !Ref Authorizer\n', ''))
    const ApiId = await idOf('HttpApi')
    const api = await gateway.GetApi({ ApiId })
    assert.deepEqual([api.Description || '', api.DisableExecuteApiEndpoint], ['', false])
    const integration = await gateway.GetIntegration({ ApiId, IntegrationId: await idOf('Integration') })
    assert.deepEqual([integration.TimeoutInMillis, integration.Description || ''], [30_000, ''])
    const route = await gateway.GetRoute({ ApiId, RouteId: await idOf('Route') })
    assert.deepEqual([route.AuthorizationType, route.AuthorizerId], ['NONE', undefined])
    const stage = await gateway.GetStage({ ApiId, StageName: '$default' })
    assert.deepEqual([stage.Description || '', stage.StageVariables], ['', {}])
  })

  it('takes away CORS, access logs and settings of routes', async (t) => {
    const set = articleTemplate
      .replace('ProtocolType: HTTP }', 'ProtocolType: HTTP, CorsConfiguration: { AllowOrigins: [https://a.example] } }')
      .replace(
        'AutoDeploy: true }',
        `AutoDeploy: true
      RouteSettings: { 'GET /': { ThrottlingBurstLimit: 1, ThrottlingRateLimit: 1 } }
      DefaultRouteSettings: { ThrottlingBurstLimit: 2, ThrottlingRateLimit: 2 }
      AccessLogSettings: { DestinationArn: 'arn:aws:logs:us-east-1:000000000000:log-group:x', Format: $context.requestId }
    DependsOn: Route`,
      )
      .replace(
        'Properties: { ApiId: !Ref HttpApi, StageName',
        'Properties:\n      ApiId: !Ref HttpApi\n      StageName',
      )
      .replace('StageName: $default, AutoDeploy', 'StageName: $default\n      AutoDeploy')
    const { update, gateway, idOf, status } = await openStack(t, set)
    assert.equal(await status(), 'CREATE_COMPLETE')
    await update(articleTemplate)
    assert.equal(await status(), 'UPDATE_COMPLETE')
    const ApiId = await idOf('HttpApi')
    assert.equal((await gateway.GetApi({ ApiId })).CorsConfiguration, undefined)
    const stage = await gateway.GetStage({ ApiId, StageName: '$default' })
    assert.deepEqual([stage.AccessLogSettings, stage.RouteSettings], [undefined, {}])
    assert.equal(stage.DefaultRouteSettings?.ThrottlingRateLimit, undefined)
  })

  it('is refused while the stack is in progress', async (t) => {
    const { clientOf, newEngine, intercept, StackId, client, status } = await openStack(t)
    const engine = newEngine(0)
    const gate = Promise.withResolvers<void>()
    intercept.after = (name) => (name === 'UpdateRoute' ? gate.promise : undefined)
    const TemplateBody = articleTemplate.replace('GET /', 'POST /')
    await clientOf(engine).UpdateStack({ StackName, TemplateBody })
    await assert.rejects(client.UpdateStack({ StackName, TemplateBody: articleTemplate }), {
      message: `Stack:${StackId} is in UPDATE_IN_PROGRESS state and can not be updated.`,
    })
    gate.resolve()
    await engine.settled()
    assert.equal(await status(), 'UPDATE_COMPLETE')
  })
})

describe('a change that the operations never make', () => {
  it('is refused by its place before anything is changed', async (t) => {
    const quick = (more: string) =>
      `Resources: { Api: { Type: AWS::ApiGatewayV2::Api, Properties: { Name: a, ProtocolType: HTTP${more} } } }`
    const { client, opened, StackId } = await openStack(t, quick(', Target: https://a.example'))
    const known = await history(opened, StackId)
    const message =
      'Updates are not allowed for property - Target. (TemplateBody:1:14, Resources.Api.Properties.Target)'
    await assert.rejects(client.UpdateStack({ StackName, TemplateBody: quick('') }), {
      name: 'ValidationError',
      message,
    })
    await client.CreateChangeSet({ StackName, ChangeSetName: 'c', TemplateBody: quick('') })
    const { Status, StatusReason } = await client.DescribeChangeSet({ StackName, ChangeSetName: 'c' })
    assert.deepEqual([Status, StatusReason], ['FAILED', message])
    assert.deepEqual(await history(opened, StackId), known)
  })

  it('is no hindrance where another property takes a new resource anyway', async (t) => {
    const group = (name: string, more: string) => `
Resources:
  Pool: { Type: AWS::Cognito::UserPool }
  Group: { Type: AWS::Cognito::UserPoolGroup, Properties: { UserPoolId: !Ref Pool, GroupName: ${name}${more} } }
`
    const { update, status } = await openStack(t, group('a', ', Precedence: 1'))
    await update(group('b', ''))
    assert.equal(await status(), 'UPDATE_COMPLETE')
  })

  it('fails the update when only the operation knows of it', async (t) => {
    const { update, status } = await openStack(t)
    const failed = (await update(articleTemplate.replace('Audience: [!Ref UserPoolClient]', ''))).find((event) =>
      event.startsWith('Authorizer UPDATE_FAILED'),
    )
    assert.match(failed ?? '', /"JwtConfiguration of a JWT authorizer must have an Audience /)
    assert.equal(await status(), 'UPDATE_ROLLBACK_COMPLETE')
  })
})
