import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  articleTemplate,
  failingTemplate,
  history,
  nothing,
  type OpenedCloudFormation,
  openCloudFormation,
  remains,
  snapshotOf,
} from '../../../test/support/cloudformation.ts'

describe('a stack whose store fails in the middle of work', () => {
  for (const writes of [0, 3, 6, 9])
    it(`is taken up without a restart, as after one, when the store is back (${writes} writes succeed)`, async (t) => {
      const opened = await openCloudFormation(t)
      const { store } = opened
      const working = { ...store }
      let left = writes
      const failing = <Values extends unknown[], Result>(write: (...values: Values) => Promise<Result>) =>
        (async (...values: Values) => {
          left -= 1
          // It is back after ten writes that fail.
          if (left < 0 && left >= -10) throw new Error('disk I/O error')
          return write(...values)
        }) as typeof write
      Object.assign(store, {
        moveStack: failing((...values: Parameters<typeof store.moveStack>) => working.moveStack(...values)),
        saveResource: failing((...values: Parameters<typeof store.saveResource>) => working.saveResource(...values)),
      })
      await opened
        .clientOf(opened.newEngine(20_000, 1))
        .CreateStack({ StackName: 'article', TemplateBody: articleTemplate })
      const { Stacks } = await opened.client.DescribeStacks({ StackName: 'article' })
      assert.equal(Stacks?.[0]?.StackStatus, 'ROLLBACK_COMPLETE')
      assert.deepEqual(await remains(opened), nothing)
      assert.ok(opened.log.entries.some(({ event }) => event === 'stack-stuck'))
    })
})

