import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { history, openCloudFormation, openStack } from '../../../test/support/cloudformation.ts'

const StackName = 'shop'
const pool = (properties: string) =>
  `Resources: { Pool: { Type: AWS::Cognito::UserPool, Properties: { ${properties} } } }`

async function openWithParameter(t: TestContext, value = 'one') {
  const opened = await openCloudFormation(t)
  const put = (Value: string, Name = '/app/name') =>
    opened.ssm.PutParameter({ Name, Value, Type: 'String', Overwrite: true })
  await put(value)
  const poolNames = async () =>
    (await opened.cognito.ListUserPools({ MaxResults: 60 })).UserPools?.map(({ Name }) => Name)
  const create = async (TemplateBody: string) => {
    const { StackId = '' } = await opened.client.CreateStack({ StackName, TemplateBody })
    return (await history(opened, StackId)).join('\n')
  }
  return { ...opened, put, poolNames, create }
}

describe('a dynamic reference', () => {
  it('is what Parameter Store has, inside of other text too', async (t) => {
    const { create, poolNames } = await openWithParameter(t)
    await create(pool("UserPoolName: 'pool-{{resolve:ssm:/app/name}}-{{resolve:ssm:/app/name:1}}'"))
    assert.deepEqual(await poolNames(), ['pool-one-one'])
  })

  it('is a number where one is wanted', async (t) => {
    const { create, cognito } = await openWithParameter(t, '14')
    await create(pool("Policies: { PasswordPolicy: { MinimumLength: '{{resolve:ssm:/app/name}}' } }"))
    const { UserPools } = await cognito.ListUserPools({ MaxResults: 1 })
    const { UserPool } = await cognito.DescribeUserPool({ UserPoolId: UserPools?.[0]?.Id })
    assert.equal(UserPool?.Policies?.PasswordPolicy?.MinimumLength, 14)
  })

  it('may be put together of what resources are', async (t) => {
    const { client, put, gateway } = await openWithParameter(t)
    const template = `
Resources:
  Pool: { Type: AWS::Cognito::UserPool, Properties: { UserPoolName: users } }
  Name: { Type: AWS::SSM::Parameter, Properties: { Name: !Sub '/names/\${Pool}', Type: String, Value: mine } }
  Api:
    Type: AWS::ApiGatewayV2::Api
    Properties: { Name: !Sub '{{resolve:ssm:\${Name}}}', ProtocolType: HTTP, Version: '{{resolve:ssm:/app/name}}' }
`
    await put('v1')
    await client.CreateStack({ StackName, TemplateBody: template })
    const { Items: [api] = [] } = await gateway.GetApis({})
    assert.deepEqual([api?.Name, api?.Version], ['mine', 'v1'])
  })

  it('is read anew by every update that changes something else', async (t) => {
    const { client, put, create, poolNames } = await openWithParameter(t)
    const template = pool("UserPoolName: '{{resolve:ssm:/app/name}}'")
    await create(template)
    await put('two')
    await assert.rejects(client.UpdateStack({ StackName, TemplateBody: template }), {
      message: 'No updates are to be performed.',
    })
    await client.UpdateStack({
      StackName,
      TemplateBody: template.replace('UserPoolName', "EmailVerificationSubject: 'hello', UserPoolName"),
    })
    assert.deepEqual(await poolNames(), ['two'])
    const { Stacks } = await client.DescribeStacks({ StackName })
    assert.equal(Stacks?.[0]?.StackStatus, 'UPDATE_COMPLETE')
  })

  it('is no change as long as its value is the same', async (t) => {
    const { client, create } = await openWithParameter(t)
    const template = pool("UserPoolName: '{{resolve:ssm:/app/name}}'")
    await create(template)
    const TemplateBody = template.replace(' } }', " } }, Other: { Type: 'AWS::Cognito::UserPool' }")
    await client.CreateChangeSet({ StackName, ChangeSetName: 'c', TemplateBody })
    const { Changes = [] } = await client.DescribeChangeSet({ StackName, ChangeSetName: 'c' })
    assert.deepEqual(
      Changes.map(({ ResourceChange }) => ResourceChange?.LogicalResourceId),
      ['Other'],
    )
  })

  it('fails its resource when there is no such parameter, or no such version any more', async (t) => {
    const { create, client, put } = await openWithParameter(t)
    assert.match(
      await create(pool("UserPoolName: '{{resolve:ssm:/app/none}}'")),
      /Pool CREATE_FAILED .*Parameters: \[ssm:\/app\/none\] cannot be found\./,
    )
    await client.DeleteStack({ StackName })
    await put('two')
    assert.match(
      await create(pool("UserPoolName: '{{resolve:ssm:/app/name:1}}'")),
      /Pool CREATE_FAILED .*poolgate keeps the latest version of a parameter only: ssm:\/app\/name:1/,
    )
  })

  it('fails its resource when the parameter is a secret', async (t) => {
    const { create, ssm } = await openWithParameter(t)
    await ssm.PutParameter({ Name: '/app/secret', Value: 'hunter2', Type: 'SecureString' })
    assert.match(
      await create(pool("UserPoolName: '{{resolve:ssm:/app/secret}}'")),
      /Pool CREATE_FAILED .*Non-secure ssm prefix was used for secure parameter: ssm:\/app\/secret/,
    )
  })

  for (const [reference, message] of [
    ['secretsmanager:', 'Template error: invalid dynamic reference '],
    ['secretsmanager:app:SecretBinary', 'Template error: invalid dynamic reference '],
    ['secretsmanager:app:SecretString:a:b:c:d', 'Template error: invalid dynamic reference '],
    ['acm:app', 'poolgate does not implement dynamic references to acm: '],
    ['ssm-secure:/app/name:1', 'poolgate does not implement dynamic references to ssm-secure: '],
    ['ssm:', 'Template error: invalid dynamic reference '],
    ['ssm:/app/name:latest', 'Template error: invalid dynamic reference '],
  ])
    it(`is refused by its place before anything is made: ${reference}`, async (t) => {
      const { client } = await openWithParameter(t)
      const TemplateBody = pool(`UserPoolName: '{{resolve:${reference}}}'`)
      await assert.rejects(client.CreateStack({ StackName, TemplateBody }), {
        name: 'ValidationError',
        message: `${message}{{resolve:${reference}}} (TemplateBody:1:80, Resources.Pool.Properties.UserPoolName)`,
      })
    })

  it('is refused in outputs', async (t) => {
    const { client } = await openWithParameter(t)
    const TemplateBody = `${pool('UserPoolName: users')}\nOutputs: { Name: { Value: '{{resolve:ssm:/app/name}}' } }`
    await assert.rejects(client.CreateStack({ StackName, TemplateBody }), {
      message: /^poolgate does not implement dynamic references in outputs: ssm:\/app\/name/,
    })
  })

  it('stays as it is written in the environment of a function, which somebody else runs', async (t) => {
    const { status } = await openStack(
      t,
      `
Resources:
  F:
    Type: AWS::Lambda::Function
    Properties:
      Code: { ZipFile: '' }
      Role: arn:aws:iam::000000000000:role/x
      Runtime: nodejs22.x
      Handler: index.handler
      Environment: { Variables: { SECRET: '{{resolve:secretsmanager:app}}' } }
`,
    )
    assert.equal(await status(), 'CREATE_COMPLETE')
  })
})
