import { configureApi } from '../configuration/api-changes.ts'
import { newId } from '../configuration/ids.ts'
import { applyIntegrationInput, newIntegration, toIntegration } from '../configuration/integrations.ts'
import { checkVpcLink } from '../configuration/private-integrations.ts'
import { checkQuota } from '../configuration/quotas.ts'
import type { Context, Input, Output } from '../service.ts'

export async function createIntegration(
  input: Input<'CreateIntegration'>,
  context: Context<'CreateIntegration'>,
): Promise<Output<'CreateIntegration'>> {
  await checkVpcLink(context, input)
  return configureApi(context, input.ApiId, (draft) => {
    const blank = newIntegration(newId('integration', context.random, draft.integrations))
    const integration = applyIntegrationInput(context, blank, input)
    draft.integrations.set(integration.integrationId, integration)
    checkQuota(context, 'Integrations', draft.integrations.size, 'API')
    return toIntegration(integration)
  })
}
