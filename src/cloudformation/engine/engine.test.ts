import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  articleTemplate,
  failingTemplate,
  history,
  nothing,
  openCloudFormation,
  remains,
} from '../../../test/support/cloudformation.ts'

/** Why the route of `failingTemplate` fails. */
const broken =
  'The provided route key is not formatted properly for HTTP protocol. Format should be "<HTTP METHOD> /<RESOURCE PATH>" or "$default"'

describe('creating a stack', () => {
  it('makes every resource in the order of its dependencies, with the events of AWS', async (t) => {
    const opened = await openCloudFormation(t)
    const { StackId } = await opened.client.CreateStack({ StackName: 'article', TemplateBody: articleTemplate })
    const events = await history(opened, StackId!)
    assert.equal(events[0], 'article CREATE_IN_PROGRESS User Initiated')
    assert.equal(events.at(-1), 'article CREATE_COMPLETE')
    assert.deepEqual(
      events.filter((event) => event.startsWith('Route ')),
      ['Route CREATE_IN_PROGRESS', 'Route CREATE_IN_PROGRESS Resource creation Initiated', 'Route CREATE_COMPLETE'],
    )
    const before = (first: string, second: string) =>
      assert.ok(
        events.indexOf(`${first} CREATE_COMPLETE`) < events.indexOf(`${second} CREATE_IN_PROGRESS`),
        `${first} before ${second}`,
      )
    before('UserPool', 'UserPoolClient')
    before('UserPoolClient', 'Authorizer')
    before('HttpApi', 'Integration')
    before('Authorizer', 'Route')
    before('Integration', 'Route')
  })

  it('makes a stage that deploys automatically after the routes that it deploys, and mappings after stages', async (t) => {
    const opened = await openCloudFormation(t)
    const { client, gateway } = opened
    const { StackId } = await client.CreateStack({
      StackName: 'staged',
      TemplateBody: `
Resources:
  Api: { Type: AWS::ApiGatewayV2::Api, Properties: { Name: staged, ProtocolType: HTTP } }
  Certificate: { Type: AWS::CertificateManager::Certificate, Properties: { DomainName: api.example.com } }
  Domain:
    Type: AWS::ApiGatewayV2::DomainName
    Properties: { DomainName: api.example.com, DomainNameConfigurations: [{ CertificateArn: !Ref Certificate }] }
  Mapping:
    Type: AWS::ApiGatewayV2::ApiMapping
    Properties: { ApiId: !Ref Api, DomainName: !Ref Domain, Stage: $default }
  Stage:
    Type: AWS::ApiGatewayV2::Stage
    Properties: { ApiId: !Ref Api, StageName: $default, AutoDeploy: true }
  Integration:
    Type: AWS::ApiGatewayV2::Integration
    Properties:
      ApiId: !Ref Api
      IntegrationType: HTTP_PROXY
      IntegrationMethod: GET
      IntegrationUri: https://example.com/
      PayloadFormatVersion: '1.0'
  Cats:
    Type: AWS::ApiGatewayV2::Route
    Properties: { ApiId: !Ref Api, RouteKey: GET /cats, Target: !Sub 'integrations/\${Integration}' }
  Dogs:
    Type: AWS::ApiGatewayV2::Route
    Properties: { ApiId: !Ref Api, RouteKey: GET /dogs, Target: !Sub 'integrations/\${Integration}' }
`,
    })
    const events = await history(opened, StackId!)
    assert.equal(events.at(-1), 'staged CREATE_COMPLETE')
    const begun = events.filter((event) => event.endsWith('CREATE_IN_PROGRESS')).map((event) => event.split(' ')[0])
    assert.deepEqual(begun.slice(-2), ['Stage', 'Mapping'])
    const [api] = (await gateway.GetApis({})).Items ?? []
    assert.equal((await gateway.GetDeployments({ ApiId: api?.ApiId })).Items?.length, 1)
  })

  it('fills outputs and properties with what the resources are', async (t) => {
    const opened = await openCloudFormation(t)
    const { client, gateway, cognito } = opened
    await client.CreateStack({ StackName: 'article', TemplateBody: articleTemplate })
    const { Stacks } = await client.DescribeStacks({ StackName: 'article' })
    const [pool] = (await cognito.ListUserPools({ MaxResults: 1 })).UserPools ?? []
    const [api] = (await gateway.GetApis({})).Items ?? []
    const [authorizer] = (await gateway.GetAuthorizers({ ApiId: api?.ApiId })).Items ?? []
    const [integration] = (await gateway.GetIntegrations({ ApiId: api?.ApiId })).Items ?? []
    const clients = await cognito.ListUserPoolClients({ UserPoolId: pool?.Id })
    assert.deepEqual(Stacks?.[0]?.Outputs, [
      { OutputKey: 'HttpApiUrl', OutputValue: `https://${api?.ApiId}.execute-api.us-east-1.amazonaws.com/` },
      { OutputKey: 'UserPoolId', OutputValue: pool?.Id },
      { OutputKey: 'PoolArn', OutputValue: `arn:aws:cognito-idp:us-east-1:000000000000:userpool/${pool?.Id}` },
    ])
    assert.deepEqual(authorizer?.JwtConfiguration, {
      Audience: [clients.UserPoolClients?.[0]?.ClientId],
      Issuer: `https://cognito-idp.us-east-1.amazonaws.com/${pool?.Id}`,
    })
    assert.equal(integration?.PayloadFormatVersion, '1.0')
    assert.equal(api?.Name, 'article')
  })

  it('names what the template leaves nameless <stack>-<logical id>-<random>, and adds the tags of the stack', async (t) => {
    const { client, cognito } = await openCloudFormation(t)
    const TemplateBody =
      'Resources: { Pool: { Type: AWS::Cognito::UserPool, Properties: { UserPoolTags: { team: own } } } }'
    const Tags = [
      { Key: 'team', Value: 'stack' },
      { Key: 'cost', Value: '7' },
    ]
    await client.CreateStack({ StackName: 'shop', TemplateBody, Tags })
    const [summary] = (await cognito.ListUserPools({ MaxResults: 1 })).UserPools ?? []
    assert.match(summary?.Name ?? '', /^shop-Pool-[0-9A-Z]{12}$/)
    const { UserPool } = await cognito.DescribeUserPool({ UserPoolId: summary?.Id })
    assert.deepEqual(UserPool?.UserPoolTags, { team: 'own', cost: '7' })
  })

  it('answers at once when its patience ends, and goes on', async (t) => {
    const opened = await openCloudFormation(t)
    const engine = opened.newEngine(0)
    const client = opened.clientOf(engine)
    const gate = Promise.withResolvers<void>()
    opened.intercept.after = (name) => (name === 'CreateApi' ? gate.promise : undefined)
    await client.CreateStack({ StackName: 'slow', TemplateBody: failingTemplate.replace('nonsense', 'GET /') })
    assert.equal((await client.DescribeStacks({ StackName: 'slow' })).Stacks?.[0]?.StackStatus, 'CREATE_IN_PROGRESS')
    gate.resolve()
    await engine.settled()
    assert.equal((await client.DescribeStacks({ StackName: 'slow' })).Stacks?.[0]?.StackStatus, 'CREATE_COMPLETE')
  })
})

