import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { openStack } from '../../../test/support/cloudformation.ts'
import type { Permission } from '../../wire/access.ts'
import { ApiError } from '../../wire/operation.ts'

const StackName = 'shop'
const template = `
Resources:
  Pool: { Type: AWS::Cognito::UserPool, Properties: { EmailVerificationSubject: one } }
  Web: { Type: AWS::Cognito::UserPoolClient, Properties: { UserPoolId: !Ref Pool, ClientName: web } }
  Other: { Type: AWS::Cognito::UserPool }
`
const changes = {
  'Update:Modify': template.replace('Subject: one', 'Subject: two'),
  'Update:Replace': template.replace('ClientName: web', 'ClientName: web, GenerateSecret: true'),
  'Update:Delete': template.replace('  Other: { Type: AWS::Cognito::UserPool }\n', ''),
}
const everything = { Effect: 'Allow', Action: 'Update:*', Principal: '*', Resource: '*' }
const policyOf = (...statements: object[]) => JSON.stringify({ Statement: statements })
const deny = (rest: object) => policyOf(everything, { Effect: 'Deny', Principal: '*', ...rest })

describe('a stack policy', () => {
  it('is what was set last, and nothing at first', async (t) => {
    const { client } = await openStack(t, template)
    assert.deepEqual(await client.GetStackPolicy({ StackName }), {})
    for (const StackPolicyBody of [policyOf(everything), '{}']) {
      assert.deepEqual(await client.SetStackPolicy({ StackName, StackPolicyBody }), {})
      assert.deepEqual(await client.GetStackPolicy({ StackName }), { StackPolicyBody })
    }
    await assert.rejects(client.GetStackPolicy({ StackName: 'none' }), { message: 'Stack [none] does not exist' })
  })

  it('may lie in a bucket', async (t) => {
    const { client, s3 } = await openStack(t, template)
    await s3.CreateBucket({ Bucket: 'assets' })
    await s3.PutObject({ Bucket: 'assets', Key: 'policy', Body: Buffer.from(policyOf(everything)) })
    const StackPolicyURL = 'http://localhost:4566/assets/policy'
    await client.SetStackPolicy({ StackName, StackPolicyURL })
    assert.deepEqual(await client.GetStackPolicy({ StackName }), { StackPolicyBody: policyOf(everything) })
    await assert.rejects(client.SetStackPolicy({ StackName, StackPolicyURL, StackPolicyBody: '{}' }), {
      name: 'ValidationError',
      message: 'You cannot specify both StackPolicyURL and StackPolicyBody',
    })
    await assert.rejects(client.SetStackPolicy({ StackName, StackPolicyURL: 'https://www.example.com/a/b' }), {
      message: 'StackPolicyURL must be a supported URL.',
    })
    await assert.rejects(client.SetStackPolicy({ StackName }), { name: 'ValidationError' })
  })

  for (const body of [
    'nonsense',
    '[]',
    policyOf({ ...everything, Principal: 'somebody' }),
    policyOf({ ...everything, Action: 'Delete:*' }),
    policyOf({ ...everything, Effect: 'Maybe' }),
    policyOf({ ...everything, NotAction: 'Update:Delete' }),
    policyOf({ ...everything, Resource: 'Pool' }),
    policyOf({ ...everything, Resource: [] }),
    policyOf({ ...everything, Condition: { StringEquals: { Colour: 'red' } } }),
    policyOf({ ...everything, Condition: { Bool: { ResourceType: 'AWS::Cognito::UserPool' } } }),
    policyOf({ ...everything, Others: 1 }),
  ])
    it(`is refused: ${body}`, async (t) => {
      const { client } = await openStack(t, template)
      await assert.rejects(client.SetStackPolicy({ StackName, StackPolicyBody: body }), {
        name: 'ValidationError',
        message: 'Error validating stack policy: Invalid stack policy',
      })
    })
})

