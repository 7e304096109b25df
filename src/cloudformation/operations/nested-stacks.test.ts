import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { history, openCloudFormation, remains, nothing } from '../../../test/support/cloudformation.ts'

const StackName = 'shop'
const url = (key: string) => `http://localhost:4566/templates/${key}`

const inner = `
Parameters:
  Name: { Type: String, Default: pets }
Resources:
  Api: { Type: AWS::ApiGatewayV2::Api, Properties: { Name: !Ref Name, ProtocolType: HTTP } }
Outputs:
  Id: { Value: !Ref Api }
`
const other = inner.replace('ProtocolType: HTTP', 'ProtocolType: HTTP, Description: other')
const bad = inner.replace('ProtocolType: HTTP', 'ProtocolType: HTTP, RouteKey: GET /')
const outer = `
Resources:
  Pool: { Type: AWS::Cognito::UserPool, Properties: { UserPoolName: users } }
  Inner:
    Type: AWS::CloudFormation::Stack
    Properties:
      TemplateURL: ${url('inner')}
      Parameters: { Name: !Sub 'pets-\${Pool}' }
  Stage:
    Type: AWS::ApiGatewayV2::Stage
    Properties: { ApiId: !GetAtt Inner.Outputs.Id, StageName: prod }
Outputs:
  Inner: { Value: !Ref Inner }
  Api: { Value: !Sub '\${Inner.Outputs.Id}' }
`

async function openNested(t: TestContext, template = outer, templates: object = { inner, other, bad }) {
  const opened = await openCloudFormation(t)
  const { client, s3, clock } = opened
  await s3.CreateBucket({ Bucket: 'templates' })
  for (const [Key, text] of Object.entries(templates))
    await s3.PutObject({ Bucket: 'templates', Key, Body: Buffer.from(String(text)) })
  const { StackId = '' } = await client.CreateStack({ StackName, TemplateBody: template })
  const describeStack = async (name: string) => (await client.DescribeStacks({ StackName: name })).Stacks?.[0]
  const idOf = async (LogicalResourceId: string) => {
    const { StackResourceDetail } = await client.DescribeStackResource({ StackName, LogicalResourceId })
    return StackResourceDetail?.PhysicalResourceId ?? assert.fail()
  }
  const update = async (TemplateBody: string) => {
    clock.advance(1000)
    const known = (await history(opened, StackId)).length
    await client.UpdateStack({ StackName, TemplateBody })
    return (await history(opened, StackId)).slice(known)
  }
  return { ...opened, opened, StackId, describeStack, idOf, update }
}

