import { ApiError } from '../../wire/operation.ts'
import type { ServiceClients } from '../cloudformation.ts'

/** What Parameter Store has for a dynamic reference: `ssm:<name>` or `ssm:<name>:<version>`. */
export async function readDynamicValue(reference: string, { ssm }: Pick<ServiceClients, 'ssm'>): Promise<string> {
  const [, Name, version] = reference.split(':')
  const { Parameter } = await ssm.GetParameter({ Name }).catch((error: unknown) => {
    if (!(error instanceof ApiError) || error.code !== 'ParameterNotFound') throw error
    throw new ApiError('ParameterNotFound', `Parameters: [${reference}] cannot be found.`)
  })
  if (version !== undefined && version !== String(Parameter?.Version))
    throw new ApiError(
      'ParameterVersionNotFound',
      `poolgate keeps the latest version of a parameter only: ${reference}`,
    )
  return Parameter?.Value ?? ''
}
