import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { articleTemplate, openCloudFormation } from '../../../test/support/cloudformation.ts'

const create = {
  StackName: 'shop',
  ChangeSetName: 'first',
  ChangeSetType: 'CREATE' as const,
  TemplateBody: articleTemplate,
}

describe('change sets', () => {
  it('put a new stack under review and create it when they are executed', async (t) => {
    const { client, calls } = await openCloudFormation(t)
    const { Id, StackId } = await client.CreateChangeSet({ ...create, Description: 'the first' })
    assert.match(Id!, /^arn:aws:cloudformation:us-east-1:000000000000:changeSet\/first\/[0-9a-f-]{36}$/)
    assert.equal((await client.DescribeStacks({ StackName: 'shop' })).Stacks?.[0]?.StackStatus, 'REVIEW_IN_PROGRESS')
    const described = await client.DescribeChangeSet({ StackName: 'shop', ChangeSetName: 'first' })
    assert.equal(described.Status, 'CREATE_COMPLETE')
    assert.equal(described.ExecutionStatus, 'AVAILABLE')
    assert.equal(described.Description, 'the first')
    assert.deepEqual(
      described.Changes?.map(({ ResourceChange }) => [ResourceChange?.Action, ResourceChange?.LogicalResourceId]).slice(
        0,
        2,
      ),
      [
        ['Add', 'UserPool'],
        ['Add', 'UserPoolClient'],
      ],
    )
    assert.deepEqual(calls, [])
    await client.ExecuteChangeSet({ ChangeSetName: Id })
    const { Stacks } = await client.DescribeStacks({ StackName: StackId })
    assert.equal(Stacks?.[0]?.StackStatus, 'CREATE_COMPLETE')
    assert.equal(Stacks[0].ChangeSetId, Id)
    assert.equal((await client.DescribeChangeSet({ ChangeSetName: Id })).ExecutionStatus, 'EXECUTE_COMPLETE')
    await assert.rejects(client.ExecuteChangeSet({ ChangeSetName: Id }), {
      name: 'InvalidChangeSetStatusException',
      message: `ChangeSet [${Id}] cannot be executed in its current execution status of [EXECUTE_COMPLETE]`,
    })
  })

  it('that can be executed no more give their names free', async (t) => {
    const { client } = await openCloudFormation(t)
    const { Id: executed } = await client.CreateChangeSet(create)
    await assert.rejects(client.CreateChangeSet(create), {
      name: 'AlreadyExistsException',
      message: 'ChangeSet [first] already exists',
    })
    await client.ExecuteChangeSet({ ChangeSetName: executed })
    const again = { StackName: 'shop', ChangeSetName: 'first', TemplateBody: articleTemplate }
    const { Id: empty } = await client.CreateChangeSet(again)
    const { Id: last } = await client.CreateChangeSet(again)
    assert.equal(new Set([executed, empty, last]).size, 3)
    const { Summaries } = await client.ListChangeSets({ StackName: 'shop' })
    assert.deepEqual(
      Summaries?.map(({ ChangeSetId }) => ChangeSetId),
      [last],
    )
  })

  it('without changes fail with the text that deploy clients look for', async (t) => {
    const { client } = await openCloudFormation(t)
    await client.CreateStack({ StackName: 'shop', TemplateBody: articleTemplate })
    // Layout and comments are no change.
    const TemplateBody = `# the same\n${articleTemplate.replace('Properties: { UsernameAttributes: [email],', 'Properties: { UsernameAttributes: [ "email" ],')}`
    const { Id } = await client.CreateChangeSet({ StackName: 'shop', ChangeSetName: 'again', TemplateBody })
    const { Status, StatusReason, ExecutionStatus } = await client.DescribeChangeSet({ ChangeSetName: Id })
    assert.deepEqual(
      [Status, StatusReason, ExecutionStatus],
      [
        'FAILED',
        "The submitted information didn't contain changes. Submit different information to create a change set.",
        'UNAVAILABLE',
      ],
    )
    await assert.rejects(client.ExecuteChangeSet({ ChangeSetName: Id }), {
      message: `ChangeSet [${Id}] cannot be executed in its current status of [FAILED]`,
    })
  })

  it('say truly what they would change, and change it when they are executed', async (t) => {
    const { client, calls, gateway } = await openCloudFormation(t)
    await client.CreateStack({ StackName: 'shop', TemplateBody: articleTemplate })
    const isChange = (name: string) => !/^(Get|List|Describe)/.test(name)
    const before = calls.filter(isChange).length
    const TemplateBody = articleTemplate
      .replace('UserPoolId: !Ref UserPool', 'UserPoolId: !Ref UserPool\n      GenerateSecret: true')
      .replace('AutoVerifiedAttributes: [email]', 'UserPoolName: renamed')
      .replace(
        / {2}Stage:[^]*?(?=Outputs:)/,
        '  Pets: { Type: AWS::ApiGatewayV2::Api, Properties: { Name: pets, ProtocolType: HTTP } }\n',
      )
    const Parameters = [{ ParameterKey: 'Backend', ParameterValue: 'https://other.example/' }]
    const { Id } = await client.CreateChangeSet({
      StackName: 'shop',
      ChangeSetName: 'change',
      TemplateBody,
      Parameters,
    })
    const { Changes = [], Status } = await client.DescribeChangeSet({ ChangeSetName: Id })
    assert.equal(Status, 'CREATE_COMPLETE')
    assert.equal(calls.filter(isChange).length, before)
    const summary = Changes.map(({ ResourceChange }) => [
      ResourceChange?.Action,
      ResourceChange?.LogicalResourceId,
      ResourceChange?.Replacement,
      ResourceChange?.Details?.map(({ Target, Evaluation, ChangeSource, CausingEntity }) =>
        [Target?.Attribute, Target?.Name, Target?.RequiresRecreation, Evaluation, ChangeSource, CausingEntity].join(
          ' ',
        ),
      ),
    ])
    assert.deepEqual(summary, [
      [
        'Modify',
        'UserPool',
        'False',
        [
          'Properties AutoVerifiedAttributes Never Static DirectModification ',
          'Properties UserPoolName Never Static DirectModification ',
        ],
      ],
      ['Add', 'Pets', undefined, []],
      ['Modify', 'UserPoolClient', 'True', ['Properties GenerateSecret Always Static DirectModification ']],
      ['Modify', 'Integration', 'False', ['Properties IntegrationUri Never Static ParameterReference Backend']],
      ['Modify', 'Authorizer', 'False', ['Properties JwtConfiguration Never Dynamic ResourceReference UserPoolClient']],
      ['Remove', 'Stage', undefined, []],
    ])
    await client.ExecuteChangeSet({ ChangeSetName: Id })
    const [stack] = (await client.DescribeStacks({ StackName: 'shop' })).Stacks ?? []
    assert.deepEqual([stack?.StackStatus, stack?.ChangeSetId], ['UPDATE_COMPLETE', Id])
    assert.deepEqual((await gateway.GetApis({})).Items?.map(({ Name }) => Name).toSorted(), ['pets', 'shop'])
    assert.equal((await client.DescribeChangeSet({ ChangeSetName: Id })).Changes?.length, 6)
  })

  it('of what cannot be updated fail with the reason', async (t) => {
    const { client } = await openCloudFormation(t)
    await client.CreateStack({ StackName: 'shop', TemplateBody: articleTemplate })
    const TemplateBody = 'Resources: { HttpApi: { Type: AWS::Cognito::UserPool } }'
    const { Id } = await client.CreateChangeSet({ StackName: 'shop', ChangeSetName: 'other', TemplateBody })
    const { Status, StatusReason } = await client.DescribeChangeSet({ ChangeSetName: Id })
    assert.equal(Status, 'FAILED')
    assert.match(
      StatusReason ?? '',
      /^Update of resource type is not permitted\. The new template modifies resource type of the following resources: \[HttpApi\] /,
    )
  })

  it('tell the values of properties to whoever asks, secrets apart', async (t) => {
    const { client } = await openCloudFormation(t)
    const TemplateBody = `
Parameters: { Secret: { Type: String, NoEcho: true, Default: 'http://a.example/' }, Name: { Type: String, Default: one } }
Resources:
  Api: { Type: AWS::ApiGatewayV2::Api, Properties: { Name: !Ref Name, ProtocolType: HTTP, Description: !Ref Secret } }
  Pool: { Type: AWS::Cognito::UserPool, Properties: { UserPoolTags: { of: !Ref Api } } }`
    await client.CreateStack({ StackName: 'shop', TemplateBody })
    const change = { StackName: 'shop', ChangeSetName: 'change' }
    await client.CreateChangeSet({
      ...change,
      TemplateBody: TemplateBody.replace('ProtocolType: HTTP', 'ProtocolType: HTTP, DisableExecuteApiEndpoint: true'),
      Parameters: [
        { ParameterKey: 'Secret', ParameterValue: 'http://b.example/' },
        { ParameterKey: 'Name', ParameterValue: 'two' },
      ],
    })
    const targetsOf = async (IncludePropertyValues: boolean) => {
      const { Changes = [] } = await client.DescribeChangeSet({ ...change, IncludePropertyValues })
      return Changes[0]?.ResourceChange?.Details?.map(({ Target }) => Target)
    }
    const target = { Attribute: 'Properties', RequiresRecreation: 'Never' }
    const path = (name: string) => ({ ...target, Name: name, Path: `/Properties/${name}` })
    assert.deepEqual(await targetsOf(true), [
      { ...path('Description'), AttributeChangeType: 'Modify', BeforeValue: '****', AfterValue: '****' },
      { ...path('DisableExecuteApiEndpoint'), AttributeChangeType: 'Add', AfterValue: 'true' },
      { ...path('Name'), AttributeChangeType: 'Modify', BeforeValue: 'one', AfterValue: 'two' },
    ])
    assert.deepEqual(await targetsOf(false), [
      { ...target, Name: 'Description' },
      { ...target, Name: 'DisableExecuteApiEndpoint' },
      { ...target, Name: 'Name' },
    ])
  })

  it('tell a replacement that depends on another from one that is certain, and name the declaration`s own changes', async (t) => {
    const { client } = await openCloudFormation(t)
    const template = (api: string, more = '') => `
Parameters: { Type: { Type: String, Default: ${api} } }
Resources:
  Api: { Type: AWS::ApiGatewayV2::Api, Properties: { Name: pets, ProtocolType: HTTP }${more} }
  Stage: { Type: AWS::ApiGatewayV2::Stage, Properties: { ApiId: !Ref ${api}, StageName: dev } }
  Other: { Type: AWS::ApiGatewayV2::Api, Properties: { Name: other, ProtocolType: HTTP } }`
    await client.CreateStack({ StackName: 'shop', TemplateBody: template('Api') })
    const changesOf = async (ChangeSetName: string, TemplateBody: string) => {
      await client.CreateChangeSet({ StackName: 'shop', ChangeSetName, TemplateBody })
      const { Changes = [] } = await client.DescribeChangeSet({ StackName: 'shop', ChangeSetName })
      return Changes.map(({ ResourceChange }) => [
        ResourceChange?.LogicalResourceId,
        ResourceChange?.Replacement,
        ResourceChange?.PolicyAction,
        ResourceChange?.Scope,
      ])
    }
    assert.deepEqual(await changesOf('other', template('Other')), [
      ['Stage', 'True', 'ReplaceAndDelete', ['Properties']],
    ])
    const added = template('New').replace('Other:', 'New:')
    assert.deepEqual(await changesOf('new', added), [
      ['New', undefined, undefined, []],
      ['Stage', 'Conditional', 'ReplaceAndDelete', ['Properties']],
      ['Other', undefined, 'Delete', []],
    ])
    assert.deepEqual(await changesOf('policies', template('Api', ', DeletionPolicy: Retain, Metadata: { a: b }')), [
      ['Api', 'False', undefined, ['Metadata', 'DeletionPolicy']],
    ])
  })

  it('cannot be executed once the stack is another, and go when another is executed', async (t) => {
    const { client } = await openCloudFormation(t)
    await client.CreateStack({ StackName: 'shop', TemplateBody: articleTemplate })
    const change = (ChangeSetName: string, method: string) => ({
      StackName: 'shop',
      ChangeSetName,
      TemplateBody: articleTemplate.replace('GET /', `${method} /`),
    })
    const { Id } = await client.CreateChangeSet(change('first', 'PUT'))
    await client.UpdateStack({ StackName: 'shop', TemplateBody: articleTemplate.replace('GET /', 'POST /') })
    assert.equal((await client.DescribeChangeSet({ ChangeSetName: Id })).ExecutionStatus, 'OBSOLETE')
    await assert.rejects(client.ExecuteChangeSet({ ChangeSetName: Id }), {
      name: 'InvalidChangeSetStatusException',
      message: `ChangeSet [${Id}] cannot be executed in its current execution status of [OBSOLETE]`,
    })
    await client.CreateChangeSet(change('second', 'PATCH'))
    await client.ExecuteChangeSet({ StackName: 'shop', ChangeSetName: 'second' })
    const { Summaries = [] } = await client.ListChangeSets({ StackName: 'shop' })
    assert.deepEqual(
      Summaries.map(({ ChangeSetName }) => ChangeSetName),
      ['second'],
    )
  })

  it('that are executed at the same time are executed once', async (t) => {
    const { client } = await openCloudFormation(t)
    await client.CreateStack({ StackName: 'shop', TemplateBody: articleTemplate })
    const ids = await Promise.all(
      ['one', 'two'].map(async (ChangeSetName) => {
        const Tags = [{ Key: 'of', Value: ChangeSetName }]
        return (await client.CreateChangeSet({ StackName: 'shop', ChangeSetName, TemplateBody: articleTemplate, Tags }))
          .Id
      }),
    )
    const outcomes = await Promise.allSettled(ids.map((ChangeSetName) => client.ExecuteChangeSet({ ChangeSetName })))
    const winners = ids.filter((_, index) => outcomes[index]?.status === 'fulfilled')
    assert.equal(winners.length, 1)
    const { ExecutionStatus } = await client.DescribeChangeSet({ ChangeSetName: winners[0] })
    assert.equal(ExecutionStatus, 'EXECUTE_COMPLETE')
    const { Stacks } = await client.DescribeStacks({ StackName: 'shop' })
    assert.equal(Stacks?.[0]?.ChangeSetId, winners[0])
  })

  it('of the wrong type are refused', async (t) => {
    const { client } = await openCloudFormation(t)
    await assert.rejects(client.CreateChangeSet({ ...create, ChangeSetType: 'UPDATE' }), {
      message: 'Stack [shop] does not exist',
    })
    await client.CreateStack({ StackName: 'shop', TemplateBody: articleTemplate })
    await assert.rejects(client.CreateChangeSet(create), {
      message: 'Stack [shop] already exists and cannot be created again with the changeSet [first].',
    })
    await assert.rejects(client.CreateChangeSet({ ...create, ChangeSetType: 'IMPORT' }), {
      message: 'poolgate does not implement ChangeSetType IMPORT',
    })
  })

  it('are listed and deleted; one that is not there counts as deleted', async (t) => {
    const { client } = await openCloudFormation(t)
    await client.CreateChangeSet(create)
    await assert.rejects(client.CreateChangeSet(create), { name: 'AlreadyExistsException' })
    const { Summaries } = await client.ListChangeSets({ StackName: 'shop' })
    assert.deepEqual(
      Summaries?.map(({ ChangeSetName, Status }) => [ChangeSetName, Status]),
      [['first', 'CREATE_COMPLETE']],
    )
    await client.DeleteChangeSet({ StackName: 'shop', ChangeSetName: 'first' })
    await client.DeleteChangeSet({ StackName: 'shop', ChangeSetName: 'first' })
    await assert.rejects(client.DescribeChangeSet({ StackName: 'shop', ChangeSetName: 'first' }), {
      name: 'ChangeSetNotFoundException',
      message: 'ChangeSet [first] does not exist',
    })
    await client.DeleteStack({ StackName: 'shop' })
    await assert.rejects(client.DescribeStacks({ StackName: 'shop' }))
  })
})