describe('an update of a stack with a policy', () => {
  for (const [action, changed] of Object.entries(changes)) {
    const logicalId = { 'Update:Modify': 'Pool', 'Update:Replace': 'Web', 'Update:Delete': 'Other' }[action] ?? ''

    it(`is taken back where it is denied ${action}`, async (t) => {
      const { client, update, status, idOf } = await openStack(t, template)
      const before = await Promise.all(['Pool', 'Web', 'Other'].map(idOf))
      const Resource = `LogicalResourceId/${logicalId}`
      await client.SetStackPolicy({ StackName, StackPolicyBody: deny({ Action: action, Resource }) })
      const events = await update(changed)
      const reason = `Action denied by stack policy: Statement [#2] does not allow [${action}] for resource [${Resource}];`
      assert.ok(events.includes(`${logicalId} UPDATE_FAILED ${reason}`), events.join('\n'))
      assert.equal(await status(), 'UPDATE_ROLLBACK_COMPLETE')
      assert.deepEqual(await Promise.all(['Pool', 'Web', 'Other'].map(idOf)), before)
    })

    it(`goes on where something else than ${action} is denied, or another resource`, async (t) => {
      const { client, update, status } = await openStack(t, template)
      for (const StackPolicyBody of [
        deny({ NotAction: action, Resource: '*' }),
        deny({ Action: 'Update:*', NotResource: `LogicalResourceId/${logicalId}` }),
        deny({ Action: '*', Resource: '*', Condition: { StringLike: { ResourceType: 'AWS::ApiGatewayV2::*' } } }),
      ]) {
        await client.SetStackPolicy({ StackName, StackPolicyBody })
        await update(changed)
        assert.equal(await status(), 'UPDATE_COMPLETE')
        await client.SetStackPolicy({ StackName, StackPolicyBody: '{}' })
        await update(template)
      }
    })
  }

  it('may do nothing that no statement allows', async (t) => {
    const { client, update, status } = await openStack(t, template)
    const types = { StringEquals: { ResourceType: ['AWS::Cognito::UserPoolClient'] } }
    await client.SetStackPolicy({ StackName, StackPolicyBody: policyOf({ ...everything, Condition: types }) })
    const events = await update(changes['Update:Modify'])
    assert.ok(events.includes('Pool UPDATE_FAILED Action not allowed by stack policy'))
    await update(changes['Update:Replace'])
    assert.equal(await status(), 'UPDATE_COMPLETE')
  })

  it('can be held to another, once', async (t) => {
    const { client, update, status } = await openStack(t, template)
    const StackPolicyBody = deny({ Action: 'Update:*', Resource: '*' })
    await client.SetStackPolicy({ StackName, StackPolicyBody })
    await update(changes['Update:Modify'], { StackPolicyDuringUpdateBody: policyOf(everything) })
    assert.equal(await status(), 'UPDATE_COMPLETE')
    assert.deepEqual(await client.GetStackPolicy({ StackName }), { StackPolicyBody })
    await update(template)
    assert.equal(await status(), 'UPDATE_ROLLBACK_COMPLETE')
  })

  it('is held to another by nobody who may not set one', async (t) => {
    const { client, clientOf, newEngine, store, StackId } = await openStack(t, template)
    const StackPolicyBody = deny({ Action: 'Update:*', Resource: '*' })
    await client.SetStackPolicy({ StackName, StackPolicyBody })
    const asked: Permission[] = []
    const authorize = (permission: Permission) => {
      asked.push(permission)
      if (permission.action === 'cloudformation:SetStackPolicy') throw new ApiError('AccessDeniedException', 'denied')
    }
    const caller = { arn: 'arn:aws:iam::000000000000:user/updater', userId: 'AIDA', authorize }
    const updater = clientOf(newEngine(), undefined, store, caller)
    const update = { StackName, TemplateBody: changes['Update:Modify'] }
    for (const policy of [{ StackPolicyDuringUpdateBody: '{}' }, { StackPolicyBody: '{}' }])
      await assert.rejects(updater.UpdateStack({ ...update, ...policy }), { code: 'AccessDeniedException' })
    assert.deepEqual(asked[0], { action: 'cloudformation:SetStackPolicy', resource: StackId })
    assert.deepEqual(await client.GetStackPolicy({ StackName }), { StackPolicyBody })
  })

  it('leaves a new one behind if it succeeds, and is held to the old one', async (t) => {
    const { client, update } = await openStack(t, template)
    const StackPolicyBody = deny({ Action: 'Update:*', Resource: '*' })
    await update(changes['Update:Modify'], { StackPolicyBody })
    assert.deepEqual(await client.GetStackPolicy({ StackName }), { StackPolicyBody })
    await update(template, { StackPolicyBody: '{}' })
    assert.deepEqual(await client.GetStackPolicy({ StackName }), { StackPolicyBody })
  })

  it('by a change set is held to it too, and so is one of a stack that was made with it', async (t) => {
    const { client } = await openStack(t, template)
    const StackPolicyBody = deny({ Action: 'Update:Modify', Resource: 'LogicalResourceId/P*' })
    await client.CreateStack({ StackName: 'b', TemplateBody: template, StackPolicyBody })
    await client.CreateChangeSet({ StackName: 'b', ChangeSetName: 'c', TemplateBody: changes['Update:Modify'] })
    await client.ExecuteChangeSet({ StackName: 'b', ChangeSetName: 'c' })
    const { Stacks } = await client.DescribeStacks({ StackName: 'b' })
    assert.equal(Stacks?.[0]?.StackStatus, 'UPDATE_ROLLBACK_COMPLETE')
    await client.DeleteStack({ StackName: 'b' })
    await assert.rejects(client.DescribeStacks({ StackName: 'b' }), { message: /does not exist/ })
  })
})
