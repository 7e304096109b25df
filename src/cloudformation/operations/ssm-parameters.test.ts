import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { openCloudFormation } from '../../../test/support/cloudformation.ts'

const StackName = 'shop'
const TemplateBody = `
Parameters:
  Name: { Type: 'AWS::SSM::Parameter::Value<String>', Default: /app/name }
  Attributes: { Type: 'AWS::SSM::Parameter::Value<List<String>>', Default: /app/attributes }
Rules:
  Known:
    Assertions:
      - Assert: !Not [!Equals [!Ref Name, forbidden]]
        AssertDescription: the name is forbidden
Resources:
  Pool: { Type: AWS::Cognito::UserPool, Properties: { UserPoolName: !Ref Name, AutoVerifiedAttributes: !Ref Attributes } }
`

async function openParameters(t: TestContext) {
  const opened = await openCloudFormation(t)
  const put = (Value: string) => opened.ssm.PutParameter({ Name: '/app/name', Value, Type: 'String', Overwrite: true })
  await put('one')
  await opened.ssm.PutParameter({ Name: '/app/attributes', Value: 'email', Type: 'StringList' })
  const poolNames = async () =>
    (await opened.cognito.ListUserPools({ MaxResults: 60 })).UserPools?.map(({ Name }) => Name)
  return { ...opened, put, poolNames }
}

describe('parameters of a type of Parameter Store', () => {
  it('are what is stored under their names, and shown so', async (t) => {
    const { client, poolNames } = await openParameters(t)
    await client.CreateStack({ StackName, TemplateBody })
    assert.deepEqual(await poolNames(), ['one'])
    const { Stacks } = await client.DescribeStacks({ StackName })
    assert.deepEqual(Stacks?.[0]?.Parameters, [
      { ParameterKey: 'Name', ParameterValue: '/app/name', ResolvedValue: 'one' },
      { ParameterKey: 'Attributes', ParameterValue: '/app/attributes', ResolvedValue: 'email' },
    ])
    const { Parameters } = await client.GetTemplateSummary({ StackName })
    assert.equal(Parameters?.[1]?.ParameterType, 'AWS::SSM::Parameter::Value<List<String>>')
  })

  it('change a stack once the stored value does', async (t) => {
    const { client, put, poolNames } = await openParameters(t)
    await client.CreateStack({ StackName, TemplateBody })
    const unchanged = { message: 'No updates are to be performed.' }
    await assert.rejects(client.UpdateStack({ StackName, TemplateBody }), unchanged)
    await put('two')
    await client.UpdateStack({ StackName, TemplateBody })
    assert.deepEqual(await poolNames(), ['two'])
  })

  it('are held to rules by their values', async (t) => {
    const { client, put } = await openParameters(t)
    await put('forbidden')
    await assert.rejects(client.CreateStack({ StackName, TemplateBody }), { message: /the name is forbidden/ })
  })

  it('must be stored, before anything is made', async (t) => {
    const { client, ssm, poolNames } = await openParameters(t)
    await ssm.DeleteParameter({ Name: '/app/name' })
    await assert.rejects(client.CreateStack({ StackName, TemplateBody }), {
      name: 'ValidationError',
      message: 'Unable to fetch parameters [/app/name] from parameter store for this account.',
    })
    assert.deepEqual(await poolNames(), [])
    // Which values there will be is for the stack to find out.
    await client.ValidateTemplate({ TemplateBody })
  })

  it('are no secrets', async (t) => {
    const { client, ssm } = await openParameters(t)
    await ssm.DeleteParameter({ Name: '/app/name' })
    await ssm.PutParameter({ Name: '/app/name', Value: 'hunter2', Type: 'SecureString' })
    await assert.rejects(client.CreateStack({ StackName, TemplateBody }), {
      name: 'ValidationError',
      message: 'Parameters [/app/name] referenced by template have types not supported by CloudFormation.',
    })
  })

  it('need only be there where the name is all that is wanted', async (t) => {
    const { client, poolNames } = await openParameters(t)
    const named = TemplateBody.replace('Value<String>', 'Name').replace(
      'UserPoolName: !Ref Name',
      'UserPoolName: !Select [2, !Split [/, !Ref Name]]',
    )
    await client.CreateStack({ StackName, TemplateBody: named })
    assert.deepEqual(await poolNames(), ['name'])
    await assert.rejects(
      client.CreateStack({ StackName: 'other', TemplateBody: named.replace('/app/name', '/app/none') }),
      { message: 'Unable to fetch parameters [/app/none] from parameter store for this account.' },
    )
  })
})
