import type { CreateKeyCommandInput } from '@aws-sdk/client-kms'
import { ApiError } from '../../wire/operation.ts'
import type { ResourceClients } from '../cloudformation.ts'
import { changedTags, type TagList, tagMap } from './iam-tags.ts'
import { jsonDocument, policyText } from './policy-documents.ts'
import { allItems, present, type ResourceType } from './resource-type.ts'

interface Properties extends Pick<CreateKeyCommandInput, 'Description'> {
  readonly EnableKeyRotation?: boolean
  readonly Enabled?: boolean
  readonly KeyPolicy?: object
  readonly PendingWindowInDays?: number
  readonly RotationPeriodInDays?: number
  readonly Tags?: TagList
}

export const key: ResourceType<Properties> = {
  type: 'AWS::KMS::Key',
  service: 'Kms',
  passed: [
    'Description',
    'EnableKeyRotation',
    'Enabled',
    'KeyPolicy',
    'PendingWindowInDays',
    'RotationPeriodInDays',
    'Tags',
  ],
  refused: {
    BypassPolicyLockoutSafetyCheck: { unless: (value) => value === false },
    KeySpec: { unless: (value) => value === 'SYMMETRIC_DEFAULT' },
    KeyUsage: { unless: (value) => value === 'ENCRYPT_DECRYPT' },
    MultiRegion: { unless: (value) => value === false },
    Origin: { unless: (value) => value === 'AWS_KMS' },
  },
  jsonProperties: { KeyPolicy: jsonDocument },
  // No operation goes back to the default policy.
  refusedChanges: { KeyPolicy: ['Remove'] },
  tagged: 'Tags',
  attributes: {
    Arn: async ({ physicalId: KeyId }, { kms }) =>
      present((await kms.DescribeKey({ KeyId })).KeyMetadata?.Arn, 'KeyMetadata.Arn'),
    KeyId: async ({ physicalId }) => physicalId,
  },
  place: ({ Description = '' }) => ({ Description }),
  async create({ Description, KeyPolicy, Tags = [], ...states }, { kms }) {
    const { KeyMetadata } = await kms.CreateKey({
      ...(Description !== undefined && { Description }),
      ...(KeyPolicy && { Policy: policyText(KeyPolicy) }),
      Tags: Tags.map(({ Key: TagKey, Value: TagValue }) => ({ TagKey, TagValue })),
    })
    const KeyId = present(KeyMetadata?.KeyId, 'KeyMetadata.KeyId')
    try {
      await setStates(KeyId, states, {}, kms)
    } catch (error) {
      await kms.ScheduleKeyDeletion({ KeyId, PendingWindowInDays: 7 })
      throw error
    }
    return KeyId
  },
  async update({ physicalId: KeyId }, { Description = '', KeyPolicy, Tags, ...states }, before, { kms }) {
    await kms.UpdateKeyDescription({ KeyId, Description })
    if (KeyPolicy) await kms.PutKeyPolicy({ KeyId, Policy: policyText(KeyPolicy) })
    const { changed, stale } = changedTags(tagMap(Tags), tagMap(before.Tags))
    if (stale.length > 0) await kms.UntagResource({ KeyId, TagKeys: stale })
    const added = changed.map(({ Key: TagKey, Value: TagValue }) => ({ TagKey, TagValue }))
    if (added.length > 0) await kms.TagResource({ KeyId, Tags: added })
    await setStates(KeyId, states, before, kms)
  },
  async delete({ physicalId: KeyId }, { kms }, { PendingWindowInDays }) {
    // Somebody may have scheduled that already.
    if ((await kms.DescribeKey({ KeyId })).KeyMetadata?.KeyState === 'PendingDeletion') return
    await kms.ScheduleKeyDeletion({ KeyId, ...(PendingWindowInDays !== undefined && { PendingWindowInDays }) })
  },
  async findLookalikes({ Description }, { kms }) {
    const keys = await allItems(async (Marker) => {
      const page = await kms.ListKeys({ ...(Marker !== undefined && { Marker }) })
      return { items: page.Keys, next: page.NextMarker }
    })
    const described = await Promise.all(keys.map(({ KeyId }) => kms.DescribeKey({ KeyId }).catch(unlessRefused)))
    const alike = described.filter((key) => key?.KeyMetadata?.Description === Description)
    return alike.map((key) => present(key?.KeyMetadata?.KeyId, 'KeyMetadata.KeyId'))
  },
}

/** A key that is gone, or that the caller may not see, is none that the caller has just made. */
function unlessRefused(error: unknown): undefined {
  if (!(error instanceof ApiError)) throw error
}

const defaultPeriodInDays = 365

type States = Pick<Properties, 'Enabled' | 'EnableKeyRotation' | 'RotationPeriodInDays'>

/** A key that is disabled does not rotate: it is enabled before, and disabled after the rotation is what it is to be. */
async function setStates(KeyId: string, after: States, before: States, kms: ResourceClients['kms']): Promise<void> {
  const isEnabled = after.Enabled ?? true
  const wasEnabled = before.Enabled ?? true
  if (isEnabled && !wasEnabled) await kms.EnableKey({ KeyId })
  const [period, oldPeriod] = [rotationOf(after), rotationOf(before)]
  if (period !== undefined && period !== oldPeriod) await kms.EnableKeyRotation({ KeyId, RotationPeriodInDays: period })
  if (period === undefined && oldPeriod !== undefined) await kms.DisableKeyRotation({ KeyId })
  if (!isEnabled && wasEnabled) await kms.DisableKey({ KeyId })
}

/** Days; undefined when it does not rotate. */
function rotationOf({ EnableKeyRotation: rotates, RotationPeriodInDays: days = defaultPeriodInDays }: States) {
  return rotates ? days : undefined
}
