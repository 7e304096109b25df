import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { ApiGatewayV2 } from '@aws-sdk/client-apigatewayv2'
import { CognitoIdentityProvider } from '@aws-sdk/client-cognito-identity-provider'
import { IAM } from '@aws-sdk/client-iam'
import { S3 } from '@aws-sdk/client-s3'
import { type Credentials as StsCredentials, STS } from '@aws-sdk/client-sts'
import { manualClock } from '../../../src/ports/clock.ts'
import { atEnd } from '../../support/at-end.ts'
import { openPoolgate } from '../../support/poolgate.ts'

interface Credentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
}

const rootAccessKey = { accessKeyId: 'AKIAROOTROOTROOTROOT', secretAccessKey: 'root-secret-root-secret-root-secret' }
const RoleSessionName = 'deploy'
const account = '000000000000'
const everything = JSON.stringify({ Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] })
const trusted = JSON.stringify({
  Statement: [{ Effect: 'Allow', Principal: { AWS: account }, Action: 'sts:AssumeRole' }],
})

async function openWorld() {
  // Clients sign by this machine's clock, and correct it by the Date of the first answer that they get.
  const clock = manualClock(new Date().toISOString())
  const { port } = await openPoolgate({ mode: 'production', rootAccessKey, clock })
  const endpoint = `http://127.0.0.1:${port}`
  /** Their first calls are signed by the server's clock, which stands still. */
  const clientsFor = (credentials: Credentials) => {
    const systemClockOffset = clock.now().getTime() - Date.now()
    const options = { endpoint, region: 'us-east-1', credentials, maxAttempts: 1, systemClockOffset }
    const clients = {
      apis: new ApiGatewayV2(options),
      cognito: new CognitoIdentityProvider(options),
      iam: new IAM(options),
      s3: new S3({ ...options, forcePathStyle: true }),
      sts: new STS(options),
    }
    atEnd(() => {
      for (const client of Object.values(clients)) client.destroy()
    })
    return clients
  }
  const root = clientsFor(rootAccessKey)
  const newRole = async (RoleName: string, PolicyDocument = everything): Promise<string> => {
    const { Role } = await root.iam.createRole({ RoleName, AssumeRolePolicyDocument: trusted })
    await root.iam.putRolePolicy({ RoleName, PolicyName: 'p', PolicyDocument })
    return Role?.Arn ?? ''
  }
  await root.iam.createUser({ UserName: 'jane' })
  await root.iam.putUserPolicy({ UserName: 'jane', PolicyName: 'p', PolicyDocument: everything })
  const { AccessKey } = await root.iam.createAccessKey({ UserName: 'jane' })
  const { AccessKeyId: accessKeyId = '', SecretAccessKey: secretAccessKey = '' } = AccessKey ?? {}
  const jane = { accessKeyId, secretAccessKey }
  return { clock, clientsFor, root, newRole, jane }
}

function credentialsOf({ Credentials }: { readonly Credentials?: StsCredentials | undefined }) {
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = Credentials ?? {}
  return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken }
}

const invalid = { name: 'InvalidClientTokenId', message: 'The security token included in the request is invalid.' }

describe('the session of a role', () => {
  let world: Awaited<ReturnType<typeof openWorld>>
  let own: Required<Credentials>
  const begin = async (RoleArn: string, by: Credentials = world.jane) =>
    credentialsOf(await world.clientsFor(by).sts.assumeRole({ RoleArn, RoleSessionName }))
  const refused = async (credentials: Credentials, error: object) => {
    await assert.rejects(world.clientsFor(credentials).sts.getCallerIdentity(), error)
  }
  before(async () => {
    world = await openWorld()
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
