import { ApiError } from '../../wire/operation.ts'
import { authorizeOnSecret } from '../permissions.ts'
import { listMatching } from '../secrets/listing.ts'
import { readSecretValue } from '../secrets/readings.ts'
import { checkNotDeleted, requireSecret, secretArn } from '../secrets/secret-ids.ts'
import type { Context, Input, Output } from '../service.ts'

type Answer = Output<'BatchGetSecretValue'>

/** What cannot be read is told beside what can. */
export async function batchGetSecretValue(
  input: Input<'BatchGetSecretValue'>,
  context: Context<'BatchGetSecretValue'>,
): Promise<Answer> {
  const { SecretIdList, Filters, MaxResults, NextToken } = input
  if ((SecretIdList === undefined) === (Filters === undefined))
    context.fail('InvalidParameterException', "Either 'SecretIdList' or 'Filters' must be provided, but not both.")
  if (SecretIdList && MaxResults !== undefined)
    context.fail(
      'InvalidParameterException',
      "'Filters' not specified. 'Filters' must also be specified when 'MaxResults' is provided.",
    )
  if (SecretIdList) return readEach(SecretIdList, context)
  context.caller?.authorize({ action: 'secretsmanager:ListSecrets', resource: '*' })
  const { secrets, ...more } = await listMatching(context, {
    filters: Filters ?? [],
    isDeletedShown: false,
    order: 'createdAt',
    isDescending: true,
    limit: MaxResults ?? 20,
    token: NextToken,
  })
  const ids = secrets.map((secret) => secretArn(context, secret))
  return { ...(await readEach(ids, context)), ...more }
}

async function readEach(ids: readonly string[], context: Context<'BatchGetSecretValue'>): Promise<Answer> {
  const [SecretValues, Errors]: [NonNullable<Answer['SecretValues']>, NonNullable<Answer['Errors']>] = [[], []]
  for (const SecretId of ids)
    try {
      const secret = await requireSecret(context, SecretId)
      authorizeOnSecret(context, 'secretsmanager:GetSecretValue', secret)
      checkNotDeleted(context, secret)
      SecretValues.push(await readSecretValue(context, secret))
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      Errors.push({ SecretId, ErrorCode: error.code, Message: error.message })
    }
  return { SecretValues, Errors }
}
