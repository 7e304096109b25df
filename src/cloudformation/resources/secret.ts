import type { GetRandomPasswordCommandInput } from '@aws-sdk/client-secrets-manager'
import { ApiError } from '../../wire/operation.ts'
import type { ResourceClients } from '../cloudformation.ts'
import { canonicalJson } from './canonical-json.ts'
import { changedTags, type TagList, tagMap } from './iam-tags.ts'
import { allItems, present, type ResourceType } from './resource-type.ts'

interface Generated extends GetRandomPasswordCommandInput {
  readonly GenerateStringKey?: string
  readonly SecretStringTemplate?: string
}

interface Properties {
  readonly Description?: string
  readonly GenerateSecretString?: Generated
  readonly KmsKeyId?: string
  readonly Name?: string
  readonly SecretString?: string
  readonly Tags?: TagList
}

export const secret: ResourceType<Properties> = {
  type: 'AWS::SecretsManager::Secret',
  service: 'SecretsManager',
  passed: ['Description', 'GenerateSecretString', 'KmsKeyId', 'Name', 'SecretString', 'Tags'],
  refused: {
    ReplicaRegions: { unless: (value) => Array.isArray(value) && value.length === 0 },
    Type: {},
  },
  secret: ['SecretString'],
  named: 'Name',
  namedAfterLogicalId: 'and-random',
  tagged: 'Tags',
  attributes: {
    Id: async ({ physicalId }) => physicalId,
  },
  place: ({ Name = '' }) => ({ Name }),
  async create(properties, { secretsManager, clientToken }) {
    const { Name, Description, KmsKeyId, Tags = [] } = properties
    const SecretString = await wantedValue(properties, {}, secretsManager)
    const { ARN } = await secretsManager.CreateSecret({
      Name,
      ...(Description !== undefined && { Description }),
      ...(KmsKeyId !== undefined && { KmsKeyId }),
      ...(Tags.length > 0 && { Tags: [...Tags] }),
      ...(SecretString !== undefined && { SecretString }),
      ClientRequestToken: clientToken,
    })
    return present(ARN, 'ARN')
  },
  async update({ physicalId: SecretId }, properties, before, { secretsManager, clientToken }) {
    const { Description = '', KmsKeyId = '', Tags } = properties
    const SecretString = await wantedValue(properties, before, secretsManager)
    await secretsManager.UpdateSecret({
      SecretId,
      Description,
      KmsKeyId,
      ...(SecretString !== undefined && { SecretString }),
      ClientRequestToken: clientToken,
    })
    const { changed, stale } = changedTags(tagMap(Tags), tagMap(before.Tags))
    if (stale.length > 0) await secretsManager.UntagResource({ SecretId, TagKeys: stale })
    if (changed.length > 0) await secretsManager.TagResource({ SecretId, Tags: changed })
  },
  // Another stack may have a secret of this name at once, as on AWS.
  async delete({ physicalId: SecretId }, { secretsManager }) {
    await secretsManager.DeleteSecret({ SecretId, ForceDeleteWithoutRecovery: true })
  },
  findLookalikes: ({ Name }, { secretsManager }) =>
    allItems(async () => {
      const { ARN } = await secretsManager.DescribeSecret({ SecretId: Name })
      return { items: [present(ARN, 'ARN')], next: undefined }
    }),
}

/** The value that the secret is to get; undefined when it keeps what it has (template reference, "SecretString"). */
async function wantedValue(
  { GenerateSecretString: generated, SecretString }: Properties,
  before: Properties,
  secretsManager: ResourceClients['secretsManager'],
): Promise<string | undefined> {
  if (generated && SecretString !== undefined)
    throw new ApiError('InvalidRequest', 'A secret has either SecretString or GenerateSecretString, not both')
  if (SecretString !== undefined) return SecretString === before.SecretString ? undefined : SecretString
  const isAsBefore = canonicalJson(generated) === canonicalJson(before.GenerateSecretString)
  return generated && !isAsBefore ? generate(generated, secretsManager) : undefined
}

async function generate(
  { GenerateStringKey: key, SecretStringTemplate: template, ...options }: Generated,
  secretsManager: ResourceClients['secretsManager'],
): Promise<string> {
  if ((key === undefined) !== (template === undefined))
    throw new ApiError(
      'InvalidRequest',
      'GenerateStringKey and SecretStringTemplate are specified together or not at all',
    )
  const password = present((await secretsManager.GetRandomPassword(options)).RandomPassword, 'RandomPassword')
  if (key === undefined || template === undefined) return password
  return JSON.stringify({ ...readTemplate(template), [key]: password })
}

function readTemplate(text: string): object {
  const template = parse(text)
  if (typeof template === 'object' && template !== null && !Array.isArray(template)) return template
  throw new ApiError('InvalidRequest', 'SecretStringTemplate must be a JSON object')
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
