import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { email, openUserPool, refusal } from '../../support/user-pool.ts'

const others = ['jack@example.com', 'mary@example.com']

/** Three users, of whom the last waits to be confirmed. */
async function openUsers(t: TestContext) {
  const opened = await openUserPool(t)
  const { client, UserPoolId, clock, addUser, signUp } = opened
  for (const name of [email, others[0]]) {
    await addUser(name)
    clock.advance(1000)
  }
  await signUp(others[1])
  const page = (more: object) => client.ListUsers({ UserPoolId, ...more })
  const addressesOf = ({ Users = [] }: Awaited<ReturnType<typeof page>>) =>
    Users.map(({ Attributes = [] }) => Attributes.find(({ Name }) => Name === 'email')?.Value ?? '')
  const found = async (Filter: string) => addressesOf(await page({ Filter })).toSorted()
  return { ...opened, page, addressesOf, found }
}

describe('groups', () => {
  it('C117 take a user in once or twice, and have to exist', async (t) => {
    const { addUser, client, UserPoolId } = await openUserPool(t)
    await addUser()
    await client.CreateGroup({ UserPoolId, GroupName: 'staff' })
    const add = (GroupName: string) => client.AdminAddUserToGroup({ UserPoolId, Username: email, GroupName })
    for (let time = 1; time <= 2; time++) await add('staff')
    const { Groups = [] } = await client.AdminListGroupsForUser({ UserPoolId, Username: email })
    assert.equal(Groups.length, 1)
    await assert.rejects(add('nobodies'), { code: 'ResourceNotFoundException' })
  })
})

describe('lists of users', () => {
  it('C118 are filtered by the beginning or all of an attribute, and by status', async (t) => {
    const { found } = await openUsers(t)
    assert.deepEqual(await found('email ^= "ja"'), [others[0], email])
    assert.deepEqual(await found('"email" = "jane@example.com"'), [email])
    assert.deepEqual(await found('cognito:user_status = "CONFIRMED"'), [others[0], email])
  })

  it('C119 are not filtered by attributes of one`s own, nor by half a filter', async (t) => {
    const { found } = await openUsers(t)
    const custom = refusal('InvalidParameterException', 'Invalid search attribute: custom:x')
    await assert.rejects(found('custom:x = "1"'), custom)
    await assert.rejects(found('email == '), refusal('InvalidParameterException', 'Error while parsing filter'))
  })

  it('C120 come in pages that show each user once', async (t) => {
    const { page, addressesOf } = await openUsers(t)
    const seen: string[] = []
    let PaginationToken: string | undefined
    for (let pages = 1; pages <= 3; pages++) {
      const found = await page({ Limit: 1, ...(PaginationToken !== undefined && { PaginationToken }) })
      const addresses = addressesOf(found)
      assert.equal(addresses.length, 1)
      seen.push(...addresses)
      PaginationToken = found.PaginationToken
      assert.equal(PaginationToken === undefined, pages === 3)
    }
    assert.deepEqual(seen.toSorted(), [others[0], email, others[1]])
  })
})
