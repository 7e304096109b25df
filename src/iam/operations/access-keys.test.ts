import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { openIam } from '../../../test/support/iam.ts'

const missing = (name: string) => ({
  name: 'NoSuchEntityException',
  message: `The user with name ${name} cannot be found.`,
})

describe('IAM users', () => {
  it('are made once whatever the case of their name, described, listed page by page and deleted', async (t) => {
    const { client, clock } = await openIam(t)
    const { User } = await client.CreateUser({ UserName: 'jane' })
    assert.match(User?.UserId ?? '', /^AIDA[A-Z2-7]{17}$/)
    const described = { UserName: 'jane', UserId: User!.UserId, Path: '/', CreateDate: clock.now() }
    assert.deepEqual(User, { ...described, Arn: 'arn:aws:iam::000000000000:user/jane' })
    assert.deepEqual((await client.GetUser({ UserName: 'jane' })).User, User)
    await assert.rejects(client.CreateUser({ UserName: 'JANE' }), {
      name: 'EntityAlreadyExistsException',
      message: 'User with name JANE already exists.',
    })
    await assert.rejects(client.GetUser({ UserName: 'JANE' }), missing('JANE'))
    await client.CreateUser({ UserName: 'adam' })
    const first = await client.ListUsers({ MaxItems: 1 })
    assert.deepEqual([first.Users.map((user) => user.UserName), first.IsTruncated], [['adam'], true])
    const rest = await client.ListUsers({ Marker: first.Marker })
    assert.deepEqual([rest.Users.map((user) => user.UserName), rest.IsTruncated], [['jane'], false])
    await client.DeleteUser({ UserName: 'jane' })
    await assert.rejects(client.GetUser({ UserName: 'jane' }), missing('jane'))
    await assert.rejects(client.DeleteUser({ UserName: 'jane' }), missing('jane'))
  })

  it('are refused by name what poolgate has not', async (t) => {
    const { client } = await openIam(t)
    for (const more of [{ Path: '/a/' }, { Tags: [{ Key: 'a', Value: 'b' }] }])
      await assert.rejects(client.CreateUser({ UserName: 'jane', ...more }), {
        name: 'InvalidInputException',
        message: `poolgate does not implement ${Object.keys(more)[0]}`,
      })
  })

  it('stay while they have keys or policies', async (t) => {
    const { client } = await openIam(t)
    const UserName = 'jane'
    await client.CreateUser({ UserName })
    const { AccessKey } = await client.CreateAccessKey({ UserName })
    const PolicyDocument = '{"Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}'
    await client.PutUserPolicy({ UserName, PolicyName: 'all', PolicyDocument })
    const conflict = (what: string) => ({
      name: 'DeleteConflictException',
      message: `Cannot delete entity, must delete ${what} first.`,
    })
    await assert.rejects(client.DeleteUser({ UserName }), conflict('access keys'))
    await client.DeleteAccessKey({ UserName, AccessKeyId: AccessKey.AccessKeyId })
    await assert.rejects(client.DeleteUser({ UserName }), conflict('policies'))
    await client.DeleteUserPolicy({ UserName, PolicyName: 'all' })
    await client.DeleteUser({ UserName })
  })
})

