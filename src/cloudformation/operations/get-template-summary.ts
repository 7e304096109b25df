import { openParameters } from '../engine/stack-plan.ts'
import { describeParameter } from '../stacks/descriptions.ts'
import { findStack } from '../stacks/find-stack.ts'
import type { Context, Input, Output } from '../service.ts'
import { refuseUnsupported, refusing } from '../stacks/stack-request.ts'
import { readIncludes } from '../stacks/template-includes.ts'
import { readTemplateText } from '../stacks/template-text.ts'
import { jsonText } from '../template/node.ts'
import { describeCapabilities } from '../template/capabilities.ts'
import { readParameters } from '../template/parameters.ts'
import { readTemplate } from '../template/template.ts'

/** Of a template that is sent, or of a stack's. */
export async function getTemplateSummary(
  input: Input<'GetTemplateSummary'>,
  context: Context<'GetTemplateSummary'>,
): Promise<Output<'GetTemplateSummary'>> {
  if (input.StackSetName !== undefined) context.fail('ValidationError', 'poolgate does not implement stack sets')
  refuseUnsupported(input, context)
  const stack = input.StackName === undefined ? undefined : await findStack(context, input.StackName)
  const text = stack ? stack.settings.templateBody : await readTemplateText(input, context)
  return refusing(context, async () => {
    const values = stack ? openParameters(stack.id, stack.settings.parameters, context.vault) : new Map()
    const includes = stack ? stack.settings.includes : await readIncludes(text, values, context)
    const template = readTemplate(text, values, includes)
    const capabilities = describeCapabilities(template)
    const types = [...template.resources.values()].map(({ type }) => type)
    return {
      Parameters: readParameters(template.parameters).map(describeParameter),
      ...(template.description !== undefined && { Description: template.description }),
      ...(capabilities.Capabilities.length > 0 && capabilities),
      ResourceTypes: [...new Set(types)],
      Version: '2010-09-09',
      ...(template.metadata && { Metadata: jsonText(template.metadata) }),
      DeclaredTransforms: [...template.transforms],
    }
  })
}
