import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { openProduction } from '../../support/production.ts'

const policy = (...Action: string[]) => JSON.stringify({ Statement: [{ Effect: 'Allow', Action, Resource: '*' }] })
const forCloudFormation = JSON.stringify({
  Statement: [{ Effect: 'Allow', Principal: { Service: 'cloudformation.amazonaws.com' }, Action: 'sts:AssumeRole' }],
})
const pool = (UserPoolName: string) =>
  JSON.stringify({ Resources: { Pool: { Type: 'AWS::Cognito::UserPool', Properties: { UserPoolName } } } })

describe('the role of a stack', () => {
  let world: Awaited<ReturnType<typeof openProduction>>
  const stacksOf = async (name: string, ...actions: string[]) =>
    world.clientsFor(await world.newUser(name, policy('cloudformation:*', ...actions))).stacks
  const roleFor = (name: string, ...actions: string[]) => world.newRole(name, policy(...actions), forCloudFormation)
  const statusOf = async (StackName: string) => {
    const { Stacks } = await world.root.stacks.describeStacks({ StackName })
    return Stacks?.[0]?.StackStatus
  }
  const reasonsOf = async (StackName: string) => {
    const { StackEvents = [] } = await world.root.stacks.describeStackEvents({ StackName })
    return StackEvents.map(({ ResourceStatusReason = '' }) => ResourceStatusReason).join('\n')
  }
  before(async () => {
    world = await openProduction()
  })

  it('works on the stack in place of who calls, also when nobody names it again', async () => {
    const RoleARN = await roleFor('pools', 'cognito-idp:*')
    const passing = await stacksOf('passing', 'iam:PassRole')
    await passing.createStack({ StackName: 'pets', TemplateBody: pool('one'), RoleARN })
    assert.equal(await statusOf('pets'), 'CREATE_COMPLETE', await reasonsOf('pets'))
    const updating = await stacksOf('updating')
    await updating.updateStack({ StackName: 'pets', TemplateBody: pool('two') })
    assert.equal(await statusOf('pets'), 'UPDATE_COMPLETE', await reasonsOf('pets'))
    const ChangeSetName = 'three'
    await updating.createChangeSet({ StackName: 'pets', ChangeSetName, TemplateBody: pool('three') })
    await updating.executeChangeSet({ StackName: 'pets', ChangeSetName })
    await updating.deleteStack({ StackName: 'pets' })
    await assert.rejects(statusOf('pets'), { name: 'ValidationError' })
  })

  it('may do what its policies allow, whatever who calls may do', async () => {
    const RoleARN = await roleFor('reader', 'cognito-idp:Describe*')
    const { stacks } = world.clientsFor(world.jane)
    await stacks.createStack({ StackName: 'denied', TemplateBody: pool('one'), RoleARN })
    assert.equal(await statusOf('denied'), 'ROLLBACK_COMPLETE')
    assert.match(
      await reasonsOf('denied'),
      /User: arn:aws:sts::000000000000:assumed-role\/reader\/AWSCloudFormation is not authorized to perform: cognito-idp:/,
    )
  })

  it('is given by those only who may pass it, to a stack that is made, changed or deleted', async () => {
    const RoleARN = await roleFor('admin', '*')
    const eve = await stacksOf('eve')
    const denied = {
      name: 'AccessDenied',
      message: /is not authorized to perform: iam:PassRole on resource: .*role\/admin /,
    }
    await assert.rejects(eve.createStack({ StackName: 'eves', TemplateBody: pool('one'), RoleARN }), denied)
    const ChangeSetName = 'first'
    const ChangeSetType = 'CREATE'
    await assert.rejects(
      eve.createChangeSet({ StackName: 'eves', ChangeSetName, ChangeSetType, TemplateBody: pool('one'), RoleARN }),
      denied,
    )
    await world.root.stacks.createStack({ StackName: 'others', TemplateBody: pool('one') })
    await assert.rejects(eve.updateStack({ StackName: 'others', TemplateBody: pool('two'), RoleARN }), denied)
    await assert.rejects(eve.deleteStack({ StackName: 'others', RoleARN }), denied)
    assert.equal(await statusOf('others'), 'CREATE_COMPLETE')
  })

  it('that is gone does nothing, and the stack says so', async () => {
    const RoleARN = await roleFor('passing-by', 'cognito-idp:*')
    const { stacks, iam } = world.clientsFor(world.jane)
    await stacks.createStack({ StackName: 'left', TemplateBody: pool('one'), RoleARN })
    await iam.deleteRolePolicy({ RoleName: 'passing-by', PolicyName: 'p' })
    await iam.deleteRole({ RoleName: 'passing-by' })
    await stacks.deleteStack({ StackName: 'left' })
    assert.equal(await statusOf('left'), 'DELETE_FAILED')
    assert.match(await reasonsOf('left'), new RegExp(`Role ${RoleARN} is invalid or cannot be assumed`))
  })
})
