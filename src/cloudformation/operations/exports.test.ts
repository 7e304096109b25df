import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { history, openCloudFormation } from '../../../test/support/cloudformation.ts'

const exporter = `
Resources: { Pool: { Type: AWS::Cognito::UserPool } }
Outputs: { PoolId: { Value: !Ref Pool, Export: { Name: !Sub '\${AWS::StackName}-pool' } } }`
const importer = `
Resources:
  Client: { Type: AWS::Cognito::UserPoolClient, Properties: { UserPoolId: !ImportValue users-pool } }`

describe('exports', () => {
  it('carry values from one stack to another', async (t) => {
    const { client, cognito } = await openCloudFormation(t)
    const { StackId } = await client.CreateStack({ StackName: 'users', TemplateBody: exporter })
    await client.CreateStack({ StackName: 'web', TemplateBody: importer })
    const [pool] = (await cognito.ListUserPools({ MaxResults: 1 })).UserPools ?? []
    assert.deepEqual(await client.ListExports({}), {
      Exports: [{ ExportingStackId: StackId, Name: 'users-pool', Value: pool?.Id }],
    })
    assert.deepEqual(await client.ListImports({ ExportName: 'users-pool' }), { Imports: ['web'] })
    assert.equal((await cognito.ListUserPoolClients({ UserPoolId: pool?.Id })).UserPoolClients?.length, 1)
  })

  it('keep their stack from being deleted while they are imported', async (t) => {
    const { client } = await openCloudFormation(t)
    await client.CreateStack({ StackName: 'users', TemplateBody: exporter })
    await client.CreateStack({ StackName: 'web', TemplateBody: importer })
    await assert.rejects(client.DeleteStack({ StackName: 'users' }), {
      name: 'ValidationError',
      message: 'Delete canceled. Cannot delete export users-pool as it is in use by web.',
    })
    await client.DeleteStack({ StackName: 'web' })
    await assert.rejects(client.ListImports({ ExportName: 'users-pool' }), {
      message: "Export 'users-pool' is not imported by any stack.",
    })
    await client.DeleteStack({ StackName: 'users' })
    assert.deepEqual(await client.ListExports({}), { Exports: [] })
  })

  it('are unique in a region: the second stack is rolled back', async (t) => {
    const { client } = await openCloudFormation(t)
    const fixed = exporter.replace("!Sub '${AWS::StackName}-pool'", 'pool')
    await client.CreateStack({ StackName: 'one', TemplateBody: fixed })
    const { StackId } = await client.CreateStack({ StackName: 'two', TemplateBody: fixed })
    const { StackEvents = [] } = await client.DescribeStackEvents({ StackName: StackId })
    const rollback = StackEvents.find(({ ResourceStatus }) => ResourceStatus === 'ROLLBACK_IN_PROGRESS')
    assert.equal(
      rollback?.ResourceStatusReason,
      'Export with name pool is already exported by stack one. Rollback requested by user.',
    )
    assert.equal(StackEvents[0]?.ResourceStatus, 'ROLLBACK_COMPLETE')
  })

  it('that are missing are refused before anything is made', async (t) => {
    const { client, calls } = await openCloudFormation(t)
    await assert.rejects(
      client.CreateStack({ StackName: 'web', TemplateBody: importer }),
      /^ValidationError: No export named users-pool found\./,
    )
    assert.deepEqual(calls, [])
  })

  it('that others import can neither be deleted nor changed: the update is taken back', async (t) => {
    const opened = await openCloudFormation(t)
    const { client } = opened
    await client.CreateStack({ StackName: 'users', TemplateBody: exporter })
    await client.CreateStack({ StackName: 'web', TemplateBody: importer })
    const exports = await client.ListExports({})
    for (const [TemplateBody, change] of [
      [exporter.replace(/Outputs[^]*/, 'Metadata: { a: b }'), 'deleted'],
      [exporter.replace('!Ref Pool', 'other'), 'updated'],
    ] as const) {
      await client.UpdateStack({ StackName: 'users', TemplateBody })
      const reason = `users UPDATE_ROLLBACK_IN_PROGRESS Export users-pool cannot be ${change} as it is in use by web`
      assert.ok((await history(opened, 'users')).includes(reason))
      assert.deepEqual(await client.ListExports({}), exports)
    }
    const withMore = `${exporter.trimEnd().slice(0, -1)}, More: { Value: x, Export: { Name: more } } }`
    await client.UpdateStack({ StackName: 'users', TemplateBody: withMore })
    assert.equal((await client.ListExports({})).Exports?.length, 2)
    await client.UpdateStack({ StackName: 'users', TemplateBody: exporter })
    assert.deepEqual(await client.ListExports({}), exports)
  })

  it('that a stack imports are those of its latest template', async (t) => {
    const { client } = await openCloudFormation(t)
    await client.CreateStack({ StackName: 'users', TemplateBody: exporter })
    const without = importer.replace('!ImportValue users-pool', '!Ref Pool')
    const own = `${without}\n  Pool: { Type: AWS::Cognito::UserPool }`
    await client.CreateStack({ StackName: 'web', TemplateBody: own })
    // A failed update imports nothing in the end.
    await client.UpdateStack({
      StackName: 'web',
      TemplateBody: importer.replace(' } }', ', ReadAttributes: [nonsense] } }'),
    })
    await assert.rejects(client.ListImports({ ExportName: 'users-pool' }))
    await client.UpdateStack({ StackName: 'web', TemplateBody: importer })
    assert.deepEqual(await client.ListImports({ ExportName: 'users-pool' }), { Imports: ['web'] })
    await client.UpdateStack({ StackName: 'web', TemplateBody: own })
    await client.DeleteStack({ StackName: 'users' })
    assert.deepEqual(await client.ListExports({}), { Exports: [] })
  })
})
