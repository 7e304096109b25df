import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { rolesOf } from '../../../test/support/assumed-roles.ts'
import { history, openCloudFormation } from '../../../test/support/cloudformation.ts'
import type { Caller } from '../../wire/access.ts'

const pool = (name: string, more = '') =>
  `{ Type: AWS::Cognito::UserPool, ${more} Properties: { UserPoolName: ${name} } }`
const template = `
Resources:
  First: ${pool('first')}
  Second: ${pool('second', 'DependsOn: First,')}
`
const StackName = 'pets'
const stack = { StackName, TemplateBody: template }
const statement = (Effect: string, Action: string) => ({ Effect, Action, Resource: '*' })
const pools = statement('Allow', 'cognito-idp:*')
const invalid = 'The security token included in the request is invalid.'

/** `dieAfter` leaves what a caller has begun right after an operation; `takeUp` is the next process, and answers the stack's status. */
async function openStacks(t: TestContext) {
  const opened = await openCloudFormation(t)
  const { client, cognito, newEngine, newMortalEngine, clientOf, newNode } = opened
  const roles = rolesOf(opened.identities)
  const as = (caller?: Caller) => clientOf(newEngine(), undefined, undefined, caller)
  const status = async () => (await client.DescribeStacks({ StackName })).Stacks?.[0]?.StackStatus
  const dieAfter = async (
    operation: string,
    caller: Caller | undefined,
    start: (client: ReturnType<typeof clientOf>) => Promise<unknown>,
  ) => {
    const { engine, died } = newMortalEngine(operation)
    const started = start(clientOf(engine, undefined, undefined, caller))
    await died
    await started
  }
  const takeUp = async () => {
    const engine = newEngine()
    await engine.recoverStacks()
    await engine.settled()
    return status().catch(() => 'DELETE_COMPLETE')
  }
  const left = async () => {
    const { UserPools = [] } = await cognito.ListUserPools({ MaxResults: 60 })
    return UserPools.map(({ Name = '' }) => Name).toSorted((one, other) => one.localeCompare(other))
  }
  const takeAway = (UserName: string) => opened.iam.DeleteUserPolicy({ UserName, PolicyName: 'p' })
  const session = async (user: Caller, RoleArn: string, policy?: object) => {
    const Policy = policy && JSON.stringify({ Statement: [policy] })
    const asked = { RoleArn, RoleSessionName: 'deploy', ...(Policy !== undefined && { Policy }) }
    const { Credentials } = await roles.sts(user).AssumeRole(asked)
    return roles.identify(Credentials ?? assert.fail())
  }
  const reasons = () => history(opened, StackName)
  return { ...roles, iam: opened.iam, as, status, newNode, dieAfter, takeUp, left, takeAway, session, reasons }
}

