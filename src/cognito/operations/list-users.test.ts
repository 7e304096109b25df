import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { openUserPool, refusal } from '../../../test/support/user-pool.ts'

const addresses = ['jane@example.com', 'jack@example.com', 'eve@example.com']

async function openPeopled(...[t, settings]: Parameters<typeof openUserPool>) {
  const opened = await openUserPool(t, settings)
  for (const address of addresses) {
    await opened.signUp(address)
    opened.clock.advance(1000)
  }
  const { client, UserPoolId } = opened
  const list = async (more: object = {}) => {
    const { Users = [], PaginationToken } = await client.ListUsers({ UserPoolId, ...more })
    const emails = Users.map(({ Attributes }) => Attributes?.find(({ Name }) => Name === 'email')?.Value)
    return { Users, emails, PaginationToken }
  }
  return { ...opened, list }
}

describe('ListUsers', () => {
  it('lists all users with their attributes under Attributes', async (t) => {
    const { list, clock } = await openPeopled(t)
    const { Users, emails, PaginationToken } = await list()
    assert.deepEqual(emails, addresses)
    assert.equal(PaginationToken, undefined)
    assert.deepEqual(Users[2], {
      Username: Users[2]?.Username,
      Attributes: [
        { Name: 'sub', Value: Users[2]?.Username },
        { Name: 'email', Value: 'eve@example.com' },
        { Name: 'email_verified', Value: 'false' },
      ],
      UserCreateDate: new Date(clock.time() - 1000),
      UserLastModifiedDate: new Date(clock.time() - 1000),
      Enabled: true,
      UserStatus: 'UNCONFIRMED',
    })
  })

  it('pages through the users, each once, while others are deleted', async (t) => {
    const { list, client, UserPoolId } = await openPeopled(t)
    const first = await list({ Limit: 1 })
    await client.AdminDeleteUser({ UserPoolId, Username: 'jane@example.com' })
    const second = await list({ Limit: 1, PaginationToken: first.PaginationToken })
    const third = await list({ Limit: 1, PaginationToken: second.PaginationToken })
    assert.deepEqual(
      [first, second, third].flatMap(({ emails }) => emails),
      addresses,
    )
    assert.equal(third.PaginationToken, undefined)
  })

  it('refuses a pagination token that it did not give', async (t) => {
    const { list } = await openPeopled(t)
    for (const token of ['x', '!', Buffer.from('NaN/x').toString('base64url'), Buffer.from('1').toString('base64url')])
      await assert.rejects(
        list({ PaginationToken: token }),
        refusal('InvalidParameterException', 'Invalid pagination token.'),
      )
  })

  it('filters by beginning and by equality', async (t) => {
    const { list, client, UserPoolId } = await openPeopled(t)
    await client.AdminConfirmSignUp({ UserPoolId, Username: 'eve@example.com' })
    await client.AdminDisableUser({ UserPoolId, Username: 'jack@example.com' })
    for (const [Filter, expected] of [
      ['email ^= "ja"', ['jack@example.com', 'jane@example.com']],
      ['"email" = "jane@example.com"', ['jane@example.com']],
      ['"email"^="EVE"', ['eve@example.com']],
      ['cognito:user_status = "CONFIRMED"', ['eve@example.com']],
      ['status = "Disabled"', ['jack@example.com']],
      ['email = "jane"', []],
      ['', addresses],
    ] as const)
      assert.deepEqual((await list({ Filter })).emails, expected, Filter)
  })

  it('unescapes quotes inside a value', async (t) => {
    const { list, client, UserPoolId } = await openPeopled(t)
    const UserAttributes = [{ Name: 'name', Value: 'Eve "E" O\\N' }]
    await client.AdminUpdateUserAttributes({ UserPoolId, Username: 'eve@example.com', UserAttributes })
    assert.deepEqual((await list({ Filter: String.raw`name = "Eve \"E\" O\\N"` })).emails, ['eve@example.com'])
  })

  it('refuses filters it cannot read, and attributes nobody can search by', async (t) => {
    const { list } = await openPeopled(t)
    for (const Filter of [
      'email == ',
      'email = ',
      'email "x"',
      '= "x"',
      'email = "x" and name = "y"',
      'email = "\\"',
      'email = "\0"',
    ])
      await assert.rejects(list({ Filter }), refusal('InvalidParameterException', 'Error while parsing filter'), Filter)
    for (const attribute of ['custom:foo', 'nickname', '__proto__'])
      await assert.rejects(
        list({ Filter: `${attribute} = "x"` }),
        refusal('InvalidParameterException', `Invalid search attribute: ${attribute}`),
      )
  })

  it('answers only the attributes asked for, and refuses one that somebody lacks', async (t) => {
    const { list } = await openPeopled(t)
    const { Users } = await list({ AttributesToGet: ['email'], Limit: 1 })
    assert.deepEqual(Users[0]?.Attributes, [{ Name: 'email', Value: 'jane@example.com' }])
    for (const name of ['nickname', 'custom:nope'])
      await assert.rejects(
        list({ AttributesToGet: [name] }),
        refusal('InvalidParameterException', 'One or more requested attributes do not exist.'),
      )
  })
})
