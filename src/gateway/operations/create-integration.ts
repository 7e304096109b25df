import { configureApi } from '../api-changes.ts'
import { newId } from '../ids.ts'
import { applyIntegrationInput, newIntegration, toIntegration } from '../integrations.ts'
import { checkQuota } from '../quotas.ts'
import type { Context, Input, Output } from '../service.ts'

export async function createIntegration(
  input: Input<'CreateIntegration'>,
  context: Context<'CreateIntegration'>,
): Promise<Output<'CreateIntegration'>> {
  return configureApi(input.ApiId, context, (draft) => {
    const blank = newIntegration(newId('integration', context.random, draft.integrations))
    const integration = applyIntegrationInput(blank, input, context)
    draft.integrations.set(integration.integrationId, integration)
    checkQuota('Integrations', draft.integrations.size, 'API', context)
    return toIntegration(integration)
  })
}
