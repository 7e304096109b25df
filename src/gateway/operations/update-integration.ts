import { configureApi } from '../configuration/api-changes.ts'
import { applyIntegrationInput, requireIntegration, toIntegration } from '../configuration/integrations.ts'
import { checkVpcLink } from '../configuration/private-integrations.ts'
import type { Context, Input, Output } from '../service.ts'

export async function updateIntegration(
  input: Input<'UpdateIntegration'>,
  context: Context<'UpdateIntegration'>,
): Promise<Output<'UpdateIntegration'>> {
  await checkVpcLink(context, input)
  return configureApi(context, input.ApiId, (draft) => {
    const current = requireIntegration(context, draft, input.IntegrationId)
    const integration = applyIntegrationInput(context, current, input)
    draft.integrations.set(integration.integrationId, integration)
    return toIntegration(integration)
  })
}
