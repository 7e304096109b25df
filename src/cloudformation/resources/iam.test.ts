import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { openCloudFormation, type OpenedCloudFormation } from '../../../test/support/cloudformation.ts'

const trust = `{ Version: 2012-10-17, Statement: [{ Effect: Allow, Principal: { Service: lambda.amazonaws.com }, Action: sts:AssumeRole }] }`
const logs = `{ Version: 2012-10-17, Statement: [{ Effect: Allow, Action: 'logs:*', Resource: '*' }] }`
const roleTemplate = (more: string) => `
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties: { AssumeRolePolicyDocument: ${trust}, ${more} }
Outputs:
  Arn: { Value: !GetAtt Role.Arn }
`
const Capabilities = ['CAPABILITY_IAM' as const]
const Named = ['CAPABILITY_NAMED_IAM' as const]

async function roleOf({ iam }: Pick<OpenedCloudFormation, 'iam'>, RoleName: string) {
  const { Role } = await iam.GetRole({ RoleName })
  const { PolicyNames } = await iam.ListRolePolicies({ RoleName })
  const { AttachedPolicies = [] } = await iam.ListAttachedRolePolicies({ RoleName })
  return {
    description: Role?.Description,
    tags: Role?.Tags,
    own: PolicyNames,
    attached: AttachedPolicies.map(({ PolicyName }) => PolicyName),
  }
}

const empty = { description: undefined, tags: undefined, own: [], attached: [] }

