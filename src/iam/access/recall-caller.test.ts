import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { openRoles, type SessionCredentials } from '../../../test/support/assumed-roles.ts'
import { rootKey } from '../../../test/support/iam.ts'
import type { Caller, Permission } from '../../wire/access.ts'
import { createRecall } from './recall-caller.ts'

const accountId = '000000000000'
const listPools = { action: 'cognito-idp:ListUserPools', resource: '*' }
const deletePool = { action: 'cognito-idp:DeleteUserPool', resource: '*' }
const allow = (Action: string) => ({ Effect: 'Allow', Action, Resource: '*' })
const root = { AccessKeyId: rootKey.accessKeyId, SecretAccessKey: rootKey.secretAccessKey }
const invalid = {
  name: 'UnrecognizedClientException',
  message: 'The security token included in the request is invalid.',
}
const expired = {
  name: 'ExpiredTokenException',
  message: 'The security token included in the request is expired',
}
const denied = { name: 'AccessDeniedException' }

async function openRecall(t: TestContext) {
  const opened = await openRoles(t)
  const { store, clock, sts, identify, newUser, newRole } = opened
  const recall = createRecall({ store, accountId }, clock)
  /** Who is told again, out of what is stored of them. */
  const again = async ({ remembered }: Caller): Promise<Caller> =>
    (await recall(JSON.parse(JSON.stringify(remembered)), 'eu-west-1')) ?? assert.fail()
  const may = async (caller: Caller, permission: Permission): Promise<void> =>
    (await again(caller)).authorize(permission)
  const sessionOf = async (caller: Caller, as?: string): Promise<Caller> =>
    identify(credentialsIn(await sts(caller).GetSessionToken({})), as)
  const trust = { Effect: 'Allow', Principal: { AWS: accountId }, Action: 'sts:AssumeRole' }
  const jane = await newUser('jane', allow('cognito-idp:List*'), allow('sts:AssumeRole'), allow('iam:*'))
  const assume = async (limits: object = {}): Promise<Caller> => {
    const RoleArn = `arn:aws:iam::${accountId}:role/deployer`
    return identify(credentialsIn(await sts(jane).AssumeRole({ RoleArn, RoleSessionName: 'deploy', ...limits })))
  }
  const newDeployer = () => newRole('deployer', [trust], allow('cognito-idp:*'))
  return { ...opened, again, may, sessionOf, jane, assume, newDeployer }
}

function credentialsIn({ Credentials }: { readonly Credentials?: SessionCredentials | undefined }): SessionCredentials {
  return Credentials ?? assert.fail()
}

describe('a caller who is told again', () => {
  it('is who they were, without their secret, and may do what they may by then', async (t) => {
    const { client, jane, again, may } = await openRecall(t)
    const { arn, userId, isSecure, remembered } = await again(jane)
    assert.deepEqual([arn, userId, isSecure], [jane.arn, jane.userId, true])
    assert.deepEqual(remembered, jane.remembered)
    assert.deepEqual(remembered?.principal, { kind: 'user', accessKeyId: jane.accessKeyId })
    await may(jane, listPools)
    await assert.rejects(may(jane, deletePool), denied)
    await client.DeleteUserPolicy({ UserName: 'jane', PolicyName: 'p' })
    await assert.rejects(may(jane, listPools), denied)
  })

  it('may nothing while the key that signed is not active', async (t) => {
    const { client, jane, may, sessionOf } = await openRecall(t)
    const session = await sessionOf(jane)
    const key = { UserName: 'jane', AccessKeyId: jane.accessKeyId ?? assert.fail() }
    await client.UpdateAccessKey({ ...key, Status: 'Inactive' })
    for (const caller of [jane, session]) await assert.rejects(may(caller, listPools), invalid)
    await client.UpdateAccessKey({ ...key, Status: 'Active' })
    for (const caller of [jane, session]) await may(caller, listPools)
  })

  it('is the root still, also with another key', async (t) => {
    const { identify, may } = await openRecall(t)
    await may(await identify(root), deletePool)
  })

  it('has no operations of IAM with credentials of GetSessionToken, and nothing once those end', async (t) => {
    const { identify, jane, may, again, sessionOf, clock } = await openRecall(t)
    const sessions = [await sessionOf(jane, 'cloudformation'), await sessionOf(await identify(root), 'cloudformation')]
    for (const session of sessions) {
      await assert.rejects(may(session, { action: 'iam:CreateRole', resource: '*' }), invalid)
      await may(await again(session), listPools)
    }
    clock.advance(43_200_000)
    for (const session of sessions) await assert.rejects(may(session, listPools), expired)
  })

  it("is held to the limits of its session of a role, to the role as it is, and to the session's end", async (t) => {
    const { client, may, again, assume, newDeployer, clock } = await openRecall(t)
    await newDeployer()
    const PolicyDocument = JSON.stringify({ Statement: [{ ...allow('*'), Effect: 'Deny' }] })
    const { Policy: nothing } = await client.CreatePolicy({ PolicyName: 'nothing', PolicyDocument })
    const PolicyArns = [{ arn: nothing?.Arn }]
    const Policy = JSON.stringify({ Statement: [allow('cognito-idp:List*')] })
    const [session, limited, barred] = [await assume(), await assume({ Policy }), await assume({ PolicyArns })]
    await may(session, deletePool)
    await may(await again(limited), listPools)
    await assert.rejects(may(await again(limited), deletePool), denied)
    await assert.rejects(may(barred, listPools), denied)
    await client.DeleteRolePolicy({ RoleName: 'deployer', PolicyName: 'p' })
    await assert.rejects(may(session, listPools), denied)
    clock.advance(3_600_000)
    for (const ended of [session, limited]) {
      await assert.rejects(may(ended, listPools), expired)
      // A stack that has this role takes the session for it still, and not the role anew.
      assert.equal((await again(ended)).roleArn, session.roleArn)
    }
  })

  it('is nobody when the role is gone, even if there is another of that name', async (t) => {
    const { client, may, assume, newDeployer } = await openRecall(t)
    await newDeployer()
    const session = await assume()
    await client.DeleteRolePolicy({ RoleName: 'deployer', PolicyName: 'p' })
    await client.DeleteRole({ RoleName: 'deployer' })
    await assert.rejects(may(session, listPools), invalid)
    await newDeployer()
    await assert.rejects(may(session, listPools), invalid)
  })
})
