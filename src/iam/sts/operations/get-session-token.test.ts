import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { openRoles, type SessionCredentials } from '../../../../test/support/assumed-roles.ts'
import { rootKey } from '../../../../test/support/iam.ts'
import type { Caller } from '../../../wire/access.ts'

const account = '000000000000'
const listPools = { action: 'cognito-idp:ListUserPools', resource: '*' }
const deletePool = { action: 'cognito-idp:DeleteUserPool', resource: '*' }
const allow = (Action: string) => ({ Effect: 'Allow', Action, Resource: '*' })
const invalid = {
  name: 'UnrecognizedClientException',
  message: 'The security token included in the request is invalid.',
}
const root = { AccessKeyId: rootKey.accessKeyId, SecretAccessKey: rootKey.secretAccessKey }

async function openJane(t: TestContext) {
  const opened = await openRoles(t)
  const jane = await opened.newUser('jane', allow('cognito-idp:List*'), allow('iam:*'), allow('sts:AssumeRole'))
  const begin = async (caller: Caller | undefined, DurationSeconds?: number): Promise<SessionCredentials> =>
    (await opened.sts(caller).GetSessionToken({ ...(DurationSeconds !== undefined && { DurationSeconds }) }))
      .Credentials ?? assert.fail()
  return { ...opened, jane, begin }
}

describe('GetSessionToken', () => {
  it('answers credentials of who asks, which may do what the user may at that moment', async (t) => {
    const { client, sts, identify, jane, clock } = await openJane(t)
    const { Credentials } = await sts(jane).GetSessionToken({})
    assert.match(Credentials?.AccessKeyId ?? '', /^ASIA[A-Z2-7]{16}$/)
    assert.deepEqual(Credentials?.Expiration, new Date(clock.time() + 43_200_000))
    const session = await identify(Credentials ?? assert.fail())
    const who = await sts(session).GetCallerIdentity({})
    assert.deepEqual(who, { UserId: jane.userId, Account: account, Arn: `arn:aws:iam::${account}:user/jane` })
    session.authorize(listPools)
    assert.throws(() => session.authorize(deletePool), { name: 'AccessDeniedException' })
    await client.DeleteUserPolicy({ UserName: 'jane', PolicyName: 'p' })
    const later = await identify(Credentials)
    assert.throws(() => later.authorize(listPools), { name: 'AccessDeniedException' })
  })

  it('gives nobody the operations of IAM, whatever the user may', async (t) => {
    const { identify, jane, begin } = await openJane(t)
    const credentials = await begin(jane)
    await identify(credentials, 'sts')
    await assert.rejects(identify(credentials, 'iam'), invalid)
    const ofRoot = await begin(await identify(root))
    await assert.rejects(identify(ofRoot, 'iam'), invalid)
  })

  it('gives nobody the operations of IAM by way of another service, such as CloudFormation', async (t) => {
    const { identify, jane, begin } = await openJane(t)
    for (const credentials of [await begin(jane), await begin(await identify(root))]) {
      const session = await identify(credentials, 'cloudformation')
      assert.throws(() => session.authorize({ action: 'iam:CreateRole', resource: '*' }), invalid)
      session.authorize({ action: 'iam:PassRole', resource: '*' })
      session.authorize(listPools)
    }
  })

  it('gives no session another one, and lets it assume roles', async (t) => {
    const { sts, identify, jane, begin, newRole } = await openJane(t)
    const session = await identify(await begin(jane))
    await assert.rejects(sts(session).GetSessionToken({}), {
      name: 'AccessDeniedException',
      message: 'Cannot call GetSessionToken with session credentials',
    })
    const trust = { Effect: 'Allow', Principal: { AWS: account }, Action: 'sts:AssumeRole' }
    const RoleArn = await newRole('deployer', [trust])
    const assumed = await sts(session).AssumeRole({ RoleArn, RoleSessionName: 'deploy' })
    const ofRole = await identify(assumed.Credentials ?? assert.fail())
    await assert.rejects(sts(ofRole).GetSessionToken({}), { name: 'AccessDeniedException' })
  })

  it('ends after as long as was asked for, and after an hour for the root', async (t) => {
    const { identify, jane, begin, clock } = await openJane(t)
    const [short, ofRoot] = [await begin(jane, 900), await begin(await identify(root), 129_600)]
    assert.equal((await identify(ofRoot)).arn, `arn:aws:iam::${account}:root`)
    clock.advance(900_000)
    const expired = {
      name: 'ExpiredTokenException',
      message: 'The security token included in the request is expired',
    }
    await assert.rejects(identify(short), expired)
    await identify(ofRoot)
    clock.advance(2_700_000)
    await assert.rejects(identify(ofRoot), expired)
    for (const seconds of [899, 129_601]) await assert.rejects(begin(jane, seconds), { name: 'ValidationError' })
  })

  it('ends with the key that it was asked for with', async (t) => {
    const { client, identify, jane, begin } = await openJane(t)
    const credentials = await begin(jane)
    const key = { UserName: 'jane', AccessKeyId: jane.accessKeyId }
    await client.UpdateAccessKey({ ...key, Status: 'Inactive' })
    await assert.rejects(identify(credentials), invalid)
    await client.UpdateAccessKey({ ...key, Status: 'Active' })
    await identify(credentials)
    await client.DeleteAccessKey(key)
    await assert.rejects(identify(credentials), invalid)
  })

  it('is good for its own key only, and signed with its own secret', async (t) => {
    const { identify, jane, begin } = await openJane(t)
    const [mine, other] = [await begin(jane), await begin(jane)]
    await assert.rejects(identify({ ...mine, SessionToken: other.SessionToken ?? '' }), invalid)
    await assert.rejects(identify({ ...root, SessionToken: mine.SessionToken ?? '' }), invalid)
    await assert.rejects(identify({ ...mine, SessionToken: `${mine.SessionToken}*` }), invalid)
    const { SessionToken: _token, ...bare } = mine
    await assert.rejects(identify(bare), invalid)
    await assert.rejects(identify({ ...mine, SecretAccessKey: other.SecretAccessKey }), {
      name: 'InvalidSignatureException',
    })
  })

  it('knows no MFA, and answers everybody in development', async (t) => {
    const { sts, identify, begin } = await openJane(t)
    for (const more of [{ SerialNumber: 'GAHT12345678' }, { TokenCode: '123456' }])
      await assert.rejects(sts().GetSessionToken(more), {
        name: 'ValidationError',
        message: `poolgate does not implement ${Object.keys(more)[0]}`,
      })
    // Where signatures are verified, nobody has such credentials.
    await assert.rejects(identify(await begin(undefined)), invalid)
  })
})
