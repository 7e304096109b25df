import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { email, openUserPool, readVerified, refusal } from '../../../test/support/user-pool.ts'

const roleOf = (group: string): string => `arn:aws:iam::000000000000:role/${group}`

/** A pool with a user and the groups b and a, a before b by precedence. */
async function openWithGroups(...[t, settings]: Parameters<typeof openUserPool>) {
  const opened = await openUserPool(t, settings)
  const { client, UserPoolId, signingKeys } = opened
  await opened.addUser()
  for (const [GroupName, Precedence] of [
    ['b', 2],
    ['a', 1],
  ] as const)
    await client.CreateGroup({ UserPoolId, GroupName, Precedence, RoleArn: roleOf(GroupName) })
  const add = (GroupName: string, Username = email) => client.AdminAddUserToGroup({ UserPoolId, Username, GroupName })
  const remove = (GroupName: string, Username = email) =>
    client.AdminRemoveUserFromGroup({ UserPoolId, Username, GroupName })
  const groupsOf = async (Username = email) => {
    const { Groups = [] } = await client.AdminListGroupsForUser({ UserPoolId, Username })
    return Groups.map(({ GroupName }) => GroupName)
  }
  const groupClaims = async (token: string) => {
    const { claims } = await readVerified(token, await signingKeys.published(UserPoolId))
    const names = ['cognito:groups', 'cognito:roles', 'cognito:preferred_role']
    return Object.fromEntries(Object.entries(claims).filter(([name]) => names.includes(name)))
  }
  return { ...opened, add, remove, groupsOf, groupClaims }
}

describe('AdminAddUserToGroup and AdminRemoveUserFromGroup', () => {
  it('change nothing the second time', async (t) => {
    const { add, remove, groupsOf } = await openWithGroups(t)
    await add('a')
    await add('a')
    assert.deepEqual(await groupsOf(), ['a'])
    await remove('a')
    await remove('a')
    assert.deepEqual(await groupsOf(), [])
  })

  it('refuse a missing group and a missing user', async (t) => {
    const { add, remove, groupsOf } = await openWithGroups(t)
    const missing = refusal('ResourceNotFoundException', 'Group not found.')
    await assert.rejects(add('c'), missing)
    await assert.rejects(remove('c'), missing)
    const unknown = refusal('UserNotFoundException', 'User does not exist.')
    await assert.rejects(add('a', 'eve@example.com'), unknown)
    await assert.rejects(remove('a', 'eve@example.com'), unknown)
    await assert.rejects(groupsOf('eve@example.com'), unknown)
  })

  it('refuse the 101st group of a user', async (t) => {
    const { client, UserPoolId, add } = await openWithGroups(t)
    for (let index = 0; index < 100; index++) {
      await client.CreateGroup({ UserPoolId, GroupName: `g${index}` })
      await add(`g${index}`)
    }
    await assert.rejects(add('a'), refusal('InvalidParameterException', 'A user can be in at most 100 groups.'))
    await add('g7')
    const first = await client.AdminListGroupsForUser({ UserPoolId, Username: email })
    const rest = await client.AdminListGroupsForUser({ UserPoolId, Username: email, NextToken: first.NextToken })
    assert.deepEqual([first.Groups?.length, rest.Groups?.length, rest.NextToken], [60, 40, undefined])
  })

  it('show in ListUsersInGroup until the group or the user is deleted', async (t) => {
    const { client, UserPoolId, add, addUser, groupsOf } = await openWithGroups(t)
    await addUser('eve@example.com')
    for (const Username of [email, 'eve@example.com']) await add('a', Username)
    const list = async (more: object = {}) => client.ListUsersInGroup({ UserPoolId, GroupName: 'a', ...more })
    const first = await list({ Limit: 1 })
    const rest = await list({ Limit: 1, NextToken: first.NextToken })
    const listed = [...(first.Users ?? []), ...(rest.Users ?? [])]
    assert.deepEqual(listed, (await client.ListUsers({ UserPoolId })).Users?.toSorted(bySub))
    assert.equal(rest.NextToken, undefined)
    await client.AdminDeleteUser({ UserPoolId, Username: 'eve@example.com' })
    assert.equal((await list()).Users?.length, 1)
    await client.DeleteGroup({ UserPoolId, GroupName: 'a' })
    assert.deepEqual(await groupsOf(), [])
  })
})

function bySub(left: { Username?: string }, right: { Username?: string }): number {
  return (left.Username ?? '') < (right.Username ?? '') ? -1 : 1
}

describe('the tokens of a user in groups', () => {
  it('name the groups, and the ID token their roles, that of the lowest precedence first', async (t) => {
    const { add, tokens, groupClaims } = await openWithGroups(t)
    const before = await tokens()
    assert.deepEqual(await groupClaims(before.IdToken), {})
    await add('b')
    await add('a')
    const { IdToken, AccessToken } = await tokens()
    assert.deepEqual(await groupClaims(AccessToken), { 'cognito:groups': ['a', 'b'] })
    assert.deepEqual(await groupClaims(IdToken), {
      'cognito:groups': ['a', 'b'],
      'cognito:roles': [roleOf('a'), roleOf('b')],
      'cognito:preferred_role': roleOf('a'),
    })
  })

  it('name the groups as they are when the tokens are refreshed', async (t) => {
    const { client, ClientId, add, tokens, groupClaims } = await openWithGroups(t)
    const { RefreshToken } = await tokens()
    await add('b')
    const refreshed = await client.InitiateAuth({
      ClientId,
      AuthFlow: 'REFRESH_TOKEN_AUTH',
      AuthParameters: { REFRESH_TOKEN: RefreshToken },
    })
    const { AccessToken = '', IdToken = '' } = refreshed.AuthenticationResult ?? {}
    assert.deepEqual(await groupClaims(AccessToken), { 'cognito:groups': ['b'] })
    assert.deepEqual(await groupClaims(IdToken), {
      'cognito:groups': ['b'],
      'cognito:roles': [roleOf('b')],
      'cognito:preferred_role': roleOf('b'),
    })
  })
})
