import { ApiError, type CallContext, type Fails } from '../../wire/operation.ts'
import type { CloudFormation } from '../cloudformation.ts'
import { ssmParameterName } from '../template/parameter-types.ts'
import type { ParameterDeclaration } from '../template/parameters.ts'
import { ownCall } from '../../wire/own-call.ts'

/** By key, what Parameter Store has under the names that are given for parameters of an SSM type. */
export async function readSsmValues(
  declarations: readonly ParameterDeclaration[],
  given: ReadonlyMap<string, string>,
  context: Pick<CloudFormation, 'clientsFor'> & CallContext & Fails<'ValidationError'>,
): Promise<Map<string, string>> {
  const { ssm } = context.clientsFor(ownCall(context))
  const values = new Map<string, string>()
  const missing: string[] = []
  const secret: string[] = []
  for (const { key, declaredType, fromSsm } of declarations) {
    const name = given.get(key)
    if ((!fromSsm && declaredType !== ssmParameterName) || name === undefined) continue
    const found = await ssm.GetParameter({ Name: name }).then(({ Parameter }) => Parameter, absentIfMissing)
    if (fromSsm && found?.Type === 'SecureString') secret.push(name)
    const value = found?.Value
    if (value === undefined) missing.push(name)
    else if (fromSsm) values.set(key, value)
  }
  if (missing.length > 0)
    context.fail(
      'ValidationError',
      `Unable to fetch parameters [${missing.join(',')}] from parameter store for this account.`,
    )
  if (secret.length > 0)
    context.fail(
      'ValidationError',
      `Parameters [${secret.join(',')}] referenced by template have types not supported by CloudFormation.`,
    )
  return values
}

function absentIfMissing(error: unknown): undefined {
  if (!(error instanceof ApiError) || error.code !== 'ParameterNotFound') throw error
}