describe('AWS::IAM::Role', () => {
  it('is made with its policies and tags, changed in place and deleted', async (t) => {
    const first = roleTemplate(
      `Description: a, Policies: [{ PolicyName: logs, PolicyDocument: ${logs} }], ManagedPolicyArns: [arn:aws:iam::aws:policy/A], Tags: [{ Key: team, Value: shop }]`,
    )
    const opened = await openCloudFormation(t)
    const { client, iam } = opened
    const StackName = 'shop'
    const Tags = [{ Key: 'stage', Value: 'test' }]
    await client.CreateStack({ StackName, TemplateBody: first, Capabilities, Tags })
    const { StackResourceDetail } = await client.DescribeStackResource({ StackName, LogicalResourceId: 'Role' })
    const name = StackResourceDetail?.PhysicalResourceId ?? ''
    assert.match(name, /^shop-Role-[0-9A-Z]{12}$/)
    const { Stacks } = await client.DescribeStacks({ StackName })
    assert.equal(Stacks?.[0]?.Outputs?.[0]?.OutputValue, `arn:aws:iam::000000000000:role/${name}`)
    assert.deepEqual(await roleOf(opened, name), {
      description: 'a',
      tags: [...Tags, { Key: 'team', Value: 'shop' }],
      own: ['logs'],
      attached: ['A'],
    })
    await iam.PutRolePolicy({
      RoleName: name,
      PolicyName: 'mine',
      PolicyDocument: '{"Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}',
    })
    const TemplateBody = roleTemplate('ManagedPolicyArns: [arn:aws:iam::aws:policy/B]')
    await client.UpdateStack({ StackName, TemplateBody, Capabilities, Tags: [] })
    assert.deepEqual(await roleOf(opened, name), { ...empty, own: ['mine'], attached: ['B'] })
    await client.DeleteStack({ StackName })
    assert.deepEqual((await iam.ListRoles({})).Roles, [])
  })

  it('has a generated name of at most 64 characters', async (t) => {
    const { client, iam } = await openCloudFormation(t)
    const StackName = 'a'.repeat(100)
    await client.CreateStack({ StackName, TemplateBody: roleTemplate(''), Capabilities })
    const [role] = (await iam.ListRoles({})).Roles
    assert.match(role?.RoleName ?? '', /^a{51}-[0-9A-Z]{12}$/)
  })

  it('leaves nothing behind when one of its policies is refused', async (t) => {
    const { client, iam } = await openCloudFormation(t)
    const TemplateBody = roleTemplate(
      `Policies: [{ PolicyName: logs, PolicyDocument: ${logs} }], ManagedPolicyArns: [arn:aws:iam::000000000000:policy/none]`,
    )
    await client.CreateStack({ StackName: 'shop', TemplateBody, Capabilities })
    const { Stacks } = await client.DescribeStacks({ StackName: 'shop' })
    assert.equal(Stacks?.[0]?.StackStatus, 'ROLLBACK_COMPLETE')
    assert.deepEqual((await iam.ListRoles({})).Roles, [])
    const { StackEvents = [] } = await client.DescribeStackEvents({ StackName: 'shop' })
    assert.ok(
      StackEvents.some(({ ResourceStatusReason = '' }) =>
        ResourceStatusReason.includes(
          'Policy arn:aws:iam::000000000000:policy/none does not exist or is not attachable. (Service: Iam, Status Code: 404',
        ),
      ),
    )
  })

  it('is refused by name with a permissions boundary', async (t) => {
    const { client } = await openCloudFormation(t)
    const TemplateBody = roleTemplate('PermissionsBoundary: arn:aws:iam::aws:policy/A')
    await assert.rejects(client.CreateStack({ StackName: 'shop', TemplateBody, Capabilities }), {
      message: /^poolgate does not implement the property PermissionsBoundary of AWS::IAM::Role \(TemplateBody:5:/,
    })
  })
})

describe('a template that gives permissions', () => {
  it('needs CAPABILITY_IAM, and CAPABILITY_NAMED_IAM when it names what it makes', async (t) => {
    const { client } = await openCloudFormation(t)
    const refused = (capability: string) => ({
      name: 'InsufficientCapabilitiesException',
      message: `Requires capabilities : [${capability}]`,
    })
    const StackName = 'shop'
    const unnamed = roleTemplate('')
    const named = roleTemplate('RoleName: app')
    const create = (TemplateBody: string, more: object) => client.CreateStack({ StackName, TemplateBody, ...more })
    await assert.rejects(create(unnamed, {}), refused('CAPABILITY_IAM'))
    await assert.rejects(create(named, { Capabilities }), refused('CAPABILITY_NAMED_IAM'))
    const changeSet = { StackName, ChangeSetName: 'first', ChangeSetType: 'CREATE' as const, TemplateBody: unnamed }
    await assert.rejects(client.CreateChangeSet(changeSet), refused('CAPABILITY_IAM'))
    await create(unnamed, { Capabilities: Named })
    await assert.rejects(client.UpdateStack({ StackName, TemplateBody: named }), refused('CAPABILITY_NAMED_IAM'))
  })

  it('says so when it is looked at', async (t) => {
    const { client } = await openCloudFormation(t)
    const expected = {
      Capabilities: ['CAPABILITY_IAM'],
      CapabilitiesReason: 'The following resource(s) require capabilities: [AWS::IAM::Role]',
    }
    for (const look of [client.ValidateTemplate, client.GetTemplateSummary]) {
      const { Capabilities: needed, CapabilitiesReason } = await look({ TemplateBody: roleTemplate('') })
      assert.deepEqual({ Capabilities: needed, CapabilitiesReason }, expected)
    }
  })

  it('fails its change set when only a transform shows that it does', async (t) => {
    const { client } = await openCloudFormation(t)
    const { Id: ChangeSetName } = await client.CreateChangeSet({
      StackName: 'shop',
      ChangeSetName: 'first',
      ChangeSetType: 'CREATE',
      TemplateBody: `Transform: AWS::LanguageExtensions${roleTemplate('')}`,
    })
    const { Status, StatusReason } = await client.DescribeChangeSet({ ChangeSetName })
    assert.deepEqual([Status, StatusReason], ['FAILED', 'Requires capabilities : [CAPABILITY_IAM]'])
  })
})

const rolesWith = (policies: string) => `
Resources:
  One: { Type: AWS::IAM::Role, Properties: { RoleName: one, AssumeRolePolicyDocument: ${trust} } }
  Two: { Type: AWS::IAM::Role, Properties: { RoleName: two, AssumeRolePolicyDocument: ${trust} } }
${policies}
`

describe('AWS::IAM::Policy', () => {
  const policy = (name: string, roles: string) =>
    rolesWith(
      `  Policy: { Type: AWS::IAM::Policy, Properties: { PolicyName: ${name}, PolicyDocument: ${logs}, Roles: [${roles}] } }`,
    )

  it('is put into each of its roles, follows them in updates and goes', async (t) => {
    const opened = await openCloudFormation(t)
    const { client } = opened
    const StackName = 'shop'
    const own = async () => [(await roleOf(opened, 'one')).own, (await roleOf(opened, 'two')).own]
    await client.CreateStack({ StackName, TemplateBody: policy('a', '!Ref One'), Capabilities: Named })
    assert.deepEqual(await own(), [['a'], []])
    const update = (TemplateBody: string) => client.UpdateStack({ StackName, TemplateBody, Capabilities: Named })
    await update(policy('a', '!Ref Two'))
    assert.deepEqual(await own(), [[], ['a']])
    await update(policy('b', '!Ref One, !Ref Two'))
    assert.deepEqual(await own(), [['b'], ['b']])
    await update(rolesWith(''))
    assert.deepEqual(await own(), [[], []])
  })

  it('decides what a user may do', async (t) => {
    const { client, iam } = await openCloudFormation(t)
    await iam.CreateUser({ UserName: 'jane' })
    const TemplateBody = `Resources:\n  P: { Type: AWS::IAM::Policy, Properties: { PolicyName: p, PolicyDocument: ${logs}, Users: [jane] } }`
    await client.CreateStack({ StackName: 'shop', TemplateBody, Capabilities })
    assert.deepEqual((await iam.ListUserPolicies({ UserName: 'jane' })).PolicyNames, ['p'])
    await client.DeleteStack({ StackName: 'shop' })
    assert.deepEqual((await iam.ListUserPolicies({ UserName: 'jane' })).PolicyNames, [])
  })
})

describe('AWS::IAM::ManagedPolicy', () => {
  const policy = (action: string, roles: string) =>
    rolesWith(
      `  Policy: { Type: AWS::IAM::ManagedPolicy, Properties: { ManagedPolicyName: m, Roles: [${roles}], PolicyDocument: { Statement: { Effect: Allow, Action: '${action}', Resource: '*' } } } }`,
    )

  it('is attached to its roles, keeps its ARN when it changes, and goes with what it is attached to', async (t) => {
    const opened = await openCloudFormation(t)
    const { client, iam } = opened
    const StackName = 'shop'
    const update = (TemplateBody: string) => client.UpdateStack({ StackName, TemplateBody, Capabilities: Named })
    await client.CreateStack({ StackName, TemplateBody: policy('logs:*', '!Ref One'), Capabilities: Named })
    const PolicyArn = 'arn:aws:iam::000000000000:policy/m'
    assert.deepEqual((await roleOf(opened, 'one')).attached, ['m'])
    await update(policy('logs:Put*', '!Ref Two'))
    assert.deepEqual([(await roleOf(opened, 'one')).attached, (await roleOf(opened, 'two')).attached], [[], ['m']])
    const { Policy } = await iam.GetPolicy({ PolicyArn })
    assert.equal(Policy?.DefaultVersionId, 'v2')
    await client.DeleteStack({ StackName })
    assert.deepEqual((await iam.ListPolicies({})).Policies, [])
  })
})
