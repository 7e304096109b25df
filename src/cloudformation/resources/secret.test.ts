import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { openCloudFormation, openStack } from '../../../test/support/cloudformation.ts'

const secretOf = (properties: string, name = 'Secret') =>
  `Resources: { ${name}: { Type: AWS::SecretsManager::Secret, Properties: { ${properties} } } }`
const generated = (options: string) =>
  secretOf(
    `GenerateSecretString: { SecretStringTemplate: '{"username":"admin"}', GenerateStringKey: password, ${options} }`,
  )

describe('a stack with a secret', () => {
  it('makes up its value, and puts it into what the template has', async (t) => {
    const { secretsManager, idOf } = await openStack(t, generated('PasswordLength: 20, ExcludePunctuation: true'))
    const { SecretString = '' } = await secretsManager.GetSecretValue({ SecretId: await idOf('Secret') })
    assert.match(SecretString, /^\{"username":"admin","password":"[A-Za-z0-9]{20}"\}$/)
  })

  it('is known by its ARN, and named after its logical id', async (t) => {
    const template = `${secretOf('GenerateSecretString: {}')}\nOutputs: { Id: { Value: !GetAtt Secret.Id }, Ref: { Value: !Ref Secret } }`
    const { client, secretsManager, StackName } = await openStack(t, template)
    const { Stacks: [stack] = [] } = await client.DescribeStacks({ StackName })
    const { SecretList: [secret] = [] } = await secretsManager.ListSecrets({})
    assert.deepEqual(
      stack?.Outputs?.map(({ OutputValue }) => OutputValue),
      [secret?.ARN, secret?.ARN],
    )
    assert.match(secret?.Name ?? '', /^Secret-[0-9A-Z]{12}$/)
    const { SecretString } = await secretsManager.GetSecretValue({ SecretId: secret?.ARN })
    assert.equal(SecretString?.length, 32)
  })

  it('makes up another value when it is to be another, and only then', async (t) => {
    const { secretsManager, idOf, update, status } = await openStack(t, generated('PasswordLength: 20'))
    const SecretId = await idOf('Secret')
    const read = async (VersionStage = 'AWSCURRENT') =>
      (await secretsManager.GetSecretValue({ SecretId, VersionStage })).SecretString
    const first = await read()
    await update(
      generated('PasswordLength: 20').replace('GenerateSecretString', 'Description: about, GenerateSecretString'),
    )
    assert.equal(await read(), first)
    await update(generated('PasswordLength: 30'))
    assert.equal(await status(), 'UPDATE_COMPLETE')
    assert.equal(await read('AWSPREVIOUS'), first)
    assert.notEqual(await read(), first)
    await update(secretOf('SecretString: mine'))
    assert.equal(await read(), 'mine')
    await update(secretOf('Description: mine'))
    assert.equal(await read(), 'mine')
    assert.equal(await idOf('Secret'), SecretId)
  })

  it('is a new one under another name, and gone with the old stack at once', async (t) => {
    const { client, secretsManager, StackName, update } = await openStack(t, secretOf('Name: a, SecretString: x'))
    await update(secretOf('Name: b, SecretString: x'))
    const names = async () => (await secretsManager.ListSecrets({})).SecretList?.map(({ Name }) => Name)
    assert.deepEqual(await names(), ['b'])
    await client.DeleteStack({ StackName })
    assert.deepEqual((await secretsManager.ListSecrets({ IncludePlannedDeletion: true })).SecretList, [])
  })

  const refused: [properties: string, reason: RegExp][] = [
    [
      'ReplicaRegions: [{ Region: eu-west-1 }]',
      /does not implement the property ReplicaRegions of AWS::SecretsManager/,
    ],
  ]
  for (const [properties, reason] of refused)
    it(`is refused before anything is made: ${properties}`, async (t) => {
      await assert.rejects(openStack(t, secretOf(properties)), reason)
    })

  const failing: [options: string, reason: RegExp][] = [
    ['GenerateStringKey: password', /GenerateStringKey and SecretStringTemplate are specified together/],
    ["GenerateStringKey: password, SecretStringTemplate: '[]'", /SecretStringTemplate must be a JSON object/],
    ["GenerateStringKey: password, SecretStringTemplate: '{'", /SecretStringTemplate must be a JSON object/],
    ['PasswordLength: 3', /Password length is too short based on the required types/],
  ]
  for (const [options, reason] of failing)
    it(`fails when there is nothing to make it of: ${options}`, async (t) => {
      const { opened, StackId, status, secretsManager } = await openStack(
        t,
        secretOf(`GenerateSecretString: { ${options} }`),
      )
      assert.equal(await status(), 'ROLLBACK_COMPLETE')
      const { StackEvents = [] } = await opened.client.DescribeStackEvents({ StackName: StackId })
      assert.match(StackEvents.map(({ ResourceStatusReason = '' }) => ResourceStatusReason).join('\n'), reason)
      assert.deepEqual((await secretsManager.ListSecrets({})).SecretList, [])
    })

  it('fails when it is to have two values', async (t) => {
    const { status, update } = await openStack(t, secretOf('SecretString: x'))
    const events = await update(secretOf('SecretString: x, GenerateSecretString: {}'))
    assert.equal(await status(), 'UPDATE_ROLLBACK_COMPLETE')
    assert.match(events.join('\n'), /A secret has either SecretString or GenerateSecretString, not both/)
  })

  it('is found and taken back after a crash, when its ARN was never written down', async (t) => {
    const { client, clientOf, newEngine, newMortalEngine, secretsManager } = await openCloudFormation(t)
    const { engine, died } = newMortalEngine('CreateSecret')
    const started = clientOf(engine).CreateStack({ StackName: 'shop', TemplateBody: secretOf('SecretString: x') })
    await died
    await started
    assert.equal((await secretsManager.ListSecrets({})).SecretList?.length, 1)
    const next = newEngine()
    await next.recoverStacks()
    await next.settled()
    const { Stacks } = await client.DescribeStacks({ StackName: 'shop' })
    assert.equal(Stacks?.[0]?.StackStatus, 'ROLLBACK_COMPLETE')
    assert.deepEqual((await secretsManager.ListSecrets({})).SecretList, [])
  })

  it('shows its value in no change set', async (t) => {
    const { client, StackName } = await openStack(t, secretOf('SecretString: hunter2'))
    await client.CreateChangeSet({ StackName, ChangeSetName: 'c', TemplateBody: secretOf('SecretString: hunter3') })
    const described = await client.DescribeChangeSet({ StackName, ChangeSetName: 'c', IncludePropertyValues: true })
    assert.match(JSON.stringify(described.Changes), /"BeforeValue":"\*\*\*\*","AfterValue":"\*\*\*\*"/)
  })

  for (const type of ['RotationSchedule', 'SecretTargetAttachment', 'ResourcePolicy'])
    it(`has no ${type}`, async (t) => {
      const template = `Resources: { It: { Type: AWS::SecretsManager::${type} } }`
      await assert.rejects(
        openStack(t, template),
        new RegExp(`Unrecognized resource types: \\[AWS::SecretsManager::${type}\\]`),
      )
    })
})
