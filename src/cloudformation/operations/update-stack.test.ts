import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { articleTemplate, openCloudFormation } from '../../../test/support/cloudformation.ts'

describe('UpdateStack', () => {
  it('tells that nothing changed, with the previous template and values too', async (t) => {
    const { client } = await openCloudFormation(t)
    const Parameters = [{ ParameterKey: 'Backend', ParameterValue: 'https://b.example/' }]
    await client.CreateStack({
      StackName: 'shop',
      TemplateBody: articleTemplate,
      Parameters,
      Tags: [{ Key: 'a', Value: 'b' }],
    })
    const unchanged = { name: 'ValidationError', message: 'No updates are to be performed.' }
    await assert.rejects(
      client.UpdateStack({ StackName: 'shop', TemplateBody: articleTemplate, Parameters }),
      unchanged,
    )
    const previous = [{ ParameterKey: 'Backend', UsePreviousValue: true }]
    await assert.rejects(
      client.UpdateStack({ StackName: 'shop', UsePreviousTemplate: true, Parameters: previous }),
      unchanged,
    )
  })

  it('refuses a template besides the previous one', async (t) => {
    const { client } = await openCloudFormation(t)
    await client.CreateStack({ StackName: 'shop', TemplateBody: articleTemplate })
    const both = { StackName: 'shop', TemplateBody: articleTemplate, UsePreviousTemplate: true }
    await assert.rejects(client.UpdateStack(both), {
      message: 'You cannot specify both usePreviousTemplate and Template Body/Template URL.',
    })
  })

  it('takes the previous values of parameters, secrets too, and keeps tags that are not given', async (t) => {
    const { client, gateway } = await openCloudFormation(t)
    const TemplateBody = articleTemplate.replace('{ Type: String, Default', '{ Type: String, NoEcho: true, Default')
    const Tags = [{ Key: 'team', Value: 'a' }]
    const Parameters = [{ ParameterKey: 'Backend', ParameterValue: 'https://secret.example/' }]
    await client.CreateStack({ StackName: 'shop', TemplateBody, Parameters, Tags })
    await client.UpdateStack({
      StackName: 'shop',
      TemplateBody: TemplateBody.replace('GET /', 'POST /'),
      Parameters: [{ ParameterKey: 'Backend', UsePreviousValue: true }],
    })
    const [stack] = (await client.DescribeStacks({ StackName: 'shop' })).Stacks ?? []
    assert.deepEqual([stack?.StackStatus, stack?.Tags], ['UPDATE_COMPLETE', Tags])
    const ApiId = (await gateway.GetApis({})).Items?.[0]?.ApiId
    const [integration] = (await gateway.GetIntegrations({ ApiId })).Items ?? []
    assert.equal(integration?.IntegrationUri, 'https://secret.example/')
    assert.equal((await gateway.GetRoutes({ ApiId })).Items?.[0]?.RouteKey, 'POST /')
  })

  it('answers the same call again without a second update', async (t) => {
    const { client, calls } = await openCloudFormation(t)
    const { StackId } = await client.CreateStack({ StackName: 'shop', TemplateBody: articleTemplate })
    const TemplateBody = articleTemplate.replace('GET /', 'POST /')
    const update = { StackName: 'shop', TemplateBody, ClientRequestToken: 'one' }
    assert.deepEqual(await client.UpdateStack(update), { StackId })
    const before = calls.length
    assert.deepEqual(await client.UpdateStack(update), { StackId })
    assert.equal(calls.length, before)
  })

  it('lets one of two calls at once win', async (t) => {
    const { client } = await openCloudFormation(t)
    await client.CreateStack({ StackName: 'shop', TemplateBody: articleTemplate })
    const TemplateBody = articleTemplate.replace('GET /', 'POST /')
    const results = await Promise.allSettled([1, 2].map(() => client.UpdateStack({ StackName: 'shop', TemplateBody })))
    assert.deepEqual(new Set(results.map(({ status }) => status)), new Set(['fulfilled', 'rejected']))
  })

  it('refuses what cannot be updated, and what it cannot honour, before anything is changed', async (t) => {
    const { client, calls } = await openCloudFormation(t)
    await client.CreateStack({ StackName: 'shop', TemplateBody: articleTemplate })
    const changing = calls.filter((name) => !/^(Get|List|Describe)/.test(name)).length
    const base = { StackName: 'shop', TemplateBody: articleTemplate.replace('GET /', 'POST /') }
    const refused = (more: object, message: string) =>
      assert.rejects(client.UpdateStack({ ...base, ...more }), { name: 'ValidationError', message })
    await refused(
      { TemplateBody: 'Resources: { HttpApi: { Type: AWS::Cognito::UserPool } }' },
      'Update of resource type is not permitted. The new template modifies resource type of the following resources: [HttpApi] (TemplateBody:1:31, Resources.HttpApi.Type)',
    )
    await refused({ DisableRollback: true }, 'poolgate does not implement DisableRollback for updates')
    await refused({ StackPolicyDuringUpdateBody: '[]' }, 'Error validating stack policy: Invalid stack policy')
    assert.equal(calls.filter((name) => !/^(Get|List|Describe)/.test(name)).length, changing)
    assert.equal((await client.DescribeStacks({ StackName: 'shop' })).Stacks?.[0]?.StackStatus, 'CREATE_COMPLETE')
  })

  it('refuses a stack that is not there, and one whose creation failed', async (t) => {
    const { client } = await openCloudFormation(t)
    await assert.rejects(client.UpdateStack({ StackName: 'nope', TemplateBody: articleTemplate }), {
      message: 'Stack [nope] does not exist',
    })
    const TemplateBody = articleTemplate.replace('GET /', 'nonsense')
    const { StackId } = await client.CreateStack({ StackName: 'bad', TemplateBody })
    await assert.rejects(client.UpdateStack({ StackName: 'bad', TemplateBody: articleTemplate }), {
      message: `Stack:${StackId} is in ROLLBACK_COMPLETE state and can not be updated.`,
    })
  })
})