describe('after a crash', () => {
  /** Starts something with an engine that dies right after this operation. */
  async function dieAfter(
    opened: OpenedCloudFormation,
    operation: string,
    start: (client: OpenedCloudFormation['client']) => Promise<unknown>,
  ) {
    const { engine, died } = opened.newMortalEngine(operation)
    const started = start(opened.clientOf(engine))
    await died
    await started
  }

  for (const operation of [
    'CreateUserPool',
    'CreateUserPoolClient',
    'CreateApi',
    'CreateAuthorizer',
    'CreateIntegration',
    'CreateRoute',
    'CreateStage',
  ])
    it(`right after ${operation} a creation is rolled back and no orphan stays`, async (t) => {
      const opened = await openCloudFormation(t)
      await dieAfter(opened, operation, (client) =>
        client.CreateStack({ StackName: 'article', TemplateBody: articleTemplate }),
      )
      await opened.newEngine().recoverStacks()
      const { Stacks } = await opened.client.DescribeStacks({ StackName: 'article' })
      assert.equal(Stacks?.[0]?.StackStatus, 'ROLLBACK_COMPLETE')
      assert.deepEqual(await remains(opened), nothing)
      const events = await history(opened, 'article')
      assert.ok(
        events.includes(
          'article ROLLBACK_IN_PROGRESS poolgate stopped while it was creating the stack. Rollback requested by user.',
        ),
      )
    })

  it('another node takes it up when it has shown no sign of life for a while, and once', async (t) => {
    const opened = await openCloudFormation(t)
    await dieAfter(opened, 'CreateApi', (client) =>
      client.CreateStack({ StackName: 'article', TemplateBody: articleTemplate }),
    )
    const [one, two] = [opened.newNode('one').engine, opened.newNode('two').engine]
    const look = async (times: number) => {
      for (let time = 0; time < times; time += 1) await Promise.all([one.lookAfterStacks(), two.lookAfterStacks()])
    }
    const status = async () => (await opened.client.DescribeStacks({ StackName: 'article' })).Stacks?.[0]?.StackStatus
    await look(5)
    // As the node does while it lives.
    await opened.store.beatStack((await opened.store.listStackWork())[0]!.stack.id)
    await look(5)
    assert.equal(await status(), 'CREATE_IN_PROGRESS')
    await look(1)
    await Promise.all([one.settled(), two.settled()])
    assert.equal(await status(), 'ROLLBACK_COMPLETE')
    assert.deepEqual(await remains(opened), nothing)
    const taken = opened.log.entries.filter(({ event }) => event === 'stack-taken-over')
    assert.equal(taken.length, 1)
  })

  it('a node that is alone takes it up at once when it starts', async (t) => {
    const opened = await openCloudFormation(t)
    await dieAfter(opened, 'CreateApi', (client) =>
      client.CreateStack({ StackName: 'article', TemplateBody: articleTemplate }),
    )
    const { engine } = opened.newNode('one')
    await engine.recoverStacks(true)
    await engine.settled()
    const { Stacks } = await opened.client.DescribeStacks({ StackName: 'article' })
    assert.equal(Stacks?.[0]?.StackStatus, 'ROLLBACK_COMPLETE')
    assert.deepEqual(await remains(opened), nothing)
  })

  it('a deletion on another node waits for a creation that is under way on this one', async (t) => {
    const opened = await openCloudFormation(t)
    const [reached, mayGoOn] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    opened.intercept.after = async (operation) => {
      if (operation !== 'CreateApi') return
      reached.resolve()
      await mayGoOn.promise
    }
    const creating = opened.client.CreateStack({ StackName: 'article', TemplateBody: articleTemplate })
    await reached.promise
    const deleting = opened.newNode('two').client.DeleteStack({ StackName: 'article' })
    mayGoOn.resolve()
    await Promise.all([creating, deleting])
    const { Stacks } = await opened.client.DescribeStacks({})
    assert.deepEqual(Stacks, [])
  })

  it('an orphan among lookalikes that were there before is told from them', async (t) => {
    const opened = await openCloudFormation(t)
    await opened.gateway.CreateApi({ Name: 'pets', ProtocolType: 'HTTP' })
    await dieAfter(opened, 'CreateApi', (client) =>
      client.CreateStack({ StackName: 'bad', TemplateBody: failingTemplate }),
    )
    assert.deepEqual((await remains(opened)).apis, ['pets', 'pets'])
    await opened.newEngine().recoverStacks()
    assert.deepEqual(await remains(opened), { pools: [], apis: ['pets'] })
  })

  for (const DeletionPolicy of ['Delete', 'Retain'])
    it(`what another stack made meanwhile is no orphan, even when it is left by that (${DeletionPolicy})`, async (t) => {
      const opened = await openCloudFormation(t)
      const template = (policy: string) => `
Resources:
  Api: { Type: AWS::ApiGatewayV2::Api, DeletionPolicy: ${policy}, Properties: { Name: pets, ProtocolType: HTTP } }`
      // Nothing is made yet: all that looks like an orphan is the other stack's.
      await dieAfter(opened, 'saveResource', (client) =>
        client.CreateStack({ StackName: 'bad', TemplateBody: template('Delete') }),
      )
      await opened.client.CreateStack({ StackName: 'other', TemplateBody: template(DeletionPolicy) })
      if (DeletionPolicy === 'Retain') await opened.client.DeleteStack({ StackName: 'other' })
      await opened.newEngine().recoverStacks()
      assert.deepEqual((await remains(opened)).apis, ['pets'])
    })

  it('a deletion goes on, and what was to be retained stays', async (t) => {
    const opened = await openCloudFormation(t)
    const { client } = opened
    await client.CreateStack({ StackName: 'bad', TemplateBody: failingTemplate, OnFailure: 'DO_NOTHING' })
    await dieAfter(opened, 'DeleteApi', (other) => other.DeleteStack({ StackName: 'bad' }))
    assert.equal((await client.DescribeStacks({ StackName: 'bad' })).Stacks?.[0]?.StackStatus, 'DELETE_IN_PROGRESS')
    await opened.newEngine().recoverStacks()
    await assert.rejects(client.DescribeStacks({ StackName: 'bad' }), { message: 'Stack with id bad does not exist' })
    assert.deepEqual(await remains(opened), nothing)
  })

  it('finished stacks and stacks under review are left alone', async (t) => {
    const opened = await openCloudFormation(t)
    const { client, calls } = opened
    await client.CreateStack({ StackName: 'done', TemplateBody: articleTemplate })
    await client.CreateChangeSet({
      StackName: 'review',
      ChangeSetName: 'c',
      ChangeSetType: 'CREATE',
      TemplateBody: articleTemplate,
    })
    const before = calls.length
    await opened.newEngine().recoverStacks()
    assert.equal(calls.length, before)
    assert.equal((await client.DescribeStacks({ StackName: 'done' })).Stacks?.[0]?.StackStatus, 'CREATE_COMPLETE')
  })

  describe('in an update', () => {
    /** Changes in place, replaces and adds. */
    const updated = articleTemplate
      .replace('AutoVerifiedAttributes: [email]', 'UserPoolName: renamed')
      .replace('UserPoolId: !Ref UserPool', 'UserPoolId: !Ref UserPool\n      GenerateSecret: true')
      .replace(
        'Outputs:',
        '  Pets: { Type: AWS::ApiGatewayV2::Api, Properties: { Name: pets, ProtocolType: HTTP } }\nOutputs:',
      )
    const status = async ({ client }: OpenedCloudFormation) =>
      (await client.DescribeStacks({ StackName: 'article' })).Stacks?.[0]?.StackStatus

    for (const operation of ['UpdateUserPool', 'CreateUserPoolClient', 'UpdateAuthorizer', 'CreateApi'])
      it(`right after ${operation} everything is again as it was`, async (t) => {
        const opened = await openCloudFormation(t)
        await opened.client.CreateStack({ StackName: 'article', TemplateBody: articleTemplate })
        const before = await snapshotOf(opened)
        await dieAfter(opened, operation, (client) =>
          client.UpdateStack({ StackName: 'article', TemplateBody: updated }),
        )
        assert.equal(await status(opened), 'UPDATE_IN_PROGRESS')
        await opened.newEngine().recoverStacks()
        assert.equal(await status(opened), 'UPDATE_ROLLBACK_COMPLETE')
        assert.deepEqual(await snapshotOf(opened), before)
        const events = await history(opened, 'article')
        assert.ok(
          events.includes('article UPDATE_ROLLBACK_IN_PROGRESS poolgate stopped while it was updating the stack. '),
        )
      })

    it('that replaced what has the same physical id elsewhere, no orphan stays', async (t) => {
      const opened = await openCloudFormation(t)
      const template = (of: string) => `
Resources:
  A: { Type: AWS::ApiGatewayV2::Api, Properties: { Name: a, ProtocolType: HTTP } }
  B: { Type: AWS::ApiGatewayV2::Api, Properties: { Name: b, ProtocolType: HTTP } }
  Stage: { Type: AWS::ApiGatewayV2::Stage, Properties: { ApiId: !Ref ${of}, StageName: dev } }`
      await opened.client.CreateStack({ StackName: 'article', TemplateBody: template('A') })
      const before = await snapshotOf(opened)
      await dieAfter(opened, 'CreateStage', (client) =>
        client.UpdateStack({ StackName: 'article', TemplateBody: template('B') }),
      )
      await opened.newEngine().recoverStacks()
      assert.deepEqual([await status(opened), await snapshotOf(opened)], ['UPDATE_ROLLBACK_COMPLETE', before])
    })

    it('that was being taken back, that goes on', async (t) => {
      const opened = await openCloudFormation(t)
      await opened.client.CreateStack({ StackName: 'article', TemplateBody: articleTemplate })
      const before = await snapshotOf(opened)
      // Adding succeeds, and what is deleted first when it is taken back is the addition.
      await dieAfter(opened, 'DeleteApi', (client) =>
        client.UpdateStack({ StackName: 'article', TemplateBody: updated.replace('GET /', 'nonsense') }),
      )
      assert.equal(await status(opened), 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS')
      await opened.newEngine().recoverStacks()
      assert.equal(await status(opened), 'UPDATE_ROLLBACK_COMPLETE')
      assert.deepEqual(await snapshotOf(opened), before)
    })

    it('that was done but for what is left over, that is deleted', async (t) => {
      const opened = await openCloudFormation(t)
      await opened.client.CreateStack({ StackName: 'article', TemplateBody: articleTemplate })
      await dieAfter(opened, 'DeleteUserPoolClient', (client) =>
        client.UpdateStack({ StackName: 'article', TemplateBody: updated }),
      )
      assert.equal(await status(opened), 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS')
      await opened.newEngine().recoverStacks()
      assert.equal(await status(opened), 'UPDATE_COMPLETE')
      const { pools } = await snapshotOf(opened)
      assert.deepEqual(
        pools.map(({ Name, clients }) => [Name, clients.length]),
        [['renamed', 1]],
      )
      await opened.client.DeleteStack({ StackName: 'article' })
      assert.deepEqual(await remains(opened), nothing)
    })
  })
})
