import { ApiError } from '../../wire/operation.ts'
import type { ServiceClients } from '../cloudformation.ts'
import { readSecretReference, type SecretReference } from '../template/dynamic-references.ts'

/** What a dynamic reference stands for: `ssm:<name>`, `ssm:<name>:<version>` or `secretsmanager:...`. */
export function readDynamicValue(
  reference: string,
  clients: Pick<ServiceClients, 'secretsManager' | 'ssm'>,
): Promise<string> {
  const secret = readSecretReference(reference)
  return secret ? readSecret(secret, clients) : readParameter(reference, clients)
}

async function readParameter(reference: string, { ssm }: Pick<ServiceClients, 'ssm'>): Promise<string> {
  const [, Name, version] = reference.split(':')
  const { Parameter } = await ssm.GetParameter({ Name }).catch((error: unknown) => {
    if (!(error instanceof ApiError) || error.code !== 'ParameterNotFound') throw error
    throw new ApiError('ParameterNotFound', `Parameters: [${reference}] cannot be found.`)
  })
  if (Parameter?.Type === 'SecureString')
    throw new ApiError('ValidationError', `Non-secure ssm prefix was used for secure parameter: ${reference}`)
  if (version !== undefined && version !== String(Parameter?.Version))
    throw new ApiError(
      'ParameterVersionNotFound',
      `poolgate keeps the latest version of a parameter only: ${reference}`,
    )
  return Parameter?.Value ?? ''
}

async function readSecret(
  { id, jsonKey, stage, versionId }: SecretReference,
  { secretsManager }: Pick<ServiceClients, 'secretsManager'>,
): Promise<string> {
  const { SecretString } = await secretsManager.GetSecretValue({
    SecretId: id,
    ...(stage !== undefined && { VersionStage: stage }),
    ...(versionId !== undefined && { VersionId: versionId }),
  })
  if (SecretString === undefined)
    throw new ApiError('InvalidRequest', `poolgate reads text from secrets only, and ${id} is of bytes`)
  return jsonKey === undefined ? SecretString : memberOf(SecretString, jsonKey)
}

/** Texts as they are, numbers and the like as JSON writes them. */
function memberOf(text: string, key: string): string {
  const object = parse(text)
  const value: unknown =
    typeof object === 'object' && object !== null && Object.hasOwn(object, key) ? Reflect.get(object, key) : undefined
  if (typeof value === 'string') return value
  if (typeof value === 'number' || typeof value === 'boolean') return JSON.stringify(value)
  throw new ApiError('InvalidRequest', 'Could not find a value associated with JSONKey in SecretString')
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new ApiError('InvalidRequest', 'Could not parse SecretString JSON')
  }
}
