import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { history, openCloudFormation } from '../../../test/support/cloudformation.ts'

const StackName = 'shop'
const idOf = (version: number) => `version-${String(version).padStart(28, '0')}`
const pool = (UserPoolName: string, more = '') => `
Resources:
  Pool: { Type: AWS::Cognito::UserPool, Properties: { UserPoolName: ${UserPoolName} ${more} } }
`

/** A secret of two versions. */
async function openWithSecret(t: TestContext, last = '{"name":"two","size":2,"all":{"a":1}}') {
  const opened = await openCloudFormation(t)
  const { secretsManager } = opened
  const { ARN = '' } = await secretsManager.CreateSecret({
    Name: 'app/pool',
    SecretString: '{"name":"one"}',
    ClientRequestToken: idOf(1),
  })
  const put = (version: number, SecretString: string) =>
    secretsManager.PutSecretValue({ SecretId: ARN, SecretString, ClientRequestToken: idOf(version) })
  await put(2, last)
  const poolNames = async () =>
    (await opened.cognito.ListUserPools({ MaxResults: 60 })).UserPools?.map(({ Name }) => Name)
  const create = async (TemplateBody: string) => {
    const { StackId = '' } = await opened.client.CreateStack({ StackName, TemplateBody })
    return (await history(opened, StackId)).join('\n')
  }
  const update = async (TemplateBody: string, more: object = {}) => {
    await opened.client.UpdateStack({ StackName, TemplateBody, ...more })
    return (await history(opened, StackName)).join('\n')
  }
  return { ...opened, ARN, put, poolNames, create, update }
}

