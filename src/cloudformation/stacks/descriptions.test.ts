import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { articleTemplate, openCloudFormation } from '../../../test/support/cloudformation.ts'

describe('descriptions of stacks', () => {
  it('of a stack that is not there are refused in the words that clients compare', async (t) => {
    const { client } = await openCloudFormation(t)
    const withId = { name: 'ValidationError', message: 'Stack with id nope does not exist' }
    await assert.rejects(client.DescribeStacks({ StackName: 'nope' }), withId)
    await assert.rejects(client.DescribeStackResources({ StackName: 'nope' }), withId)
    await assert.rejects(client.ListStackResources({ StackName: 'nope' }), withId)
    await assert.rejects(client.GetTemplate({ StackName: 'nope' }), withId)
    await assert.rejects(client.GetTemplateSummary({ StackName: 'nope' }), withId)
    const inBrackets = { name: 'ValidationError', message: 'Stack [nope] does not exist' }
    await assert.rejects(client.DescribeStackEvents({ StackName: 'nope' }), inBrackets)
    await assert.rejects(
      client.UpdateTerminationProtection({ StackName: 'nope', EnableTerminationProtection: true }),
      inBrackets,
    )
  })

  it('show every resource with its physical id, by stack or by that id', async (t) => {
    const { client, gateway } = await openCloudFormation(t)
    const { StackId } = await client.CreateStack({ StackName: 'shop', TemplateBody: articleTemplate })
    const [api] = (await gateway.GetApis({})).Items ?? []
    const { StackResources } = await client.DescribeStackResources({ PhysicalResourceId: api?.ApiId })
    assert.equal(StackResources?.length, 7)
    const [only] =
      (await client.DescribeStackResources({ StackName: 'shop', LogicalResourceId: 'HttpApi' })).StackResources ?? []
    assert.equal(only?.PhysicalResourceId, api?.ApiId)
    assert.equal(only?.StackId, StackId)
    assert.equal((await client.ListStackResources({ StackName: 'shop' })).StackResourceSummaries?.length, 7)
    const { StackResourceDetail } = await client.DescribeStackResource({
      StackName: 'shop',
      LogicalResourceId: 'Stage',
    })
    assert.equal(StackResourceDetail?.PhysicalResourceId, '$default')
    await assert.rejects(client.DescribeStackResource({ StackName: 'shop', LogicalResourceId: 'Nope' }), {
      message: 'Resource Nope does not exist for stack shop',
    })
  })

  it('list events newest first, a hundred at a time', async (t) => {
    const { client } = await openCloudFormation(t)
    const pools = Array.from(
      { length: 40 },
      (_, index) =>
        `  P${index}: { Type: AWS::ApiGatewayV2::Api, Properties: { Name: p${index}, ProtocolType: HTTP } }`,
    )
    await client.CreateStack({ StackName: 'many', TemplateBody: `Resources:\n${pools.join('\n')}` })
    const first = await client.DescribeStackEvents({ StackName: 'many' })
    assert.equal(first.StackEvents?.length, 100)
    assert.equal(first.StackEvents[0]?.ResourceStatus, 'CREATE_COMPLETE')
    assert.equal(first.StackEvents[0].ResourceType, 'AWS::CloudFormation::Stack')
    const second = await client.DescribeStackEvents({ StackName: 'many', NextToken: first.NextToken })
    // 40 resources with three events each, and two of the stack.
    assert.equal(second.StackEvents?.length, 22)
    assert.equal(second.StackEvents.at(-1)?.ResourceStatusReason, 'User Initiated')
    assert.equal(second.NextToken, undefined)
  })

  it('list stacks by status, deleted ones too', async (t) => {
    const { client } = await openCloudFormation(t)
    await client.CreateStack({ StackName: 'here', TemplateBody: articleTemplate })
    await client.CreateStack({ StackName: 'gone', TemplateBody: articleTemplate })
    await client.DeleteStack({ StackName: 'gone' })
    const names = async (filter: 'CREATE_COMPLETE' | 'DELETE_COMPLETE' | 'UPDATE_COMPLETE') =>
      (await client.ListStacks({ StackStatusFilter: [filter] })).StackSummaries?.map(({ StackName }) => StackName)
    assert.deepEqual(await names('CREATE_COMPLETE'), ['here'])
    assert.deepEqual(await names('DELETE_COMPLETE'), ['gone'])
    assert.deepEqual(await names('UPDATE_COMPLETE'), [])
    assert.deepEqual(
      (await client.DescribeStacks({})).Stacks?.map(({ StackName }) => StackName),
      ['here'],
    )
  })
})

describe('descriptions of templates', () => {
  it('give the template back as it was sent', async (t) => {
    const { client } = await openCloudFormation(t)
    await client.CreateStack({ StackName: 'shop', TemplateBody: articleTemplate })
    assert.deepEqual(await client.GetTemplate({ StackName: 'shop', TemplateStage: 'Original' }), {
      TemplateBody: articleTemplate,
      StagesAvailable: ['Original', 'Processed'],
    })
  })

  it('take JSON as well as YAML', async (t) => {
    const { client } = await openCloudFormation(t)
    const TemplateBody = JSON.stringify({ Resources: { Pool: { Type: 'AWS::Cognito::UserPool' } } }, undefined, '\t')
    await client.CreateStack({ StackName: 'json', TemplateBody })
    assert.equal((await client.GetTemplate({ StackName: 'json' })).TemplateBody, TemplateBody)
  })

  it('summarize parameters and resource types', async (t) => {
    const { client } = await openCloudFormation(t)
    const { Parameters, ResourceTypes } = await client.GetTemplateSummary({ TemplateBody: articleTemplate })
    assert.deepEqual(Parameters, [
      {
        ParameterKey: 'Backend',
        DefaultValue: 'https://www.example.com/',
        ParameterType: 'String',
        NoEcho: false,
        ParameterConstraints: {},
      },
    ])
    assert.equal(ResourceTypes?.length, 7)
  })

  it('really validate, with parameters left open', async (t) => {
    const { client } = await openCloudFormation(t)
    const open = articleTemplate.replace(', Default: https://www.example.com/', '')
    assert.deepEqual(await client.ValidateTemplate({ TemplateBody: open }), {
      Parameters: [{ ParameterKey: 'Backend', NoEcho: false }],
      Capabilities: [],
      DeclaredTransforms: [],
    })
    await assert.rejects(
      client.ValidateTemplate({ TemplateBody: open.replace('RouteKey', 'Key') }),
      /^ValidationError: Encountered unsupported property Key \(TemplateBody:38:7, /,
    )
  })
})
