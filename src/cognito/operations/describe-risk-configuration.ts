import { requireClient } from '../clients/clients.ts'
import { requirePool } from '../pools/pools.ts'
import type { Context, Input, Output } from '../service.ts'
import { describeRiskConfiguration as describe } from '../threat-protection/risk-configuration.ts'

/** Of a client, its own configuration only. */
export async function describeRiskConfiguration(
  input: Input<'DescribeRiskConfiguration'>,
  context: Context<'DescribeRiskConfiguration'>,
): Promise<Output<'DescribeRiskConfiguration'>> {
  const { UserPoolId, ClientId } = input
  const pool = await requirePool(context, UserPoolId)
  const { riskConfiguration } = ClientId === undefined ? pool : await requireClient(context, pool, ClientId)
  const ids = { UserPoolId, ...(ClientId !== undefined && { ClientId }) }
  return { RiskConfiguration: describe(riskConfiguration, ids) }
}
