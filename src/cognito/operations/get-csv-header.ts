import { requirePool } from '../pools/pools.ts'
import type { Context, Input, Output } from '../service.ts'
import { importColumns } from '../user-import/import-columns.ts'

export async function getCsvHeader(
  input: Input<'GetCSVHeader'>,
  context: Context<'GetCSVHeader'>,
): Promise<Output<'GetCSVHeader'>> {
  const pool = await requirePool(context, input.UserPoolId)
  return { UserPoolId: pool.id, CSVHeader: importColumns(pool) }
}