describe('attributes', () => {
  const template = (secret: boolean) => `
Resources:
  Pool: { Type: AWS::Cognito::UserPool }
  Client: { Type: AWS::Cognito::UserPoolClient, Properties: { UserPoolId: !Ref Pool, GenerateSecret: ${secret} } }
  Api: { Type: AWS::ApiGatewayV2::Api, Properties: { Name: pets, ProtocolType: HTTP } }
Outputs:
  Secret: { Value: !GetAtt Client.ClientSecret }
  Provider: { Value: !GetAtt Pool.ProviderURL }
  Endpoint: { Value: !GetAtt Api.ApiEndpoint }`

  it('are read from the operations', async (t) => {
    const { client, cognito, gateway } = await openCloudFormation(t)
    await client.CreateStack({ StackName: 'shop', TemplateBody: template(true) })
    const outputs = (await client.DescribeStacks({ StackName: 'shop' })).Stacks?.[0]?.Outputs
    const UserPoolId = (await cognito.ListUserPools({ MaxResults: 1 })).UserPools?.[0]?.Id
    const ClientId = (await cognito.ListUserPoolClients({ UserPoolId })).UserPoolClients?.[0]?.ClientId
    const { UserPoolClient } = await cognito.DescribeUserPoolClient({ UserPoolId, ClientId })
    const [api] = (await gateway.GetApis({})).Items ?? []
    assert.ok(UserPoolClient?.ClientSecret)
    assert.deepEqual(
      outputs?.map(({ OutputValue }) => OutputValue),
      [UserPoolClient.ClientSecret, `https://cognito-idp.us-east-1.amazonaws.com/${UserPoolId}`, api?.ApiEndpoint],
    )
  })

  it('that a resource turns out not to have fail it', async (t) => {
    const opened = await openCloudFormation(t)
    await opened.client.CreateStack({ StackName: 'shop', TemplateBody: template(false) })
    const failed = (await history(opened, 'shop')).find((event) => event.startsWith('Client CREATE_FAILED'))
    assert.match(failed ?? '', /"Attribute 'ClientSecret' does not exist \(Service: CognitoIdentityProvider, /)
    assert.deepEqual(await remains(opened), nothing)
  })
})

describe('a creation that fails', () => {
  it('because it takes longer than TimeoutInMinutes starts nothing more', async (t) => {
    const opened = await openCloudFormation(t)
    opened.intercept.after = (name) => (name === 'CreateUserPool' ? opened.clock.advance(120_000) : undefined)
    const stack = { StackName: 'slow', TemplateBody: articleTemplate, TimeoutInMinutes: 1 }
    await opened.client.CreateStack(stack)
    const failed = (await history(opened, 'slow')).find((event) => event.startsWith('UserPoolClient CREATE_FAILED'))
    assert.match(failed ?? '', /"Stack creation time exceeded the specified timeout /)
    assert.ok(!opened.calls.includes('CreateUserPoolClient'))
    assert.deepEqual(await remains(opened), nothing)
  })

  it('is rolled back in reverse order and leaves nothing behind', async (t) => {
    const opened = await openCloudFormation(t)
    const { StackId } = await opened.client.CreateStack({ StackName: 'bad', TemplateBody: failingTemplate })
    const events = await history(opened, StackId!)
    const failed = events.find((event) => event.startsWith('Route CREATE_FAILED')) ?? ''
    assert.match(
      failed,
      /\(Service: ApiGatewayV2, Status Code: 400, Request ID: [0-9a-f-]{36}\)" \(RequestToken: [0-9a-f-]{36}, HandlerErrorCode: InvalidRequest\)$/,
    )
    assert.ok(failed.startsWith(`Route CREATE_FAILED Resource handler returned message: "${broken} (`), failed)
    assert.deepEqual(events.slice(events.indexOf(failed) + 1), [
      'bad ROLLBACK_IN_PROGRESS The following resource(s) failed to create: [Route]. Rollback requested by user.',
      'Route DELETE_COMPLETE',
      'Api DELETE_IN_PROGRESS',
      'Api DELETE_COMPLETE',
      'Pool DELETE_IN_PROGRESS',
      'Pool DELETE_COMPLETE',
      'bad ROLLBACK_COMPLETE',
    ])
    assert.deepEqual(await remains(opened), nothing)
  })

  it('leaves things as they are with OnFailure DO_NOTHING or DisableRollback', async (t) => {
    for (const how of [{ OnFailure: 'DO_NOTHING' as const }, { DisableRollback: true }]) {
      const opened = await openCloudFormation(t)
      await opened.client.CreateStack({ StackName: 'bad', TemplateBody: failingTemplate, ...how })
      const { Stacks } = await opened.client.DescribeStacks({ StackName: 'bad' })
      assert.equal(Stacks?.[0]?.StackStatus, 'CREATE_FAILED')
      assert.equal(Stacks[0].StackStatusReason, 'The following resource(s) failed to create: [Route]. ')
      assert.equal(Stacks[0].DisableRollback, true)
      assert.deepEqual(await remains(opened), { pools: ['users'], apis: ['pets'] })
      await opened.client.DeleteStack({ StackName: 'bad' })
      assert.deepEqual(await remains(opened), nothing)
    }
  })

  it('is deleted with OnFailure DELETE', async (t) => {
    const opened = await openCloudFormation(t)
    const { StackId } = await opened.client.CreateStack({
      StackName: 'bad',
      TemplateBody: failingTemplate,
      OnFailure: 'DELETE',
    })
    const { Stacks } = await opened.client.DescribeStacks({ StackName: StackId })
    assert.equal(Stacks?.[0]?.StackStatus, 'DELETE_COMPLETE')
    assert.deepEqual(await remains(opened), nothing)
  })

  it('keeps resources that say Retain, unless RetainExceptOnCreate is asked for', async (t) => {
    const TemplateBody = failingTemplate.replace('UserPool, Prop', 'UserPool, DeletionPolicy: Retain, Prop')
    for (const RetainExceptOnCreate of [false, true]) {
      const opened = await openCloudFormation(t)
      await opened.client.CreateStack({ StackName: 'bad', TemplateBody, RetainExceptOnCreate })
      assert.deepEqual(await remains(opened), { pools: RetainExceptOnCreate ? [] : ['users'], apis: [] })
    }
  })

  it('tells nothing of a bug but its request id, logs it, and takes away what the operation made nevertheless', async (t) => {
    const opened = await openCloudFormation(t)
    opened.intercept.after = (name) => {
      if (name === 'CreateApi') throw new TypeError('secret detail')
    }
    const { StackId } = await opened.client.CreateStack({ StackName: 'bad', TemplateBody: failingTemplate })
    const events = await history(opened, StackId!)
    assert.ok(events.some((event) => /^Api CREATE_FAILED Internal failure \(Request ID: [0-9a-f-]{36}\)$/.test(event)))
    assert.ok(!events.join().includes('secret detail'))
    assert.ok(opened.log.entries.some((entry) => entry.event === 'resource-failed' && entry['logicalId'] === 'Api'))
    assert.equal(events.at(-1), 'bad ROLLBACK_COMPLETE')
    assert.deepEqual(await remains(opened), nothing)
  })

  it('for a name that the stack would export twice is rolled back', async (t) => {
    const opened = await openCloudFormation(t)
    const output = (key: string) => `  ${key}: { Value: x, Export: { Name: !GetAtt Pool.Arn } }\n`
    const TemplateBody = `Resources: { Pool: { Type: AWS::Cognito::UserPool } }\nOutputs:\n${output('A')}${output('B')}`
    await opened.client.CreateStack({ StackName: 'twice', TemplateBody })
    assert.equal(
      (await opened.client.DescribeStacks({ StackName: 'twice' })).Stacks?.[0]?.StackStatus,
      'ROLLBACK_COMPLETE',
    )
    assert.deepEqual(await remains(opened), nothing)
  })
})

describe('deleting a stack', () => {
  it('takes its resources away in reverse order; what is gone already counts as deleted', async (t) => {
    const opened = await openCloudFormation(t)
    const { client, gateway } = opened
    const { StackId } = await client.CreateStack({ StackName: 'article', TemplateBody: articleTemplate })
    const [api] = (await gateway.GetApis({})).Items ?? []
    await gateway.DeleteStage({ ApiId: api?.ApiId, StageName: '$default' })
    await client.DeleteStack({ StackName: 'article' })
    const events = await history(opened, StackId!)
    const deleted = events.filter((event) => event.endsWith('DELETE_COMPLETE')).map((event) => event.split(' ')[0])
    assert.equal(deleted[0], 'Route')
    assert.equal(deleted.at(-1), 'article')
    assert.equal(deleted.length, 8)
    assert.deepEqual(await remains(opened), nothing)
  })

  it('leaves alone what says Retain', async (t) => {
    const opened = await openCloudFormation(t)
    const TemplateBody =
      'Resources: { Pool: { Type: AWS::Cognito::UserPool, DeletionPolicy: Retain, Properties: { UserPoolName: users } } }'
    const { StackId } = await opened.client.CreateStack({ StackName: 'keep', TemplateBody })
    await opened.client.DeleteStack({ StackName: 'keep' })
    assert.deepEqual(await remains(opened), { pools: ['users'], apis: [] })
    assert.deepEqual((await history(opened, StackId!)).slice(-2), ['Pool DELETE_SKIPPED', 'keep DELETE_COMPLETE'])
  })

  it('that a resource resists ends in DELETE_FAILED, and RetainResources lets go of it', async (t) => {
    const opened = await openCloudFormation(t)
    const { client } = opened
    const TemplateBody =
      'Resources: { Pool: { Type: AWS::Cognito::UserPool, Properties: { UserPoolName: users, DeletionProtection: ACTIVE } } }'
    const { StackId } = await client.CreateStack({ StackName: 'tough', TemplateBody })
    await client.DeleteStack({ StackName: 'tough' })
    const { Stacks } = await client.DescribeStacks({ StackName: 'tough' })
    assert.equal(Stacks?.[0]?.StackStatus, 'DELETE_FAILED')
    assert.equal(Stacks[0].StackStatusReason, 'The following resource(s) failed to delete: [Pool]. ')
    await client.DeleteStack({ StackName: 'tough', RetainResources: ['Pool'] })
    assert.equal((await history(opened, StackId!)).at(-1), 'tough DELETE_COMPLETE')
    assert.deepEqual(await remains(opened), { pools: ['users'], apis: [] })
  })
})
