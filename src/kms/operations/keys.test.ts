import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { openKms } from '../../../test/support/kms.ts'

const day = 86_400_000

async function openKey(t: TestContext) {
  const opened = await openKms(t)
  const { KeyId = '', Arn = '' } = (await opened.client.CreateKey({ Description: 'codes' })).KeyMetadata ?? {}
  return { ...opened, KeyId, Arn }
}

describe('keys', () => {
  it('are described by id, ARN, alias and the ARN of an alias', async (t) => {
    const { client, KeyId, Arn } = await openKey(t)
    await client.CreateAlias({ AliasName: 'alias/codes', TargetKeyId: Arn })
    for (const name of [KeyId, Arn, 'alias/codes', 'arn:aws:kms:us-east-1:000000000000:alias/codes'])
      assert.equal((await client.DescribeKey({ KeyId: name })).KeyMetadata?.Arn, Arn)
    const { KeyMetadata } = await client.DescribeKey({ KeyId })
    assert.deepEqual(
      [KeyMetadata?.KeyState, KeyMetadata?.Description, KeyMetadata?.KeySpec],
      ['Enabled', 'codes', 'SYMMETRIC_DEFAULT'],
    )
  })

  const unknown: readonly (readonly [string, string])[] = [
    ['x', "Invalid keyId 'x'"],
    ['alias/x', 'Alias arn:aws:kms:us-east-1:000000000000:alias/x is not found.'],
    [
      '00000000-0000-4000-8000-000000000000',
      "Key 'arn:aws:kms:us-east-1:000000000000:key/00000000-0000-4000-8000-000000000000' does not exist",
    ],
    ['arn:aws:kms:eu-west-1:000000000000:key/1', "Key 'arn:aws:kms:eu-west-1:000000000000:key/1' does not exist"],
  ]
  for (const [KeyId, message] of unknown)
    it(`are refused when there is none: ${message}`, async (t) => {
      const { client } = await openKms(t)
      await assert.rejects(client.DescribeKey({ KeyId }), { name: 'NotFoundException', message })
    })

  it('have the default policy unless they are given one that leaves access to IAM', async (t) => {
    const { client, KeyId } = await openKey(t)
    assert.match((await client.GetKeyPolicy({ KeyId })).Policy ?? '', /"arn:aws:iam::000000000000:root"/)
    const statement = (more: object) => ({
      Effect: 'Allow',
      Principal: { AWS: '000000000000' },
      Resource: '*',
      ...more,
    })
    const policy = (...Statement: object[]) => JSON.stringify({ Version: '2012-10-17', Statement })
    const whole = statement({ Action: 'kms:*' })
    const service = statement({ Principal: { Service: 'cognito-idp.amazonaws.com' }, Action: 'kms:CreateGrant' })
    await client.PutKeyPolicy({ KeyId, Policy: policy(whole, service) })
    assert.equal((await client.GetKeyPolicy({ KeyId })).Policy, policy(whole, service))
    const refusals: readonly (readonly [string, string, RegExp])[] = [
      ['{', 'MalformedPolicyDocumentException', /malformed/],
      [policy(service), 'ValidationException', /leave access to IAM policies only/],
      [policy(whole, { ...whole, Effect: 'Deny' }), 'ValidationException', /deny something/],
    ]
    for (const [Policy, name, message] of refusals)
      await assert.rejects(client.PutKeyPolicy({ KeyId, Policy }), { name, message })
  })

  it('are listed in pages', async (t) => {
    const { client } = await openKey(t)
    await client.CreateKey({})
    const first = await client.ListKeys({ Limit: 1 })
    const second = await client.ListKeys({ Limit: 1, Marker: first.NextMarker })
    assert.deepEqual([first.Truncated, second.Truncated, second.NextMarker], [true, false, undefined])
    assert.notEqual(first.Keys?.[0]?.KeyId, second.Keys?.[0]?.KeyId)
  })

  it('take tags, and let go of them', async (t) => {
    const { client, KeyId } = await openKey(t)
    await client.TagResource({
      KeyId,
      Tags: [
        { TagKey: 'a', TagValue: '1' },
        { TagKey: 'b', TagValue: '2' },
      ],
    })
    await client.UntagResource({ KeyId, TagKeys: ['a'] })
    assert.deepEqual((await client.ListResourceTags({ KeyId })).Tags, [{ TagKey: 'b', TagValue: '2' }])
    const reserved = client.TagResource({ KeyId, Tags: [{ TagKey: 'aws:a', TagValue: '1' }] })
    await assert.rejects(reserved, { name: 'TagException' })
  })

  it('are deleted after the waiting period, in which they do nothing', async (t) => {
    const { client, clock, store, KeyId, Arn } = await openKey(t)
    await client.CreateAlias({ AliasName: 'alias/codes', TargetKeyId: KeyId })
    await assert.rejects(client.ScheduleKeyDeletion({ KeyId, PendingWindowInDays: 6 }), { name: 'ValidationException' })
    const scheduled = await client.ScheduleKeyDeletion({ KeyId, PendingWindowInDays: 7 })
    assert.equal(scheduled.DeletionDate?.getTime(), clock.time() + 7 * day)
    const encrypted = () => client.Encrypt({ KeyId, Plaintext: Buffer.from('x') })
    await assert.rejects(encrypted(), { name: 'KMSInvalidStateException', message: `${Arn} is pending deletion.` })
    clock.advance(7 * day)
    await assert.rejects(encrypted(), { name: 'NotFoundException' })
    assert.equal(await store.findKey('us-east-1', KeyId), undefined)
    assert.deepEqual((await client.ListAliases({})).Aliases, [])
  })

  it('stay, disabled, when the deletion is cancelled', async (t) => {
    const { client, KeyId, Arn } = await openKey(t)
    await client.ScheduleKeyDeletion({ KeyId })
    await client.CancelKeyDeletion({ KeyId })
    const encrypted = client.Encrypt({ KeyId, Plaintext: Buffer.from('x') })
    await assert.rejects(encrypted, { name: 'DisabledException', message: `${Arn} is disabled.` })
    await client.EnableKey({ KeyId })
    await client.Encrypt({ KeyId, Plaintext: Buffer.from('x') })
    await assert.rejects(client.CancelKeyDeletion({ KeyId }), { message: `${Arn} is not pending deletion.` })
  })

  it('encrypt with other material when they have rotated, and decrypt with the old one', async (t) => {
    const { client, clock, store, KeyId } = await openKey(t)
    await client.EnableKeyRotation({ KeyId })
    const { CiphertextBlob } = await client.Encrypt({ KeyId, Plaintext: Buffer.from('old') })
    clock.advance(365 * day)
    const again = await client.Encrypt({ KeyId, Plaintext: Buffer.from('new') })
    assert.equal((await store.findKey('us-east-1', KeyId))?.materials.length, 2)
    for (const [blob, text] of [
      [CiphertextBlob, 'old'],
      [again.CiphertextBlob, 'new'],
    ] as const)
      assert.equal(Buffer.from((await client.Decrypt({ CiphertextBlob: blob })).Plaintext ?? []).toString(), text)
    const { NextRotationDate } = await client.GetKeyRotationStatus({ KeyId })
    assert.equal(NextRotationDate?.getTime(), clock.time() + 365 * day)
    await client.DisableKeyRotation({ KeyId })
    assert.equal((await client.GetKeyRotationStatus({ KeyId })).KeyRotationEnabled, false)
  })

  it('refuses what it has not, by name', async (t) => {
    const { client, KeyId } = await openKey(t)
    await assert.rejects(client.CreateKey({ KeySpec: 'RSA_2048' }), {
      name: 'UnsupportedOperationException',
      message: 'poolgate does not implement the KeySpec RSA_2048 of keys',
    })
    await assert.rejects(client.CreateKey({ MultiRegion: true }), /poolgate does not implement MultiRegion of KMS/)
    const granted = client.Encrypt({ KeyId, Plaintext: Buffer.from('x'), GrantTokens: ['x'] })
    await assert.rejects(granted, /poolgate does not implement GrantTokens of KMS/)
  })
})