describe('a stack that is taken up', () => {
  it('is finished for whoever asked and still may', async (t) => {
    const { newUser, as, dieAfter, takeUp, left } = await openStacks(t)
    const jane = await newUser('jane', pools)
    await as(jane).CreateStack(stack)
    await dieAfter('DeleteUserPool', jane, (client) => client.DeleteStack({ StackName }))
    assert.deepEqual([await takeUp(), await left()], ['DELETE_COMPLETE', []])
  })

  it('loses nothing for who may not delete it any more, and says so', async (t) => {
    const { newUser, as, dieAfter, takeUp, takeAway, left, reasons } = await openStacks(t)
    const jane = await newUser('jane', pools)
    await as(jane).CreateStack(stack)
    await dieAfter('DeleteUserPool', jane, (client) => client.DeleteStack({ StackName }))
    await takeAway('jane')
    assert.deepEqual([await takeUp(), await left()], ['DELETE_FAILED', ['first']])
    const said = await reasons()
    assert.ok(
      said.some((event) =>
        /^First DELETE_FAILED .*User: arn:aws:iam::000000000000:user\/jane is not authorized to perform: cognito-idp:DeleteUserPool on resource: \S+ because no identity-based policy allows/.test(
          event,
        ),
      ),
      said.join('\n'),
    )
  })

  it('by another node is held to the same', async (t) => {
    const { newUser, as, dieAfter, takeAway, newNode, left, status } = await openStacks(t)
    const jane = await newUser('jane', pools)
    await as(jane).CreateStack(stack)
    await dieAfter('DeleteUserPool', jane, (client) => client.DeleteStack({ StackName }))
    await takeAway('jane')
    const { engine } = newNode('two')
    for (let looks = 0; looks < 6; looks += 1) await engine.lookAfterStacks()
    await engine.settled()
    assert.deepEqual([await status(), await left()], ['DELETE_FAILED', ['first']])
  })

  it('does nothing for a user or a key that is gone, even if there is another of that name', async (t) => {
    const { newUser, as, dieAfter, takeUp, takeAway, iam, left, reasons } = await openStacks(t)
    const jane = await newUser('jane', pools)
    await as(jane).CreateStack(stack)
    await dieAfter('DeleteUserPool', jane, (client) => client.DeleteStack({ StackName }))
    await takeAway('jane')
    await iam.DeleteAccessKey({ UserName: 'jane', AccessKeyId: jane.accessKeyId ?? assert.fail() })
    await iam.DeleteUser({ UserName: 'jane' })
    await newUser('jane', pools)
    assert.deepEqual([await takeUp(), await left()], ['DELETE_FAILED', ['first']])
    const said = (await reasons()).find((event) => event.startsWith('First DELETE_FAILED'))
    assert.ok(said?.includes(invalid), said ?? 'no such event')
  })

  it('is not rolled back for who may delete nothing', async (t) => {
    const { newUser, newRole, session, dieAfter, takeUp, as, left, reasons } = await openStacks(t)
    const jane = await newUser('jane', statement('Allow', 'sts:AssumeRole'))
    const trust = { Effect: 'Allow', Principal: { AWS: '000000000000' }, Action: 'sts:AssumeRole' }
    const RoleArn = await newRole('deployer', [trust], pools)
    // The session's own policy is kept with it.
    const limited = await session(jane, RoleArn, statement('Allow', 'cognito-idp:CreateUserPool'))
    await dieAfter('CreateUserPool', limited, (client) => client.CreateStack(stack))
    assert.deepEqual([await takeUp(), await left()], ['ROLLBACK_FAILED', ['first']])
    assert.ok(
      (await reasons()).some((event) => event.includes('no session policy allows the cognito-idp:DeleteUserPool')),
    )
    await as(await session(jane, RoleArn)).DeleteStack({ StackName })
    assert.deepEqual(await left(), [])
  })

  it('needs new credentials when a session has ended', async (t) => {
    const { newUser, newRole, session, dieAfter, takeUp, as, left, reasons, clock, status } = await openStacks(t)
    const jane = await newUser('jane', statement('Allow', 'sts:AssumeRole'))
    const trust = { Effect: 'Allow', Principal: { AWS: '000000000000' }, Action: 'sts:AssumeRole' }
    const RoleArn = await newRole('deployer', [trust], pools)
    const deploy = await session(jane, RoleArn)
    await as(deploy).CreateStack(stack)
    const TemplateBody = template.replace('UserPoolName: first', 'UserPoolName: renamed')
    await dieAfter('UpdateUserPool', deploy, (client) => client.UpdateStack({ StackName, TemplateBody }))
    clock.advance(3_600_000)
    assert.deepEqual([await takeUp(), await left()], ['UPDATE_ROLLBACK_FAILED', ['renamed', 'second']])
    const said = await reasons()
    assert.ok(said.some((event) => event.includes('The security token included in the request is expired')))
    await as(await session(jane, RoleArn)).ContinueUpdateRollback({ StackName })
    assert.deepEqual([await status(), await left()], ['UPDATE_ROLLBACK_COMPLETE', ['first', 'second']])
  })

  describe('and has a role', () => {
    async function openWithRole(t: TestContext) {
      const opened = await openStacks(t)
      const { newUser, newRole, as, dieAfter, takeAway } = opened
      const trust = {
        Effect: 'Allow',
        Principal: { Service: 'cloudformation.amazonaws.com' },
        Action: 'sts:AssumeRole',
      }
      const RoleARN = await newRole('deployer', [trust], pools)
      const jane = await newUser('jane', statement('Allow', 'iam:PassRole'))
      await as(jane).CreateStack({ ...stack, RoleARN })
      await dieAfter('DeleteUserPool', jane, (client) => client.DeleteStack({ StackName }))
      await takeAway('jane')
      return opened
    }

    it('is finished with that, whatever who asked may by then', async (t) => {
      const { takeUp, left } = await openWithRole(t)
      assert.deepEqual([await takeUp(), await left()], ['DELETE_COMPLETE', []])
    })

    it('is held to what that may by then', async (t) => {
      const { takeUp, left, iam } = await openWithRole(t)
      await iam.DeleteRolePolicy({ RoleName: 'deployer', PolicyName: 'p' })
      assert.deepEqual([await takeUp(), await left()], ['DELETE_FAILED', ['first']])
    })
  })

  it('is finished for nobody in particular where nobody was asked for permissions', async (t) => {
    const { newUser, as, dieAfter, takeUp, takeAway, left } = await openStacks(t)
    const jane = await newUser('jane', pools)
    await as(jane).CreateStack(stack)
    await takeAway('jane')
    // Who asked before counts no more.
    await dieAfter('DeleteUserPool', undefined, (client) => client.DeleteStack({ StackName }))
    assert.deepEqual([await takeUp(), await left()], ['DELETE_COMPLETE', []])
  })

  it('stays as it is for somebody who cannot be told again', async (t) => {
    const { dieAfter, takeUp, left } = await openStacks(t)
    const stranger = { arn: 'arn:aws:iam::000000000000:user/eve', userId: 'AIDAEVE', authorize() {} }
    await dieAfter('CreateUserPool', stranger, (client) => client.CreateStack(stack))
    assert.deepEqual([await takeUp(), await left()], ['ROLLBACK_FAILED', ['first']])
  })
})
