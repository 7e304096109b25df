import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { email, openUserPool, refusal } from '../../../test/support/user-pool.ts'
import { secretHash } from '../clients/app-client.ts'

/** A pool with a user and a client that has a secret. */
async function openConfidential(...[t]: Parameters<typeof openUserPool>) {
  const opened = await openUserPool(t)
  await opened.addUser()
  const { id: ClientId, secret = '' } = await opened.addClient({ GenerateSecret: true })
  const { client, UserPoolId } = opened
  const named = { UserPoolId, ClientId }
  const list = async () => (await client.ListUserPoolClientSecrets(named)).ClientSecrets ?? []
  const signInWith = (value: string) =>
    client.InitiateAuth({
      ClientId,
      AuthFlow: 'USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME: email, PASSWORD: 'S3cure!!', SECRET_HASH: secretHash(value, email, ClientId) },
    })
  return { ...opened, named, first: secret, list, signInWith }
}

describe('AddUserPoolClientSecret, ListUserPoolClientSecrets and DeleteUserPoolClientSecret', () => {
  it('rotate a secret: for a while both work, then only the second', async (t) => {
    const { client, named, first, list, signInWith, clock } = await openConfidential(t)
    clock.advance(1000)
    const { ClientSecretDescriptor: added } = await client.AddUserPoolClientSecret(named)
    const second = added?.ClientSecretValue ?? ''
    assert.deepEqual(added, {
      ClientSecretId: `${named.ClientId}--${clock.time()}`,
      ClientSecretCreateDate: clock.now(),
      ClientSecretValue: second,
    })
    assert.match(second, /^[0-9a-z]{52}$/)
    await signInWith(first)
    await signInWith(second)
    const [{ ClientSecretId } = {}] = await list()
    assert.deepEqual(await client.DeleteUserPoolClientSecret({ ...named, ClientSecretId }), {})
    await assert.rejects(
      signInWith(first),
      refusal('NotAuthorizedException', `SecretHash does not match for the client: ${named.ClientId}`),
    )
    await signInWith(second)
    assert.equal((await client.DescribeUserPoolClient(named)).UserPoolClient?.ClientSecret, second)
  })

  it('list ids and dates, never values, also of secrets made in the same moment', async (t) => {
    const { client, named, list, clock } = await openConfidential(t)
    const ClientSecret = 'a+Secret_of_twenty_four1'
    const { ClientSecretDescriptor: added } = await client.AddUserPoolClientSecret({ ...named, ClientSecret })
    const epoch = clock.time()
    assert.deepEqual(await list(), [
      { ClientSecretId: `${named.ClientId}--${epoch}`, ClientSecretCreateDate: clock.now() },
      { ClientSecretId: `${named.ClientId}--${epoch + 1}`, ClientSecretCreateDate: clock.now() },
    ])
    assert.deepEqual(added, (await list())[1])
  })

  it('refuse a third secret, and to delete the last one', async (t) => {
    const { client, named, list } = await openConfidential(t)
    const [{ ClientSecretId } = {}] = await list()
    await assert.rejects(
      client.DeleteUserPoolClientSecret({ ...named, ClientSecretId }),
      refusal('InvalidParameterException', 'The last client secret cannot be deleted.'),
    )
    await client.AddUserPoolClientSecret(named)
    await assert.rejects(
      client.AddUserPoolClientSecret(named),
      refusal('LimitExceededException', 'A user pool client can have at most 2 client secrets.'),
    )
    await client.DeleteUserPoolClientSecret({ ...named, ClientSecretId })
    await assert.rejects(
      client.DeleteUserPoolClientSecret({ ...named, ClientSecretId }),
      refusal('ResourceNotFoundException', `Client secret ${ClientSecretId} does not exist.`),
    )
  })

  it('keep one of two secrets when both are deleted at once', async (t) => {
    const { client, named, list } = await openConfidential(t)
    await client.AddUserPoolClientSecret(named)
    const outcomes = await Promise.allSettled(
      (await list()).map(({ ClientSecretId }) => client.DeleteUserPoolClientSecret({ ...named, ClientSecretId })),
    )
    assert.deepEqual(outcomes.map(({ status }) => status).sort(), ['fulfilled', 'rejected'])
    assert.equal((await list()).length, 1)
  })

  it('keep both secrets through an update of the client, and refuse a client without any', async (t) => {
    const { client, named, list, UserPoolId, ClientId } = await openConfidential(t)
    await client.AddUserPoolClientSecret(named)
    await client.UpdateUserPoolClient(named)
    assert.equal((await list()).length, 2)
    const open = { UserPoolId, ClientId }
    assert.deepEqual(await client.ListUserPoolClientSecrets(open), { ClientSecrets: [] })
    await assert.rejects(
      client.AddUserPoolClientSecret(open),
      refusal('InvalidParameterException', `User pool client ${ClientId} does not have a client secret.`),
    )
  })
})
