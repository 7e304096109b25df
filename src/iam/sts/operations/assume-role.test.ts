import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { openRoles } from '../../../../test/support/assumed-roles.ts'

const account = '000000000000'
const listPools = { action: 'cognito-idp:ListUserPools', resource: '*' }
const deletePool = { action: 'cognito-idp:DeleteUserPool', resource: '*' }
const RoleSessionName = 'deploy'
const trusting = (AWS: string, more: object = {}) => ({
  Effect: 'Allow',
  Principal: { AWS },
  Action: 'sts:AssumeRole',
  ...more,
})
const allow = (Action: string) => ({ Effect: 'Allow', Action, Resource: '*' })
const mayAssume = allow('sts:AssumeRole')
const jane = `arn:aws:iam::${account}:user/jane`
const denied = (RoleArn: string, arn = jane) => ({
  name: 'AccessDeniedException',
  message: `User: ${arn} is not authorized to perform: sts:AssumeRole on resource: ${RoleArn}`,
})

describe('AssumeRole', () => {
  it('answers credentials of a session, which may do what the role may', async (t) => {
    const { sts, identify, newRole, newUser, clock } = await openRoles(t)
    const RoleArn = await newRole('deployer', [trusting(account)], allow('cognito-idp:List*'))
    const user = await newUser('jane', mayAssume)
    const { Credentials, ...answer } = await sts(user).AssumeRole({ RoleArn, RoleSessionName })
    assert.ok(Credentials)
    assert.match(Credentials.AccessKeyId, /^ASIA[A-Z2-7]{16}$/)
    assert.deepEqual(Credentials.Expiration, new Date(clock.time() + 3_600_000))
    const arn = `arn:aws:sts::${account}:assumed-role/deployer/deploy`
    assert.equal(answer.AssumedRoleUser?.Arn, arn)
    assert.match(answer.AssumedRoleUser.AssumedRoleId, /^AROA[A-Z2-7]{17}:deploy$/)
    const session = await identify(Credentials)
    assert.deepEqual(await sts(session).GetCallerIdentity({}), {
      UserId: answer.AssumedRoleUser.AssumedRoleId,
      Account: account,
      Arn: arn,
    })
    session.authorize(listPools)
    assert.throws(() => session.authorize(deletePool), {
      name: 'AccessDeniedException',
      message: `User: ${arn} is not authorized to perform: cognito-idp:DeleteUserPool because no identity-based policy allows the cognito-idp:DeleteUserPool action`,
    })
  })

  it('takes the permission of whom the trust policy leaves to the account, and none of whom it names', async (t) => {
    const { sts, newRole, newUser } = await openRoles(t)
    const plain = await newUser('jane')
    const byAccount = await newRole('by-account', [trusting(`arn:aws:iam::${account}:root`)])
    await assert.rejects(sts(plain).AssumeRole({ RoleArn: byAccount, RoleSessionName }), {
      name: 'AccessDeniedException',
      message: `${denied(byAccount).message} because no identity-based policy allows the sts:AssumeRole action`,
    })
    const byName = await newRole('by-name', [trusting(jane)])
    await sts(plain).AssumeRole({ RoleArn: byName, RoleSessionName })
    const forbidden = await newUser('eve', { ...mayAssume, Effect: 'Deny' })
    const byEve = await newRole('by-eve', [trusting(`arn:aws:iam::${account}:user/eve`)])
    await assert.rejects(sts(forbidden).AssumeRole({ RoleArn: byEve, RoleSessionName }), {
      message: /with an explicit deny in an identity-based policy$/,
    })
  })

  it('refuses whom the trust policy does not allow or denies, and tells nobody which roles there are', async (t) => {
    const { sts, newRole, newUser } = await openRoles(t)
    const user = await newUser('jane', mayAssume)
    const others = await newRole('others', [trusting(`arn:aws:iam::${account}:user/joe`)])
    const services = await newRole('services', [{ ...trusting(''), Principal: { Service: 'lambda.amazonaws.com' } }])
    const federated = await newRole('federated', [trusting(account, { Action: 'sts:AssumeRoleWithSAML' })])
    const except = await newRole('except', [trusting(account), { ...trusting(jane), Effect: 'Deny' }])
    const unread = await newRole('unread', [
      trusting(account, { Condition: { Null: { 'aws:TokenIssueTime': 'true' } } }),
    ])
    const gone = `arn:aws:iam::${account}:role/gone`
    const elsewhere = 'arn:aws:iam::111122223333:role/others'
    for (const RoleArn of [others, services, federated, except, unread, gone, elsewhere])
      await assert.rejects(sts(user).AssumeRole({ RoleArn, RoleSessionName }), denied(RoleArn))
  })

  it('holds the trust policy to its conditions, the external id among them', async (t) => {
    const { sts, newRole, newUser } = await openRoles(t)
    const user = await newUser('jane', mayAssume)
    const condition = (Condition: object) => [trusting(account, { Condition })]
    const RoleArn = await newRole('external', condition({ StringEquals: { 'sts:ExternalId': 'customer-7' } }))
    await assert.rejects(sts(user).AssumeRole({ RoleArn, RoleSessionName }), denied(RoleArn))
    await assert.rejects(sts(user).AssumeRole({ RoleArn, RoleSessionName, ExternalId: 'customer-8' }), denied(RoleArn))
    await sts(user).AssumeRole({ RoleArn, RoleSessionName, ExternalId: 'customer-7' })
    const internal = await newRole('internal', condition({ Null: { 'sts:ExternalId': 'true' } }))
    await sts(user).AssumeRole({ RoleArn: internal, RoleSessionName })
    const external = { RoleArn: internal, RoleSessionName, ExternalId: 'customer-7' }
    await assert.rejects(sts(user).AssumeRole(external), denied(internal))
    const byTls = await newRole('tls', condition({ Bool: { 'aws:SecureTransport': 'false' } }))
    await assert.rejects(sts(user).AssumeRole({ RoleArn: byTls, RoleSessionName }), denied(byTls))
    const byName = await newRole('name', condition({ StringLike: { 'aws:username': 'ja*' } }))
    await sts(user).AssumeRole({ RoleArn: byName, RoleSessionName })
  })

  it('limits a session to its own policies', async (t) => {
    const { client, sts, identify, newRole, newUser } = await openRoles(t)
    const RoleArn = await newRole('admin', [trusting(account)])
    const PolicyArn = 'arn:aws:iam::aws:policy/AdministratorAccess'
    await client.AttachRolePolicy({ RoleName: 'admin', PolicyArn })
    const user = await newUser('jane', mayAssume)
    const Policy = JSON.stringify({ Statement: [allow('cognito-idp:List*')] })
    const narrow = await sts(user).AssumeRole({ RoleArn, RoleSessionName, Policy })
    assert.equal(narrow.PackedPolicySize, 4)
    const session = await identify(narrow.Credentials ?? assert.fail())
    session.authorize(listPools)
    assert.throws(() => session.authorize(deletePool), {
      message: /because no session policy allows the cognito-idp:DeleteUserPool action$/,
    })
    const document = JSON.stringify({ Statement: [allow('*'), { ...allow('cognito-idp:List*'), Effect: 'Deny' }] })
    const { Policy: made } = await client.CreatePolicy({ PolicyName: 'no-lists', PolicyDocument: document })
    const PolicyArns = [{ arn: made?.Arn ?? '' }]
    const managed = await sts(user).AssumeRole({ RoleArn, RoleSessionName, PolicyArns })
    const other = await identify(managed.Credentials ?? assert.fail())
    other.authorize(deletePool)
    assert.throws(() => other.authorize(listPools), { message: /with an explicit deny in a session policy$/ })
    const malformed = sts(user).AssumeRole({ RoleArn, RoleSessionName, Policy: '{' })
    await assert.rejects(malformed, { name: 'MalformedPolicyDocumentException' })
    const unknown = sts(user).AssumeRole({ RoleArn, RoleSessionName, PolicyArns: [{ arn: PolicyArn }] })
    await assert.rejects(unknown, { message: `PolicyArns: ${PolicyArn} was not found` })
  })

  it('lets sessions last as long as the role says, and one hour when a session begins another', async (t) => {
    const { sts, identify, newRole, newUser } = await openRoles(t)
    const user = await newUser('jane', mayAssume)
    const RoleArn = await newRole('first', [trusting(account)], mayAssume)
    const over = sts(user).AssumeRole({ RoleArn, RoleSessionName, DurationSeconds: 7201 })
    await assert.rejects(over, {
      name: 'ValidationError',
      message: 'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
    })
    await assert.rejects(sts(user).AssumeRole({ RoleArn, RoleSessionName, DurationSeconds: 899 }), {
      name: 'ValidationError',
    })
    const first = await sts(user).AssumeRole({ RoleArn, RoleSessionName, DurationSeconds: 7200 })
    const session = await identify(first.Credentials ?? assert.fail())
    const second = await newRole('second', [trusting(RoleArn)])
    await assert.rejects(sts(session).AssumeRole({ RoleArn: second, RoleSessionName, DurationSeconds: 3601 }), {
      message: 'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining',
    })
    const { AssumedRoleUser } = await sts(session).AssumeRole({ RoleArn: second, RoleSessionName })
    assert.equal(AssumedRoleUser?.Arn, `arn:aws:sts::${account}:assumed-role/second/deploy`)
  })

  it('refuses the root key in production, and by name what it has not', async (t) => {
    const { sts, newRole } = await openRoles(t)
    const RoleArn = await newRole('deployer', [trusting(account)])
    const root = { arn: `arn:aws:iam::${account}:root`, userId: account, authorize() {} }
    await assert.rejects(sts(root).AssumeRole({ RoleArn, RoleSessionName }), {
      name: 'AccessDeniedException',
      message: 'Roles may not be assumed by root accounts.',
    })
    for (const more of [{ Tags: [{ Key: 'a', Value: 'b' }] }, { SourceIdentity: 'jane' }, { TokenCode: '123456' }])
      await assert.rejects(sts().AssumeRole({ RoleArn, RoleSessionName, ...more }), {
        name: 'ValidationError',
        message: `poolgate does not implement ${Object.keys(more)[0]}`,
      })
  })

  it('answers everybody in development, for roles that exist', async (t) => {
    const { sts, newRole } = await openRoles(t)
    const RoleArn = await newRole('deployer', [trusting(account)])
    await sts().AssumeRole({ RoleArn, RoleSessionName })
    const gone = `arn:aws:iam::${account}:role/gone`
    await assert.rejects(
      sts().AssumeRole({ RoleArn: gone, RoleSessionName }),
      denied(gone, `arn:aws:iam::${account}:root`),
    )
  })
})
