import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { openCloudFormation } from '../../../test/support/cloudformation.ts'

const pool = 'Resources: { Pool: { Type: AWS::Cognito::UserPool } }'

describe('DeleteStack', () => {
  it('succeeds for a stack that is not there, and twice', async (t) => {
    const { client } = await openCloudFormation(t)
    await client.DeleteStack({ StackName: 'nope' })
    const { StackId } = await client.CreateStack({ StackName: 'shop', TemplateBody: pool })
    await client.DeleteStack({ StackName: StackId })
    await client.DeleteStack({ StackName: StackId })
    const { Stacks } = await client.DescribeStacks({ StackName: StackId })
    assert.equal(Stacks?.[0]?.StackStatus, 'DELETE_COMPLETE')
    assert.ok(Stacks[0].DeletionTime)
    await assert.rejects(client.DescribeStacks({ StackName: 'shop' }), { message: 'Stack with id shop does not exist' })
  })

  it('is refused under termination protection, until it is lifted', async (t) => {
    const { client } = await openCloudFormation(t)
    await client.CreateStack({ StackName: 'shop', TemplateBody: pool, EnableTerminationProtection: true })
    await assert.rejects(client.DeleteStack({ StackName: 'shop' }), {
      name: 'ValidationError',
      message: 'Stack [shop] cannot be deleted while TerminationProtection is enabled',
    })
    await client.UpdateTerminationProtection({ StackName: 'shop', EnableTerminationProtection: false })
    await client.DeleteStack({ StackName: 'shop' })
    await assert.rejects(client.DescribeStacks({ StackName: 'shop' }))
  })

  it('of a stack that is still being created waits for it and then deletes it', async (t) => {
    const { client, intercept, cognito } = await openCloudFormation(t)
    const [begun, gate] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    intercept.after = (name) => {
      if (name !== 'CreateUserPool') return undefined
      begun.resolve()
      return gate.promise
    }
    const created = client.CreateStack({ StackName: 'shop', TemplateBody: pool })
    await begun.promise
    const deleted = client.DeleteStack({ StackName: 'shop' })
    gate.resolve()
    await deleted
    const { StackId } = await created
    assert.equal((await client.DescribeStacks({ StackName: StackId })).Stacks?.[0]?.StackStatus, 'DELETE_COMPLETE')
    assert.deepEqual((await cognito.ListUserPools({ MaxResults: 1 })).UserPools, [])
  })

  it('of a stack whose creation outlasts its patience is refused, not promised', async (t) => {
    const { clientOf, newEngine, intercept } = await openCloudFormation(t)
    const engine = newEngine(0)
    const client = clientOf(engine)
    const gate = Promise.withResolvers<void>()
    intercept.after = (name) => (name === 'CreateUserPool' ? gate.promise : undefined)
    await client.CreateStack({ StackName: 'shop', TemplateBody: pool })
    await assert.rejects(client.DeleteStack({ StackName: 'shop' }), {
      name: 'ValidationError',
      message: 'Stack [shop] cannot be deleted while in status CREATE_IN_PROGRESS',
    })
    gate.resolve()
    await engine.settled()
  })

  it('called twice at once deletes once', async (t) => {
    const { client } = await openCloudFormation(t)
    const { StackId } = await client.CreateStack({ StackName: 'shop', TemplateBody: pool })
    await Promise.all([1, 2].map(() => client.DeleteStack({ StackName: 'shop' })))
    const { StackEvents = [] } = await client.DescribeStackEvents({ StackName: StackId })
    const deletions = StackEvents.filter(({ ResourceStatus }) => ResourceStatus === 'DELETE_COMPLETE')
    assert.deepEqual(
      deletions.map(({ LogicalResourceId }) => LogicalResourceId),
      ['shop', 'Pool'],
    )
  })

  it('refuses what it cannot honour', async (t) => {
    const { client } = await openCloudFormation(t)
    await client.CreateStack({ StackName: 'shop', TemplateBody: pool })
    await assert.rejects(client.DeleteStack({ StackName: 'shop', RetainResources: ['Pool'] }), {
      message: 'RetainResources can be specified only for a stack in the DELETE_FAILED state',
    })
    await assert.rejects(client.DeleteStack({ StackName: 'shop', DeletionMode: 'FORCE_DELETE_STACK' }), {
      message: 'poolgate does not implement DeletionMode FORCE_DELETE_STACK',
    })
  })
})