describe('access keys', () => {
  it('are two at most, each with a secret of its own that is told once', async (t) => {
    const { client, clock, store } = await openIam(t)
    const UserName = 'jane'
    await client.CreateUser({ UserName })
    const { AccessKey: first } = await client.CreateAccessKey({ UserName })
    const { AccessKey: second } = await client.CreateAccessKey({ UserName })
    assert.match(first.AccessKeyId, /^AKIA[A-Z2-7]{16}$/)
    assert.match(first.SecretAccessKey, /^[\w+/]{40}$/)
    assert.notEqual(first.SecretAccessKey, second.SecretAccessKey)
    await assert.rejects(client.CreateAccessKey({ UserName }), {
      name: 'LimitExceededException',
      message: 'Cannot exceed quota for AccessKeysPerUser: 2',
    })
    const listed = (key: typeof first) => ({
      UserName,
      AccessKeyId: key.AccessKeyId,
      Status: 'Active',
      CreateDate: clock.now(),
    })
    const { AccessKeyMetadata } = await client.ListAccessKeys({ UserName })
    assert.deepEqual(
      AccessKeyMetadata.toSorted((a, b) => ((a.AccessKeyId ?? '') < (b.AccessKeyId ?? '') ? -1 : 1)),
      [first, second].toSorted((a, b) => (a.AccessKeyId < b.AccessKeyId ? -1 : 1)).map(listed),
    )
    const kept = await store.findAccessKey(first.AccessKeyId)
    assert.ok(!Buffer.from(kept!.secret).includes(first.SecretAccessKey))
  })

  it('belong to their user, or to the caller when none is named', async (t) => {
    const { client, clientOf } = await openIam(t)
    for (const UserName of ['jane', 'joe']) await client.CreateUser({ UserName })
    const { AccessKey } = await client.CreateAccessKey({ UserName: 'jane' })
    const { AccessKeyId } = AccessKey
    const notFound = {
      name: 'NoSuchEntityException',
      message: `The Access Key with id ${AccessKeyId} cannot be found.`,
    }
    await assert.rejects(client.DeleteAccessKey({ UserName: 'joe', AccessKeyId }), notFound)
    await assert.rejects(client.UpdateAccessKey({ UserName: 'joe', AccessKeyId, Status: 'Inactive' }), notFound)
    await assert.rejects(client.ListAccessKeys({}), {
      name: 'ValidationError',
      message: 'Must specify userName when calling with non-User credentials',
    })
    const jane = clientOf({ arn: 'arn:aws:iam::000000000000:user/jane', userId: 'AIDA', authorize() {} })
    assert.equal((await jane.ListAccessKeys({})).AccessKeyMetadata.length, 1)
    assert.equal((await jane.GetUser({})).User.UserName, 'jane')
    await jane.DeleteAccessKey({ AccessKeyId })
    await assert.rejects(client.GetAccessKeyLastUsed({ AccessKeyId }), notFound)
  })
})

describe('inline policies', () => {
  it('are put, read, listed and deleted', async (t) => {
    const { client } = await openIam(t)
    const UserName = 'jane'
    await client.CreateUser({ UserName })
    const PolicyDocument = '{"Statement": {"Effect":"Allow","Action":"iam:GetUser","Resource":"*"}}'
    await client.PutUserPolicy({ UserName, PolicyName: 'b', PolicyDocument })
    await client.PutUserPolicy({ UserName, PolicyName: 'a', PolicyDocument })
    assert.deepEqual(await client.ListUserPolicies({ UserName }), { PolicyNames: ['a', 'b'], IsTruncated: false })
    const read = await client.GetUserPolicy({ UserName, PolicyName: 'a' })
    assert.equal(decodeURIComponent(read.PolicyDocument), PolicyDocument)
    await client.DeleteUserPolicy({ UserName, PolicyName: 'a' })
    const gone = { name: 'NoSuchEntityException', message: 'The user policy with name a cannot be found.' }
    await assert.rejects(client.GetUserPolicy({ UserName, PolicyName: 'a' }), gone)
    await assert.rejects(client.DeleteUserPolicy({ UserName, PolicyName: 'a' }), gone)
  })

  it('are refused when they are malformed or too long together', async (t) => {
    const { client } = await openIam(t)
    const UserName = 'jane'
    await client.CreateUser({ UserName })
    await assert.rejects(client.PutUserPolicy({ UserName, PolicyName: 'p', PolicyDocument: '{}' }), {
      name: 'MalformedPolicyDocumentException',
      message: 'Syntax errors in policy: Statement must hold 1 to 500 statements.',
    })
    const sized = (length: number) => {
      const document = (sid: string) => `{"Statement":{"Sid":"${sid}","Effect":"Allow","Action":"*","Resource":"*"}}`
      return document('x'.repeat(length - document('').length))
    }
    await client.PutUserPolicy({ UserName, PolicyName: 'p', PolicyDocument: sized(1024) })
    await client.PutUserPolicy({ UserName, PolicyName: 'q', PolicyDocument: `${sized(1024)} \n` })
    await assert.rejects(client.PutUserPolicy({ UserName, PolicyName: 'q', PolicyDocument: sized(1025) }), {
      name: 'LimitExceededException',
      message: 'Maximum policy size of 2048 bytes exceeded for user jane',
    })
  })
})
