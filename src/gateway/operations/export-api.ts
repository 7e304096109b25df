import { readApi } from '../configuration/api-changes.ts'
import { snapshotOf } from '../configuration/deployments.ts'
import { requireStage } from '../configuration/stages.ts'
import { exportDocument } from '../openapi/export-document.ts'
import { writeYaml } from '../openapi/yaml.ts'
import type { Context, Input, Output } from '../service.ts'
import type { ApiConfiguration, DeploymentSnapshot } from '../store.ts'

export async function exportApi(
  input: Input<'ExportApi'>,
  context: Context<'ExportApi'>,
): Promise<Output<'ExportApi'>> {
  if (input.ExportVersion !== undefined && input.ExportVersion !== '1.0')
    context.fail('BadRequestException', `exportVersion must be 1.0: ${input.ExportVersion}`)
  const whole = await readApi(context, input.ApiId)
  const { api } = whole
  const { StageName: stageName } = input
  const document = exportDocument({
    api,
    configuration: stageName === undefined ? snapshotOf(whole) : await readServed(context, whole, stageName),
    apiEndpoint: context.apiEndpoint(api.apiId, api.region),
    basePath: stageName === undefined || stageName === '$default' ? '' : stageName,
    includeExtensions: input.IncludeExtensions ?? true,
  })
  return { body: Buffer.from(input.OutputType === 'YAML' ? writeYaml(document) : JSON.stringify(document, null, 2)) }
}

/** What a stage serves; the name, tags and description of the API are not part of deployments. */
async function readServed(
  context: Context<'ExportApi'>,
  whole: ApiConfiguration,
  stageName: string,
): Promise<DeploymentSnapshot> {
  requireStage(context, whole, stageName)
  const served = await context.store.findDeployedApi(whole.api.apiId)
  const { snapshot } = served?.stages.find(({ stage }) => stage.stageName === stageName) ?? {}
  return snapshot ?? context.fail('BadRequestException', `Stage ${stageName} has no deployment that could be exported`)
}
