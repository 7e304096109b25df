import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { articleTemplate, nothing, openStack, remains, snapshotOf } from '../../../test/support/cloudformation.ts'

const StackName = 'shop'

describe('an update that fails', () => {
  /** Changes in place, replaces, adds and removes, and then fails at the route. */
  const failing = articleTemplate
    .replace('AutoVerifiedAttributes: [email]', 'UserPoolName: renamed')
    .replace('UserPoolId: !Ref UserPool', 'UserPoolId: !Ref UserPool\n      GenerateSecret: true')
    .replace(
      / {2}Stage:[^]*?(?=Outputs:)/,
      '  Pets: { Type: AWS::ApiGatewayV2::Api, Properties: { Name: pets, ProtocolType: HTTP } }\n',
    )
    .replace('GET /', 'nonsense')

  it('is taken back: changed resources are as they were, new ones are gone, removed ones are still there', async (t) => {
    const { update, opened, status, StackId, client } = await openStack(t)
    const [before, resources] = [await snapshotOf(opened), await client.DescribeStackResources({ StackName })]
    const outputs = (await client.DescribeStacks({ StackName })).Stacks?.[0]?.Outputs
    const events = await update(failing)
    const start = 'shop UPDATE_ROLLBACK_IN_PROGRESS The following resource(s) failed to update: [Route]. '
    assert.deepEqual(
      events.slice(events.indexOf(start)),
      [
        start,
        'Route UPDATE_IN_PROGRESS',
        'Route UPDATE_COMPLETE',
        'Authorizer UPDATE_IN_PROGRESS',
        'Authorizer UPDATE_COMPLETE',
        'UserPoolClient UPDATE_COMPLETE',
        'UserPool UPDATE_IN_PROGRESS',
        'UserPool UPDATE_COMPLETE',
        'shop UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS',
        'Pets DELETE_IN_PROGRESS',
        'Pets DELETE_COMPLETE',
        'UserPoolClient DELETE_IN_PROGRESS',
        'UserPoolClient DELETE_COMPLETE',
        'shop UPDATE_ROLLBACK_COMPLETE',
      ].toSorted(sameOrder(events)),
    )
    assert.equal(await status(), 'UPDATE_ROLLBACK_COMPLETE')
    assert.deepEqual(await snapshotOf(opened), before)
    const ids = ({ StackResources = [] }: typeof resources) =>
      StackResources.map(({ LogicalResourceId, PhysicalResourceId }) => [LogicalResourceId, PhysicalResourceId])
    assert.deepEqual(ids(await client.DescribeStackResources({ StackName })), ids(resources))
    assert.equal((await client.GetTemplate({ StackName: StackId })).TemplateBody, articleTemplate)
    assert.deepEqual((await client.DescribeStacks({ StackName })).Stacks?.[0]?.Outputs, outputs)
    await update(articleTemplate.replace('GET /', 'POST /'))
    assert.equal(await status(), 'UPDATE_COMPLETE')
  })

  it('keeps new resources that say Retain, unless RetainExceptOnCreate is asked for', async (t) => {
    for (const RetainExceptOnCreate of [false, true]) {
      const { update, opened } = await openStack(t)
      const events = await update(failing.replace('  Pets: { ', '  Pets: { DeletionPolicy: Retain, '), {
        RetainExceptOnCreate,
      })
      assert.equal(events.includes('Pets DELETE_SKIPPED'), !RetainExceptOnCreate)
      assert.deepEqual(
        new Set((await remains(opened)).apis),
        new Set(RetainExceptOnCreate ? ['shop'] : ['pets', 'shop']),
      )
    }
  })

  it('and cannot be taken back can be continued, or the stack deleted', async (t) => {
    for (const goOn of [true, false]) {
      const { client, update, intercept, status, opened } = await openStack(t)
      const before = await snapshotOf(opened)
      let calls = 0
      intercept.after = (name) => {
        if (name === 'UpdateAuthorizer' && ++calls === 2) throw new TypeError('disk full')
      }
      await update(failing)
      assert.equal(await status(), 'UPDATE_ROLLBACK_FAILED')
      if (!goOn) {
        await client.DeleteStack({ StackName })
        assert.deepEqual(await remains(opened), nothing)
        continue
      }
      await client.ContinueUpdateRollback({ StackName })
      assert.equal(await status(), 'UPDATE_ROLLBACK_COMPLETE')
      assert.deepEqual(await snapshotOf(opened), before)
      await assert.rejects(client.ContinueUpdateRollback({ StackName }), {
        name: 'ValidationError',
        message: /is in UPDATE_ROLLBACK_COMPLETE state and can not continue rollback\.$/,
      })
    }
  })

  it('at deleting what is left over completes all the same, as on AWS', async (t) => {
    const pool = `  Pool: { Type: AWS::Cognito::UserPool, Properties: { UserPoolName: users, DeletionProtection: ACTIVE } }\n`
    const api = `  Api: { Type: AWS::ApiGatewayV2::Api, Properties: { Name: pets, ProtocolType: HTTP } }\n`
    const { update, opened, status } = await openStack(t, `Resources:\n${pool}${api}`)
    const events = await update(`Resources:\n${api}`)
    assert.match(events.at(-2) ?? '', /^Pool DELETE_FAILED /)
    assert.equal(await status(), 'UPDATE_COMPLETE')
    assert.deepEqual(await remains(opened), { pools: ['users'], apis: ['pets'] })
  })
})

/** Resources that do not depend on each other may come in either order: the order of `events`. */
function sameOrder(events: readonly string[]) {
  return (a: string, b: string): number => events.lastIndexOf(a) - events.lastIndexOf(b)
}
