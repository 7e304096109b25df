import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { openUserPool, refusal } from '../../../test/support/user-pool.ts'

const missing = refusal('ResourceNotFoundException', 'Group not found.')

async function openWithGroup(...[t, settings]: Parameters<typeof openUserPool>) {
  const opened = await openUserPool(t, settings)
  const { client, UserPoolId } = opened
  const named = { UserPoolId, GroupName: 'admins' }
  const created = await client.CreateGroup({ ...named, Description: 'staff', Precedence: 0 })
  return { ...opened, named, created: created.Group }
}

describe('CreateGroup, GetGroup, UpdateGroup and DeleteGroup', () => {
  it('make a group that is shown as it was given, and no second one of its name', async (t) => {
    const { client, named, created, clock, UserPoolId } = await openWithGroup(t)
    assert.deepEqual(created, {
      GroupName: 'admins',
      UserPoolId,
      Description: 'staff',
      Precedence: 0,
      LastModifiedDate: clock.now(),
      CreationDate: clock.now(),
    })
    assert.deepEqual((await client.GetGroup(named)).Group, created)
    await assert.rejects(
      client.CreateGroup(named),
      refusal('GroupExistsException', 'A group with the name already exists.'),
    )
    await client.CreateGroup({ ...named, GroupName: 'Admins' })
  })

  it('change what an update names and keep the rest', async (t) => {
    const { client, named, created, clock } = await openWithGroup(t)
    clock.advance(1000)
    const RoleArn = 'arn:aws:iam::000000000000:role/admin'
    const updated = await client.UpdateGroup({ ...named, RoleArn, Precedence: 5 })
    assert.deepEqual(updated.Group, { ...created, RoleArn, Precedence: 5, LastModifiedDate: clock.now() })
    assert.deepEqual((await client.GetGroup(named)).Group, updated.Group)
  })

  it('refuse a group that is not there, or no more, and a pool that is not there', async (t) => {
    const { client, named } = await openWithGroup(t)
    await client.DeleteGroup(named)
    await assert.rejects(client.GetGroup(named), missing)
    await assert.rejects(client.UpdateGroup(named), missing)
    await assert.rejects(client.DeleteGroup(named), missing)
    await assert.rejects(client.ListUsersInGroup(named), missing)
    const UserPoolId = 'us-east-1_nope00000'
    await assert.rejects(
      client.CreateGroup({ ...named, UserPoolId }),
      refusal('ResourceNotFoundException', `User pool ${UserPoolId} does not exist.`),
    )
  })
})

describe('ListGroups', () => {
  it('answers each group once, page by page', async (t) => {
    const { client, UserPoolId } = await openWithGroup(t)
    for (const GroupName of ['editors', 'readers']) await client.CreateGroup({ UserPoolId, GroupName })
    const first = await client.ListGroups({ UserPoolId, Limit: 2 })
    const rest = await client.ListGroups({ UserPoolId, Limit: 2, NextToken: first.NextToken })
    const names = [first, rest].map(({ Groups = [] }) => Groups.map(({ GroupName }) => GroupName))
    assert.deepEqual(names, [['admins', 'editors'], ['readers']])
    assert.equal('NextToken' in rest, false)
  })

  it('refuses a token of somebody else, one with a NUL in it too', async (t) => {
    const { client, UserPoolId } = await openWithGroup(t)
    const invalid = refusal('InvalidParameterException', 'Invalid pagination token.')
    for (const NextToken of ['?', Buffer.from('a\0').toString('base64url')])
      await assert.rejects(client.ListGroups({ UserPoolId, NextToken }), invalid)
  })
})
