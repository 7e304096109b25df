import { configureApi } from '../api-changes.ts'
import { applyIntegrationInput, requireIntegration, toIntegration } from '../integrations.ts'
import type { Context, Input, Output } from '../service.ts'

export async function updateIntegration(
  input: Input<'UpdateIntegration'>,
  context: Context<'UpdateIntegration'>,
): Promise<Output<'UpdateIntegration'>> {
  return configureApi(input.ApiId, context, (draft) => {
    const current = requireIntegration(draft, input.IntegrationId, context)
    const integration = applyIntegrationInput(current, input, context)
    draft.integrations.set(integration.integrationId, integration)
    return toIntegration(integration)
  })
}