describe('a dynamic reference to a secret', () => {
  const cases = (arn: string): [reference: string, value: string][] => [
    ['app/pool:SecretString:name', 'two'],
    ['app/pool:SecretString:name::', 'two'],
    ['app/pool:SecretString:size', '2'],
    ['app/pool::name', 'two'],
    [`${arn}:SecretString:name`, 'two'],
    [`${arn.slice(0, -7)}:SecretString:name::`, 'two'],
    ['app/pool:SecretString:name:AWSPREVIOUS', 'one'],
    [`app/pool:SecretString:name::${idOf(1)}`, 'one'],
  ]
  it('is what the secret has, by name or ARN, key, label and version', async (t) => {
    const { ARN, create, client, poolNames } = await openWithSecret(t)
    for (const [reference, value] of cases(ARN)) {
      const events = await create(pool(`'a-{{resolve:secretsmanager:${reference}}}'`))
      assert.deepEqual(await poolNames(), [`a-${value}`], events)
      await client.DeleteStack({ StackName })
    }
  })

  it('is the whole text without a key', async (t) => {
    const { create, poolNames, ARN } = await openWithSecret(t, 'plain')
    await create(pool(`'{{resolve:secretsmanager:${ARN}}}-{{resolve:secretsmanager:app/pool:SecretString:::}}'`))
    assert.deepEqual(await poolNames(), ['plain-plain'])
  })

  it('may name a secret of the stack', async (t) => {
    const { create, poolNames } = await openWithSecret(t)
    await create(`
Resources:
  Secret: { Type: AWS::SecretsManager::Secret, Properties: { SecretString: '{"name":"mine"}' } }
  Pool:
    Type: AWS::Cognito::UserPool
    Properties: { UserPoolName: !Sub '{{resolve:secretsmanager:\${Secret}:SecretString:name}}' }
`)
    assert.deepEqual(await poolNames(), ['mine'])
  })

  const failing: [reference: string, last: string | undefined, reason: RegExp][] = [
    ['none', undefined, /Secrets Manager can't find the specified secret\. \(Service: CognitoIdentityProvider/],
    ['app/pool:SecretString:other', undefined, /Could not find a value associated with JSONKey in SecretString/],
    ['app/pool:SecretString:all', undefined, /Could not find a value associated with JSONKey in SecretString/],
    ['app/pool:SecretString:toString', undefined, /Could not find a value associated with JSONKey in SecretString/],
    ['app/pool:SecretString:name', 'plain', /Could not parse SecretString JSON/],
    ['app/pool:SecretString::AWSPENDING', undefined, /find the specified secret value for staging label: AWSPENDING/],
  ]
  for (const [reference, last, reason] of failing)
    it(`fails its resource when there is nothing behind it: ${reference}${last ? ` of ${last}` : ''}`, async (t) => {
      const { create } = await openWithSecret(t, last)
      const events = await create(pool(`'{{resolve:secretsmanager:${reference}}}'`))
      assert.match(events, reason)
      assert.match(events, /Pool CREATE_FAILED/)
    })

  it('comes in no event, though the service quotes it', async (t) => {
    const { create } = await openWithSecret(t, 'hunter2?!')
    const events = await create(pool(`'{{resolve:secretsmanager:app/pool}}'`))
    assert.match(events, /Pool CREATE_FAILED .*Value '\*\*\*\*' at 'poolName' failed to satisfy constraint/)
    assert.doesNotMatch(events, /hunter2/)
  })

  it('comes in no event and no log, though it is not what the property takes', async (t) => {
    const { create, log } = await openWithSecret(t, 'hunter2?!')
    const events = await create(
      `Resources: { Group: { Type: AWS::Logs::LogGroup, Properties: { LogGroupName: '{{resolve:secretsmanager:app/pool}}' } } }`,
    )
    assert.match(events, /Group CREATE_FAILED .*#\/LogGroupName: string \[\*\*\*\*\] does not match pattern/)
    assert.doesNotMatch(`${events}${JSON.stringify(log.entries)}`, /hunter2/)
    assert.ok(!log.entries.some(({ event }) => event === 'resource-failed'))
  })

  it('comes in no change set: neither its value nor the one before', async (t) => {
    const { create, client, put, update } = await openWithSecret(t, 'hunter2')
    const template = pool(`'{{resolve:secretsmanager:app/pool}}'`)
    const changes = async (
      TemplateBody: string,
      Parameters: { ParameterKey: string; ParameterValue: string }[] = [],
    ) => {
      await client.CreateChangeSet({ StackName, ChangeSetName: 'c', TemplateBody, Parameters })
      const described = await client.DescribeChangeSet({ StackName, ChangeSetName: 'c', IncludePropertyValues: true })
      await client.DeleteChangeSet({ StackName, ChangeSetName: 'c' })
      return JSON.stringify(described.Changes)
    }
    await create(template)
    await put(3, 'hunter3')
    const changed = await changes(pool(`'{{resolve:secretsmanager:app/pool}}'`, ', EmailVerificationSubject: hello'))
    assert.match(changed, /"BeforeValue":"\*\*\*\*","AfterValue":"\*\*\*\*"/)
    assert.match(await changes(pool('open')), /"BeforeValue":"\*\*\*\*","AfterValue":"open"/)
    const parameter = `Parameters: { Name: { Type: String } }\n${pool('!Ref Name')}`
    const Parameters = [{ ParameterKey: 'Name', ParameterValue: '{{resolve:secretsmanager:app/pool}}' }]
    await update(parameter, { Parameters })
    const literal = [{ ParameterKey: 'Name', ParameterValue: 'literal' }]
    for (const text of [changed, await changes(parameter, Parameters), await changes(parameter, literal)])
      assert.doesNotMatch(text, /hunter/)
  })

  it('is passed on to a nested stack as it is written, which reads it itself', async (t) => {
    const { client, create, s3, poolNames } = await openWithSecret(t, 'plain')
    const inner = `Parameters: { Name: { Type: String } }\n${pool('!Ref Name')}`
    await s3.CreateBucket({ Bucket: 'assets' })
    await s3.PutObject({ Bucket: 'assets', Key: 'inner', Body: Buffer.from(inner) })
    const events = await create(`
Resources:
  Inner:
    Type: AWS::CloudFormation::Stack
    Properties:
      TemplateURL: http://localhost/assets/inner
      Parameters: { Name: '{{resolve:secretsmanager:app/pool}}' }
`)
    assert.deepEqual(await poolNames(), ['plain'], events)
    const { Stacks = [] } = await client.DescribeStacks({})
    const values = Stacks.flatMap(({ Parameters = [] }) => Parameters.map(({ ParameterValue }) => ParameterValue))
    assert.deepEqual(values, ['{{resolve:secretsmanager:app/pool}}'])
  })

  it('is refused in outputs', async (t) => {
    const { client } = await openWithSecret(t)
    const TemplateBody = `${pool('users')}\nOutputs: { Name: { Value: '{{resolve:secretsmanager:app/pool}}' } }`
    await assert.rejects(client.CreateStack({ StackName, TemplateBody }), {
      message: /^poolgate does not implement dynamic references in outputs: secretsmanager:app\/pool/,
    })
  })
})
