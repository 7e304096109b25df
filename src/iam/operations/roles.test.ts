import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import type { Tag } from '@aws-sdk/client-iam'
import { openIam } from '../../../test/support/iam.ts'

const trust = (more: object = {}) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole', ...more }],
  })
const logging = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 'logs:*', Resource: 'arn:aws:logs:*:*:*' }],
})
const missing = { name: 'NoSuchEntityException', message: 'The role with name app cannot be found.' }
const malformed = (message: string) => ({ name: 'MalformedPolicyDocumentException', message })

async function openRole(t: TestContext) {
  const opened = await openIam(t)
  const { Role } = await opened.client.CreateRole({ RoleName: 'app', AssumeRolePolicyDocument: trust() })
  assert.ok(Role)
  return { ...opened, role: Role }
}

describe('IAM roles', () => {
  it('are made once whatever the case of their name, described, changed and deleted', async (t) => {
    const { client, clock, role } = await openRole(t)
    assert.match(role.RoleId ?? '', /^AROA[A-Z2-7]{17}$/)
    assert.deepEqual(role, {
      Path: '/',
      RoleName: 'app',
      RoleId: role.RoleId,
      Arn: 'arn:aws:iam::000000000000:role/app',
      CreateDate: clock.now(),
      AssumeRolePolicyDocument: encodeURIComponent(trust()),
      MaxSessionDuration: 3600,
    })
    await assert.rejects(client.CreateRole({ RoleName: 'APP', AssumeRolePolicyDocument: trust() }), {
      name: 'EntityAlreadyExistsException',
      message: 'Role with name APP already exists.',
    })
    await client.UpdateRole({ RoleName: 'app', Description: 'runs the app', MaxSessionDuration: 7200 })
    const PolicyDocument = trust({ Principal: { AWS: '000000000000' } })
    await client.UpdateAssumeRolePolicy({ RoleName: 'app', PolicyDocument })
    const { Role } = await client.GetRole({ RoleName: 'app' })
    assert.deepEqual(
      [Role?.Description, Role?.MaxSessionDuration, decodeURIComponent(Role?.AssumeRolePolicyDocument ?? '')],
      ['runs the app', 7200, PolicyDocument],
    )
    await client.DeleteRole({ RoleName: 'app' })
    await assert.rejects(client.GetRole({ RoleName: 'app' }), missing)
    await assert.rejects(client.DeleteRole({ RoleName: 'app' }), missing)
  })

  it('are in no instance profile', async (t) => {
    const { client } = await openRole(t)
    assert.deepEqual(await client.ListInstanceProfilesForRole({ RoleName: 'app' }), {
      InstanceProfiles: [],
      IsTruncated: false,
    })
    await client.DeleteRole({ RoleName: 'app' })
    await assert.rejects(client.ListInstanceProfilesForRole({ RoleName: 'app' }), missing)
  })

  it('have a path in their ARN and are listed by it', async (t) => {
    const { client } = await openRole(t)
    await client.CreateRole({ RoleName: 'b', Path: '/team/', AssumeRolePolicyDocument: trust() })
    const { Roles } = await client.ListRoles({ PathPrefix: '/team/' })
    assert.deepEqual(
      Roles.map(({ Arn }) => Arn),
      ['arn:aws:iam::000000000000:role/team/b'],
    )
  })

  it('are tagged and untagged, keys whatever their case', async (t) => {
    const { client } = await openRole(t)
    await client.TagRole({ RoleName: 'app', Tags: [{ Key: 'Team', Value: 'a' }] })
    await client.TagRole({
      RoleName: 'app',
      Tags: [
        { Key: 'team', Value: 'b' },
        { Key: 'x', Value: '' },
      ],
    })
    await client.UntagRole({ RoleName: 'app', TagKeys: ['X'] })
    assert.deepEqual((await client.GetRole({ RoleName: 'app' })).Role?.Tags, [{ Key: 'team', Value: 'b' }])
  })

  it('stay while they have policies of their own or attached ones', async (t) => {
    const { client } = await openRole(t)
    const RoleName = 'app'
    const PolicyArn = 'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole'
    await client.PutRolePolicy({ RoleName, PolicyName: 'logs', PolicyDocument: logging })
    await client.AttachRolePolicy({ RoleName, PolicyArn })
    assert.deepEqual(
      [await client.ListRolePolicies({ RoleName }), await client.ListAttachedRolePolicies({ RoleName })],
      [
        { PolicyNames: ['logs'], IsTruncated: false },
        { AttachedPolicies: [{ PolicyName: 'AWSLambdaBasicExecutionRole', PolicyArn }], IsTruncated: false },
      ],
    )
    const own = await client.GetRolePolicy({ RoleName, PolicyName: 'logs' })
    assert.equal(decodeURIComponent(own.PolicyDocument ?? ''), logging)
    const conflict = (what: string) => ({
      name: 'DeleteConflictException',
      message: `Cannot delete entity, must ${what} first.`,
    })
    await assert.rejects(client.DeleteRole({ RoleName }), conflict('delete policies'))
    await client.DeleteRolePolicy({ RoleName, PolicyName: 'logs' })
    await assert.rejects(client.DeleteRole({ RoleName }), conflict('detach all policies'))
    await client.DetachRolePolicy({ RoleName, PolicyArn })
    await client.DeleteRole({ RoleName })
  })

  it('can have 20 policies attached, which exist', async (t) => {
    const { client } = await openRole(t)
    const attach = (PolicyArn: string) => client.AttachRolePolicy({ RoleName: 'app', PolicyArn })
    await assert.rejects(attach('arn:aws:iam::000000000000:policy/none'), {
      name: 'NoSuchEntityException',
      message: 'Policy arn:aws:iam::000000000000:policy/none does not exist or is not attachable.',
    })
    for (let index = 0; index < 20; index++) await attach(`arn:aws:iam::aws:policy/P${index}`)
    await assert.rejects(attach('arn:aws:iam::aws:policy/P20'), { name: 'LimitExceededException' })
  })

  for (const [document, message] of [
    ['{', 'This policy contains invalid Json'],
    [trust({ Resource: '*' }), 'Has prohibited field Resource'],
    [trust({ Principal: undefined }), 'Missing required field Principal'],
    [trust({ Action: 's3:GetObject' }), 'AssumeRole policy may only specify STS AssumeRole actions.'],
    [trust({ Principal: { Service: 'nobody' } }), 'Invalid principal in policy: "Service":"nobody"'],
    [trust({ Principal: { Robot: 'x' } }), 'Invalid principal in policy: "Robot"'],
    [trust({ NotPrincipal: '*' }), 'poolgate does not implement NotPrincipal in the trust policy of a role'],
    [trust({ Effect: 'Maybe' }), 'Syntax errors in policy: Effect must be Allow or Deny.'],
  ] as const)
    it(`are refused when it is not told who may assume them: ${document.slice(40, 200)}`, async (t) => {
      const { client } = await openIam(t)
      const refused = client.CreateRole({ RoleName: 'app', AssumeRolePolicyDocument: document })
      await assert.rejects(refused, malformed(message))
    })

  it('take policies about services that poolgate has not, but none that are broken', async (t) => {
    const { client } = await openRole(t)
    const put = (statement: object) =>
      client.PutRolePolicy({
        RoleName: 'app',
        PolicyName: 'p',
        PolicyDocument: JSON.stringify({ Statement: statement }),
      })
    const Condition = {
      'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['${cognito-identity.amazonaws.com:sub}'] },
    }
    await put({ Effect: 'Allow', Action: 'dynamodb:*', Resource: '*', Condition })
    await assert.rejects(
      put({ Effect: 'Allow', Action: 'everything', Resource: '*', Condition }),
      malformed('Syntax errors in policy: Action "everything".'),
    )
    await assert.rejects(
      put({ Effect: 'Allow', Action: 's3:*' }),
      malformed('Policy statement must contain Resource or NotResource.'),
    )
  })
})

