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

  it('with changes to a stack are refused, and change nothing', async (t) => {
    const { client } = await openCloudFormation(t)
    await client.CreateStack({ StackName: 'shop', TemplateBody: articleTemplate })
    const TemplateBody = articleTemplate.replace('GET /', 'POST /')
    await assert.rejects(client.CreateChangeSet({ StackName: 'shop', ChangeSetName: 'change', TemplateBody }), {
      name: 'ValidationError',
      message: 'poolgate does not implement stack updates yet. Nothing was changed.',
    })
    assert.deepEqual(await client.ListChangeSets({ StackName: 'shop' }), { Summaries: [] })
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
