import { requireClient } from '../clients/clients.ts'
import { changePool, requirePool } from '../pools/pools.ts'
import type { Context, Input, Output } from '../service.ts'
import { describeRiskConfiguration, readRiskConfiguration } from '../threat-protection/risk-configuration.ts'

/**
 * Replaces the configuration of the pool, or that of one client; takes it away when the input has none. A pool may have one
 * before it has threat protection (docs/decisions/0050).
 */
export async function setRiskConfiguration(
  input: Input<'SetRiskConfiguration'>,
  context: Context<'SetRiskConfiguration'>,
): Promise<Output<'SetRiskConfiguration'>> {
  const { UserPoolId, ClientId } = input
  const pool = await requirePool(context, UserPoolId)
  const configuration = readRiskConfiguration(context, input)
  if (ClientId === undefined) {
    await changePool(context, pool.id, () => ({ riskConfiguration: configuration }))
  } else {
    const { riskConfiguration: _, ...client } = await requireClient(context, pool, ClientId)
    if (!(await context.store.replaceClient({ ...client, ...(configuration && { riskConfiguration: configuration }) })))
      context.fail('TooManyRequestsException', 'Too many requests', {
        detail: 'the client was changed at the same time',
      })
  }
  const ids = { UserPoolId, ...(ClientId !== undefined && { ClientId }) }
  return { RiskConfiguration: describeRiskConfiguration(configuration, ids) }
}