describe('IAM managed policies', () => {
  it('are made, versioned, attached and deleted', async (t) => {
    const { client, clock } = await openRole(t)
    const { Policy } = await client.CreatePolicy({ PolicyName: 'logs', PolicyDocument: logging, Description: 'writes' })
    const PolicyArn = 'arn:aws:iam::000000000000:policy/logs'
    assert.match(Policy?.PolicyId ?? '', /^ANPA[A-Z2-7]{17}$/)
    assert.deepEqual(Policy, {
      PolicyName: 'logs',
      PolicyId: Policy?.PolicyId,
      Arn: PolicyArn,
      Path: '/',
      DefaultVersionId: 'v1',
      AttachmentCount: 0,
      PermissionsBoundaryUsageCount: 0,
      IsAttachable: true,
      Description: 'writes',
      CreateDate: clock.now(),
      UpdateDate: clock.now(),
    })
    await assert.rejects(client.CreatePolicy({ PolicyName: 'Logs', PolicyDocument: logging }), {
      name: 'EntityAlreadyExistsException',
      message: 'A policy called Logs already exists. Duplicate names are not allowed.',
    })
    await client.CreatePolicyVersion({ PolicyArn, PolicyDocument: trustless, SetAsDefault: true })
    const version = await client.GetPolicyVersion({ PolicyArn, VersionId: 'v2' })
    assert.deepEqual(
      [decodeURIComponent(version.PolicyVersion?.Document ?? ''), version.PolicyVersion?.IsDefaultVersion],
      [trustless, true],
    )
    const conflict = (message: string | RegExp) => ({ name: 'DeleteConflictException', message })
    await assert.rejects(client.DeletePolicy({ PolicyArn }), conflict(/^This policy has more than one version\./))
    await assert.rejects(
      client.DeletePolicyVersion({ PolicyArn, VersionId: 'v2' }),
      conflict('Cannot delete the default version of a policy.'),
    )
    await client.DeletePolicyVersion({ PolicyArn, VersionId: 'v1' })
    const { Versions = [] } = await client.ListPolicyVersions({ PolicyArn })
    assert.deepEqual(
      Versions.map(({ VersionId }) => VersionId),
      ['v2'],
    )
    await client.AttachRolePolicy({ RoleName: 'app', PolicyArn })
    const { Policies = [] } = await client.ListPolicies({ OnlyAttached: true })
    assert.deepEqual(
      Policies.map(({ AttachmentCount }) => AttachmentCount),
      [1],
    )
    await assert.rejects(client.DeletePolicy({ PolicyArn }), conflict('Cannot delete a policy attached to entities.'))
    await client.DetachRolePolicy({ RoleName: 'app', PolicyArn })
    await client.DeletePolicy({ PolicyArn })
    await assert.rejects(client.GetPolicy({ PolicyArn }), {
      name: 'NoSuchEntityException',
      message: `Policy ${PolicyArn} was not found.`,
    })
  })

  it('have five versions at most, each with a number of its own', async (t) => {
    const { client } = await openIam(t)
    await client.CreatePolicy({ PolicyName: 'logs', PolicyDocument: logging })
    const PolicyArn = 'arn:aws:iam::000000000000:policy/logs'
    const add = () => client.CreatePolicyVersion({ PolicyArn, PolicyDocument: logging, SetAsDefault: true })
    for (let index = 0; index < 4; index++) await add()
    await assert.rejects(add(), { name: 'LimitExceededException' })
    await client.DeletePolicyVersion({ PolicyArn, VersionId: 'v4' })
    assert.equal((await add()).PolicyVersion?.VersionId, 'v6')
  })

  it('are tagged and untagged, keys whatever their case, and listed without their tags', async (t) => {
    const { client } = await openIam(t)
    const team = { Key: 'Team', Value: 'a' }
    const create = (Tags: Tag[]) => client.CreatePolicy({ PolicyName: 'logs', PolicyDocument: logging, Tags })
    await assert.rejects(create([team, { Key: 'team', Value: 'b' }]), {
      name: 'InvalidInputException',
      message: 'Duplicate tag keys found. Please note that Tag keys are case insensitive.',
    })
    const PolicyArn = 'arn:aws:iam::000000000000:policy/logs'
    assert.deepEqual((await create([team])).Policy?.Tags, [team])
    const added = [
      { Key: 'stage', Value: '' },
      { Key: 'TEAM', Value: 'b' },
      { Key: 'App', Value: 'shop' },
    ]
    await client.TagPolicy({ PolicyArn, Tags: added })
    await client.CreatePolicyVersion({ PolicyArn, PolicyDocument: trustless, SetAsDefault: true })
    const first = await client.ListPolicyTags({ PolicyArn, MaxItems: 2 })
    assert.deepEqual([first.Tags, first.IsTruncated], [[added[2], added[1]], true])
    const rest = await client.ListPolicyTags({ PolicyArn, ...(first.Marker && { Marker: first.Marker }) })
    assert.deepEqual(rest, { Tags: [added[0]], IsTruncated: false })
    await client.UntagPolicy({ PolicyArn, TagKeys: ['team', 'STAGE', 'none'] })
    assert.deepEqual((await client.GetPolicy({ PolicyArn })).Policy?.Tags, [added[2]])
    assert.equal((await client.ListPolicies({})).Policies?.[0]?.Tags, undefined)
    await client.UntagPolicy({ PolicyArn, TagKeys: ['App'] })
    assert.deepEqual(await client.ListPolicyTags({ PolicyArn }), { Tags: [], IsTruncated: false })
  })

  it('have 50 tags at most, and none where they are not', async (t) => {
    const { client } = await openIam(t)
    const Tags = Array.from({ length: 50 }, (_, index) => ({ Key: `k${index}`, Value: '' }))
    await client.CreatePolicy({ PolicyName: 'logs', PolicyDocument: logging, Tags })
    const PolicyArn = 'arn:aws:iam::000000000000:policy/logs'
    const tag = (arn: string) => client.TagPolicy({ PolicyArn: arn, Tags: [{ Key: 'one-more', Value: '' }] })
    await assert.rejects(tag(PolicyArn), { name: 'LimitExceededException' })
    await assert.rejects(tag(`${PolicyArn}2`), {
      name: 'NoSuchEntityException',
      message: `Policy ${PolicyArn}2 was not found.`,
    })
  })

  it('of AWS are not pretended to be known', async (t) => {
    const { client } = await openIam(t)
    const PolicyArn = 'arn:aws:iam::aws:policy/AdministratorAccess'
    await assert.rejects(client.GetPolicy({ PolicyArn }), {
      name: 'InvalidInputException',
      message: `poolgate does not implement the documents of AWS managed policies: ${PolicyArn}`,
    })
  })
})

const trustless = logging.replace('logs:*', 'logs:PutLogEvents')