describe('a nested stack', () => {
  it('is made with its parent, which it names, out of a bucket', async (t) => {
    const { opened, client, gateway, idOf, describeStack, StackId } = await openNested(t)
    assert.equal((await describeStack(StackName))?.StackStatus, 'CREATE_COMPLETE')
    const id = await idOf('Inner')
    assert.match(id, /^arn:aws:cloudformation:us-east-1:000000000000:stack\/shop-Inner-[0-9A-Z]{12}\//)
    const { StackStatus, ParentId, RootId, Parameters } = (await describeStack(id)) ?? {}
    assert.deepEqual([StackStatus, ParentId, RootId], ['CREATE_COMPLETE', StackId, StackId])
    assert.deepEqual(Parameters, [{ ParameterKey: 'Name', ParameterValue: `pets-${await idOf('Pool')}` }])
    const { Items: [api] = [] } = await gateway.GetApis({})
    const { Outputs = [] } = (await describeStack(StackName)) ?? {}
    assert.deepEqual(
      Outputs.map(({ OutputValue }) => OutputValue),
      [id, api?.ApiId],
    )
    const events = (await history(opened, StackId)).filter((event) => event.startsWith('Inner'))
    assert.deepEqual(events, [
      'Inner CREATE_IN_PROGRESS',
      'Inner CREATE_IN_PROGRESS Resource creation Initiated',
      'Inner CREATE_COMPLETE',
    ])
    const { StackSummaries = [] } = await client.ListStacks({})
    assert.equal(StackSummaries.find((summary) => summary.StackId === id)?.ParentId, StackId)
  })

  it('goes with its parent, and cannot be deleted while its root is protected', async (t) => {
    const { opened, client, idOf, describeStack } = await openNested(t)
    const id = await idOf('Inner')
    await client.UpdateTerminationProtection({ StackName, EnableTerminationProtection: true })
    await assert.rejects(client.DeleteStack({ StackName: id }), {
      message: 'Stack [shop] cannot be deleted while TerminationProtection is enabled',
    })
    await assert.rejects(client.UpdateTerminationProtection({ StackName: id, EnableTerminationProtection: true }), {
      message: /^Termination protection of the nested stack /,
    })
    await client.UpdateTerminationProtection({ StackName, EnableTerminationProtection: false })
    await client.DeleteStack({ StackName })
    assert.equal((await describeStack(id))?.StackStatus, 'DELETE_COMPLETE')
    assert.deepEqual(await remains(opened), nothing)
  })

  it('that fails takes its parent back, and says why', async (t) => {
    const { opened, describeStack, StackId } = await openNested(t, outer.replace(url('inner'), url('bad')))
    assert.equal((await describeStack(StackName))?.StackStatus, 'ROLLBACK_COMPLETE')
    const events = await history(opened, StackId)
    const failed = events.find((event) => event.startsWith('Inner CREATE_FAILED'))
    assert.match(
      failed ?? '',
      /^Inner CREATE_FAILED Embedded stack arn:\S+ was not successfully created: The following resource\(s\) failed to create: \[Api\]\. $/,
    )
    assert.deepEqual(await remains(opened), nothing)
  })

  for (const [what, template, message] of [
    [
      'an object that is not there',
      outer.replace(url('inner'), url('none')),
      'S3 error: The specified key does not exist.',
    ],
    [
      'another host',
      outer.replace(url('inner'), 'https://www.example.com/a/b'),
      'TemplateURL must be a supported URL.',
    ],
    ['a parameter that the template lacks', outer.replace('Name: !Sub', 'Nome: !Sub'), 'do not exist in the template'],
    [
      'an output that is not there',
      outer.replaceAll('Outputs.Id', 'Outputs.No'),
      "Output 'No' not found in stack 'arn",
    ],
    [
      'the parent itself, without end',
      outer.replace(url('inner'), url('self')),
      'poolgate nests stacks at most 8 deep',
    ],
  ] as const)
    it(`fails by name for ${what}`, async (t) => {
      const self = `Resources: { Inner: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: '${url('self')}' } } }`
      const isSelf = template.includes('self')
      const { opened, client, describeStack } = await openNested(t, isSelf ? self : template, { inner, self })
      assert.equal((await describeStack(StackName))?.StackStatus, 'ROLLBACK_COMPLETE')
      const stacks = await client.ListStacks({})
      const reasons = await Promise.all(
        (stacks.StackSummaries ?? []).map(async ({ StackId = '' }) => (await history(opened, StackId)).join('\n')),
      )
      assert.ok(reasons.join('\n').includes(message), reasons.join('\n'))
      assert.deepEqual(await remains(opened), nothing)
      assert.equal((await client.DescribeStacks({})).Stacks?.length, 1)
    })

  it('needs what its own template does to be acknowledged', async (t) => {
    const role = `Resources: { R: { Type: AWS::IAM::Role, Properties: { AssumeRolePolicyDocument: { Statement: [] } } } }`
    const template = `Resources: { Inner: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: '${url('role')}' } } }`
    const { opened, StackId } = await openNested(t, template, { role })
    const failed = (await history(opened, StackId)).find((event) => event.startsWith('Inner CREATE_FAILED'))
    assert.match(failed ?? '', /Requires capabilities : \[CAPABILITY_IAM\]/)
  })
})

describe('after a crash in the middle of a nested stack', () => {
  for (const operation of ['GetObject', 'CreateApi', 'CreateStage'])
    it(`right after ${operation} its creation and its parent's are rolled back`, async (t) => {
      const { opened, client, s3, clientOf, newMortalEngine, newEngine, describeStack } = await openNested(t)
      await client.DeleteStack({ StackName })
      await s3.HeadBucket({ Bucket: 'templates' })
      const { engine, died } = newMortalEngine(operation)
      void clientOf(engine).CreateStack({ StackName, TemplateBody: outer })
      await died
      await newEngine().recoverStacks()
      assert.equal((await describeStack(StackName))?.StackStatus, 'ROLLBACK_COMPLETE')
      assert.deepEqual(await remains(opened), nothing)
      assert.equal((await client.DescribeStacks({})).Stacks?.length, 1)
    })

  it('an update that was being taken back is taken back, however often that is interrupted', async (t) => {
    const opened = await openNested(t)
    const { client, clock, gateway, clientOf, newMortalEngine, newEngine, describeStack, idOf } = opened
    const before = (await gateway.GetApis({})).Items
    clock.advance(1000)
    const later = '  Late: { Type: AWS::Cognito::UserPool, DependsOn: Inner }\nOutputs:'
    const first = newMortalEngine('CreateUserPool')
    const TemplateBody = outer.replace(url('inner'), url('other')).replace('Outputs:', later)
    void clientOf(first.engine).UpdateStack({ StackName, TemplateBody })
    await first.died
    assert.equal((await describeStack(await idOf('Inner')))?.StackStatus, 'UPDATE_COMPLETE')
    const second = newMortalEngine('UpdateApi')
    void second.engine.recoverStacks()
    await second.died
    await newEngine().recoverStacks()
    assert.equal((await describeStack(StackName))?.StackStatus, 'UPDATE_ROLLBACK_COMPLETE')
    assert.deepEqual((await gateway.GetApis({})).Items, before)
    assert.equal((await client.GetTemplate({ StackName: await idOf('Inner') })).TemplateBody, inner)
  })

  it('an update of both is taken back', async (t) => {
    const opened = await openNested(t)
    const { client, clock, gateway, clientOf, newMortalEngine, newEngine, describeStack, idOf } = opened
    const before = (await gateway.GetApis({})).Items
    clock.advance(1000)
    const { engine, died } = newMortalEngine('UpdateApi')
    const TemplateBody = outer.replace(url('inner'), url('other'))
    void clientOf(engine).UpdateStack({ StackName, TemplateBody })
    await died
    assert.notDeepEqual((await gateway.GetApis({})).Items, before)
    await newEngine().recoverStacks()
    assert.equal((await describeStack(StackName))?.StackStatus, 'UPDATE_ROLLBACK_COMPLETE')
    assert.deepEqual((await gateway.GetApis({})).Items, before)
    assert.equal((await client.GetTemplate({ StackName: await idOf('Inner') })).TemplateBody, inner)
  })
})

describe('an update of a stack with a nested one', () => {
  it('changes it in place', async (t) => {
    const { update, idOf, describeStack, gateway } = await openNested(t)
    const before = await idOf('Inner')
    const { Items: [api] = [] } = await gateway.GetApis({})
    await update(outer.replace(url('inner'), url('other')))
    assert.equal((await describeStack(StackName))?.StackStatus, 'UPDATE_COMPLETE')
    assert.equal(await idOf('Inner'), before)
    assert.equal((await describeStack(before))?.StackStatus, 'UPDATE_COMPLETE')
    const { Items: [changed] = [] } = await gateway.GetApis({})
    assert.deepEqual([changed?.ApiId, changed?.Description], [api?.ApiId, 'other'])
  })

  it('is taken back where the nested one fails', async (t) => {
    const { update, describeStack, idOf } = await openNested(t)
    const events = await update(outer.replace(url('inner'), url('bad')))
    assert.equal((await describeStack(StackName))?.StackStatus, 'UPDATE_ROLLBACK_COMPLETE')
    const failed = events.find((event) => event.startsWith('Inner UPDATE_FAILED'))
    assert.match(
      failed ?? '',
      /Embedded stack arn:\S+ was not successfully updated\. Currently in UPDATE_ROLLBACK_COMPLETE with reason: /,
    )
    assert.equal((await describeStack(await idOf('Inner')))?.StackStatus, 'UPDATE_ROLLBACK_COMPLETE')
  })

  it('takes the nested one back too when something else fails, whatever lies in the bucket by then', async (t) => {
    const { client, update, describeStack, gateway, s3, idOf } = await openNested(t)
    const before = (await gateway.GetApis({})).Items
    await s3.PutObject({ Bucket: 'templates', Key: 'inner', Body: Buffer.from('gone') })
    const failing = outer
      .replace(url('inner'), url('other'))
      .replace(
        'Outputs:',
        '  Late: { Type: AWS::ApiGatewayV2::Route, Properties: { ApiId: !GetAtt Inner.Outputs.Id, RouteKey: no } }\nOutputs:',
      )
    await update(failing)
    assert.equal((await describeStack(StackName))?.StackStatus, 'UPDATE_ROLLBACK_COMPLETE')
    assert.deepEqual((await gateway.GetApis({})).Items, before)
    const { TemplateBody } = await client.GetTemplate({ StackName: await idOf('Inner') })
    assert.equal(TemplateBody, inner)
  })

  it('goes on with the rollback of the nested one, too', async (t) => {
    const { client, update, describeStack, idOf, gateway, intercept } = await openNested(t)
    let isResisting = true
    intercept.after = (name) => {
      if (isResisting && name === 'UpdateApi') throw new Error('no answer')
    }
    await update(outer.replace(url('inner'), url('other')))
    assert.equal((await describeStack(StackName))?.StackStatus, 'UPDATE_ROLLBACK_FAILED')
    assert.equal((await describeStack(await idOf('Inner')))?.StackStatus, 'UPDATE_ROLLBACK_FAILED')
    isResisting = false
    await client.ContinueUpdateRollback({ StackName })
    assert.equal((await describeStack(StackName))?.StackStatus, 'UPDATE_ROLLBACK_COMPLETE')
    assert.equal((await describeStack(await idOf('Inner')))?.StackStatus, 'UPDATE_ROLLBACK_COMPLETE')
    assert.equal((await gateway.GetApis({})).Items?.[0]?.Description, undefined)
  })

  it('deletes one that the template has no more', async (t) => {
    const { update, opened, idOf, describeStack } = await openNested(t)
    const id = await idOf('Inner')
    await update('Resources: { Pool: { Type: AWS::Cognito::UserPool, Properties: { UserPoolName: users } } }')
    assert.equal((await describeStack(id))?.StackStatus, 'DELETE_COMPLETE')
    assert.deepEqual(await remains(opened), { pools: ['users'], apis: [] })
  })
})
