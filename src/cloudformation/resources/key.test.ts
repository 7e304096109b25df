import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { openCloudFormation, openStack } from '../../../test/support/cloudformation.ts'
import { ApiError } from '../../wire/operation.ts'

const template = `
Resources:
  Key:
    Type: AWS::KMS::Key
    Properties:
      Description: codes
      EnableKeyRotation: true
      KeySpec: SYMMETRIC_DEFAULT
      PendingWindowInDays: 7
      KeyPolicy:
        Version: 2012-10-17
        Statement:
          - { Effect: Allow, Principal: { AWS: !Sub 'arn:aws:iam::\${AWS::AccountId}:root' }, Action: kms:*, Resource: '*' }
  Alias: { Type: AWS::KMS::Alias, Properties: { AliasName: alias/codes, TargetKeyId: !Ref Key } }
Outputs:
  Id: { Value: !GetAtt Key.KeyId }
  Arn: { Value: !GetAtt Key.Arn }
  Alias: { Value: !Ref Alias }
`
const day = 86_400_000

describe('a stack with a key', () => {
  it('makes it with its alias, and tells its names', async (t) => {
    const { client, kms, StackName, idOf } = await openStack(t, template)
    const KeyId = await idOf('Key')
    const { KeyMetadata } = await kms.DescribeKey({ KeyId: 'alias/codes' })
    const { Stacks: [stack] = [] } = await client.DescribeStacks({ StackName })
    assert.deepEqual(
      stack?.Outputs?.map(({ OutputValue }) => OutputValue),
      [KeyId, KeyMetadata?.Arn, 'alias/codes'],
    )
    assert.deepEqual([KeyMetadata?.KeyId, KeyMetadata?.Description], [KeyId, 'codes'])
    assert.match((await kms.GetKeyPolicy({ KeyId })).Policy ?? '', /"arn:aws:iam::000000000000:root"/)
    assert.equal((await kms.GetKeyRotationStatus({ KeyId })).KeyRotationEnabled, true)
  })

  it('keeps the key through updates, and points the alias to another one', async (t) => {
    const { kms, idOf, update, status } = await openStack(t, template)
    const KeyId = await idOf('Key')
    const { CiphertextBlob } = await kms.Encrypt({ KeyId, Plaintext: Buffer.from('x') })
    const other = template
      .replace('Description: codes', 'Description: others')
      .replace('KeySpec: SYMMETRIC_DEFAULT', 'Enabled: true')
      .replace('TargetKeyId: !Ref Key', 'TargetKeyId: !Ref Other')
      .replace('  Alias:', '  Other: { Type: AWS::KMS::Key }\n  Alias:')
    await update(other)
    assert.equal(await status(), 'UPDATE_COMPLETE')
    assert.deepEqual([await idOf('Key'), await idOf('Alias')], [KeyId, 'alias/codes'])
    assert.equal((await kms.DescribeKey({ KeyId: 'alias/codes' })).KeyMetadata?.KeyId, await idOf('Other'))
    assert.equal(Buffer.from((await kms.Decrypt({ CiphertextBlob })).Plaintext ?? []).toString(), 'x')
  })

  it('leaves the key to its waiting period when it goes', async (t) => {
    const { client, kms, StackName, idOf } = await openStack(t, template)
    const KeyId = await idOf('Key')
    const { CreationDate } = (await kms.DescribeKey({ KeyId })).KeyMetadata ?? {}
    await client.DeleteStack({ StackName })
    const { KeyState, DeletionDate } = (await kms.DescribeKey({ KeyId })).KeyMetadata ?? {}
    assert.equal(KeyState, 'PendingDeletion')
    assert.ok(DeletionDate && CreationDate && DeletionDate.getTime() - CreationDate.getTime() <= 7 * day)
    await assert.rejects(kms.DescribeKey({ KeyId: 'alias/codes' }), { name: 'NotFoundException' })
  })

  it('leaves no key behind that it could not make as it is to be', async (t) => {
    const { kms, status } = await openStack(
      t,
      `
Resources:
  Key:
    Type: AWS::KMS::Key
    Properties:
      KeyPolicy: { Statement: [{ Effect: Deny, Principal: '*', Action: '*', Resource: '*' }] }
`,
    )
    assert.equal(await status(), 'ROLLBACK_COMPLETE')
    assert.deepEqual((await kms.ListKeys({})).Keys, [])
  })

  it('comes to be beside keys that its caller may not see', async (t) => {
    const { kms, clientOf, newEngine } = await openCloudFormation(t)
    const { KeyMetadata } = await kms.CreateKey({ Description: 'of others' })
    const caller = {
      arn: 'arn:aws:iam::000000000000:user/jane',
      userId: 'AIDA',
      authorize: ({ resource }: { readonly resource: string }) => {
        if (resource === KeyMetadata?.Arn) throw new ApiError('AccessDeniedException', 'no')
      },
    }
    const client = clientOf(newEngine(), undefined, undefined, caller)
    await client.CreateStack({ StackName: 'shop', TemplateBody: 'Resources: { Key: { Type: AWS::KMS::Key } }' })
    const { Stacks } = await client.DescribeStacks({ StackName: 'shop' })
    assert.equal(Stacks?.[0]?.StackStatus, 'CREATE_COMPLETE')
  })

  it('is not taken, after a crash, for one that its caller could not see', async (t) => {
    const { kms, client, clientOf, newEngine, newMortalEngine } = await openCloudFormation(t)
    await kms.CreateKey({})
    const caller = {
      arn: 'arn:aws:iam::000000000000:user/jane',
      userId: 'AIDA',
      authorize: ({ action }: { readonly action: string }) => {
        if (action === 'kms:DescribeKey') throw new ApiError('AccessDeniedException', 'no')
      },
    }
    // Nothing is made yet.
    const { engine, died } = newMortalEngine('saveResource')
    const TemplateBody = 'Resources: { Key: { Type: AWS::KMS::Key } }'
    const started = clientOf(engine, undefined, undefined, caller).CreateStack({ StackName: 'shop', TemplateBody })
    await died
    await started
    await newEngine().recoverStacks()
    const { Stacks } = await client.DescribeStacks({ StackName: 'shop' })
    assert.equal(Stacks?.[0]?.StackStatus, 'ROLLBACK_COMPLETE')
  })

  it('is found after a crash, when its id was never written down', async (t) => {
    const { kms, client, clientOf, newEngine, newMortalEngine } = await openCloudFormation(t)
    await kms.CreateKey({})
    const { engine, died } = newMortalEngine('CreateKey')
    const TemplateBody = 'Resources: { Key: { Type: AWS::KMS::Key } }'
    const started = clientOf(engine).CreateStack({ StackName: 'shop', TemplateBody })
    await died
    await started
    const next = newEngine()
    await next.recoverStacks()
    await next.settled()
    const { Stacks } = await client.DescribeStacks({ StackName: 'shop' })
    assert.equal(Stacks?.[0]?.StackStatus, 'ROLLBACK_COMPLETE')
    const described = await Promise.all(
      ((await kms.ListKeys({})).Keys ?? []).map(({ KeyId }) => kms.DescribeKey({ KeyId })),
    )
    const states = described.map(({ KeyMetadata }) => KeyMetadata?.KeyState)
    assert.deepEqual(new Set(states), new Set(['Enabled', 'PendingDeletion']))
  })

  it('refuses what no key has here, before anything is made', async (t) => {
    const refused = 'Resources: { Key: { Type: AWS::KMS::Key, Properties: { KeySpec: RSA_2048 } } }'
    await assert.rejects(openStack(t, refused), /poolgate does not implement the property KeySpec of AWS::KMS::Key/)
  })
})
