import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import type { Credentials as StsCredentials } from '@aws-sdk/client-sts'
import { type Credentials, openProduction, rootAccessKey } from '../../support/production.ts'

const RoleSessionName = 'deploy'
const account = '000000000000'

function credentialsOf({ Credentials }: { readonly Credentials?: StsCredentials | undefined }) {
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = Credentials ?? {}
  return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken }
}

const invalid = { name: 'InvalidClientTokenId', message: 'The security token included in the request is invalid.' }

describe('the session of a role', () => {
  let world: Awaited<ReturnType<typeof openProduction>>
  let own: Required<Credentials>
  const begin = async (RoleArn: string, by: Credentials = world.jane) =>
    credentialsOf(await world.clientsFor(by).sts.assumeRole({ RoleArn, RoleSessionName }))
  const refused = async (credentials: Credentials, error: object) => {
    await assert.rejects(world.clientsFor(credentials).sts.getCallerIdentity(), error)
  }
  before(async () => {
    world = await openProduction()
    own = await begin(await world.newRole('own'))
  })

  it('is taken by every service', async () => {
    const { apis, cognito, iam, s3, sts } = world.clientsFor(own)
    assert.equal((await sts.getCallerIdentity()).Arn, `arn:aws:sts::${account}:assumed-role/own/deploy`)
    assert.deepEqual((await apis.getApis()).Items, [])
    assert.deepEqual((await cognito.listUserPools({ MaxResults: 1 })).UserPools, [])
    assert.equal((await iam.listRoles()).Roles?.[0]?.RoleName, 'own')
    assert.deepEqual((await s3.listBuckets()).Buckets ?? [], [])
  })

  it('is refused for a forged token, an edited one, one written in another way, and none at all', async () => {
    const { sessionToken, ...key } = own
    const bytes = Buffer.from(sessionToken, 'base64')
    for (let at = 0; at < bytes.length; at += 7) {
      const edited = Buffer.from(bytes)
      edited.writeUInt8(bytes.readUInt8(at) ^ 1, at)
      await refused({ ...key, sessionToken: edited.toString('base64') }, invalid)
    }
    await refused({ ...key, sessionToken: `${sessionToken}*` }, invalid)
    await refused({ ...key, sessionToken: Buffer.from(JSON.stringify(key)).toString('base64') }, invalid)
    await refused(key, invalid)
  })

  it('is refused for a key with the token of another role, and for a long-lived key with a token', async () => {
    const other = await begin(await world.newRole('other'))
    await refused({ ...own, sessionToken: other.sessionToken }, invalid)
    await refused({ ...world.jane, sessionToken: own.sessionToken }, invalid)
    await refused({ ...rootAccessKey, sessionToken: own.sessionToken }, invalid)
    await refused({ ...own, secretAccessKey: other.secretAccessKey }, { name: 'SignatureDoesNotMatch' })
  })

  it('begins another session with the permissions of its role only', async () => {
    const narrow = JSON.stringify({ Statement: [{ Effect: 'Allow', Action: 'cognito-idp:*', Resource: '*' }] })
    const session = await begin(await world.newRole('narrow', narrow))
    await assert.rejects(begin(`arn:aws:iam::${account}:role/own`, session), {
      name: 'AccessDenied',
      message: `User: arn:aws:sts::${account}:assumed-role/narrow/deploy is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::${account}:role/own because no identity-based policy allows the sts:AssumeRole action`,
    })
    const chained = await begin(`arn:aws:iam::${account}:role/narrow`, own)
    assert.equal(
      (await world.clientsFor(chained).sts.getCallerIdentity()).Arn,
      `arn:aws:sts::${account}:assumed-role/narrow/deploy`,
    )
  })

  it('may do what its role may now, and nothing once the role is gone, whoever takes its name', async () => {
    const RoleName = 'passing'
    const session = await begin(await world.newRole(RoleName))
    const { cognito } = world.clientsFor(session)
    await cognito.listUserPools({ MaxResults: 1 })
    await world.root.iam.deleteRolePolicy({ RoleName, PolicyName: 'p' })
    await assert.rejects(cognito.listUserPools({ MaxResults: 1 }), { name: 'AccessDeniedException' })
    await world.root.iam.deleteRole({ RoleName })
    await refused(session, invalid)
    await world.newRole(RoleName)
    await refused(session, invalid)
  })

  it('ends when it is said to, in the words of each protocol', async () => {
    world.clock.advance(3_599_000)
    await world.clientsFor(own).sts.getCallerIdentity()
    world.clock.advance(1000)
    const { apis, cognito, s3, sts } = world.clientsFor(own)
    const message = 'The security token included in the request is expired'
    await assert.rejects(sts.getCallerIdentity(), { name: 'ExpiredToken', message })
    await assert.rejects(cognito.listUserPools({ MaxResults: 1 }), { name: 'ExpiredTokenException', message })
    await assert.rejects(apis.getApis(), { name: 'ExpiredTokenException', message })
    await assert.rejects(s3.listBuckets(), { name: 'ExpiredToken' })
  })
})
