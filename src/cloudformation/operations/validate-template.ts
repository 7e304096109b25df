import { namedFunctions } from '../named-functions.ts'
import type { Context, Input, Output } from '../service.ts'
import { refuseUnsupported, refusing } from '../stacks/stack-request.ts'
import { readIncludes } from '../stacks/template-includes.ts'
import { readTemplateText } from '../stacks/template-text.ts'
import { describeCapabilities } from '../template/capabilities.ts'
import { readParameters } from '../template/parameters.ts'
import { planStack } from '../template/plan.ts'
import { readTemplate } from '../template/template.ts'

/** Goes through everything that CreateStack would check; only parameters without a default are left open. */
export async function validateTemplate(
  input: Input<'ValidateTemplate'>,
  context: Context<'ValidateTemplate'>,
): Promise<Output<'ValidateTemplate'>> {
  refuseUnsupported(input, context)
  const body = await readTemplateText(input, context)
  const exports = await context.store.listExports(context.region)
  return refusing(context, async () => {
    const template = readTemplate(body, undefined, await readIncludes(body, new Map(), context))
    const parameters = readParameters(template.parameters)
    const values = new Map<string, string>()
    for (const { key, fromSsm, default: value } of parameters)
      if (value !== undefined && !fromSsm) values.set(key, value)
    planStack(template, {
      parameters,
      values,
      stack: { region: context.region, accountId: context.accountId },
      functions: namedFunctions(context.functions, context),
      skippedTypes: context.skippedTypes,
      exports: new Map(exports.map(({ name, value }) => [name, value])),
    })
    return {
      Parameters: parameters.map((parameter) => ({
        ParameterKey: parameter.key,
        ...(parameter.default !== undefined && { DefaultValue: parameter.default }),
        NoEcho: parameter.noEcho,
        ...(parameter.description !== undefined && { Description: parameter.description }),
      })),
      ...(template.description !== undefined && { Description: template.description }),
      ...describeCapabilities(template),
      DeclaredTransforms: [...template.transforms],
    }
  })
}
