import { openParameters } from '../engine/stack-plan.ts'
import { findChangeSet, findStack } from '../stacks/find-stack.ts'
import type { Context, Input, Output } from '../service.ts'
import type { StackSettings } from '../store.ts'
import { jsonText } from '../template/node.ts'
import { readTemplate } from '../template/template.ts'

/** The template as it was sent or, unless Original is asked for, as its transforms leave it. */
export async function getTemplate(
  input: Input<'GetTemplate'>,
  context: Context<'GetTemplate'>,
): Promise<Output<'GetTemplate'>> {
  const { stackId, settings } = await findSettings(input, context)
  const values = openParameters(stackId, settings.parameters, context.vault)
  const template = readTemplate(settings.templateBody, values, settings.includes)
  const isOriginal = input.TemplateStage === 'Original' || template.transforms.length === 0
  return {
    TemplateBody: isOriginal ? settings.templateBody : jsonText(template.root),
    StagesAvailable: ['Original', 'Processed'],
  }
}

async function findSettings(
  { ChangeSetName, StackName }: Input<'GetTemplate'>,
  context: Context<'GetTemplate'>,
): Promise<{ readonly stackId: string; readonly settings: StackSettings }> {
  if (ChangeSetName !== undefined) {
    const { changeSet } = await findChangeSet(context, { ChangeSetName, ...(StackName !== undefined && { StackName }) })
    return changeSet
  }
  if (StackName === undefined)
    return context.fail('ValidationError', 'Either StackName or ChangeSetName must be specified')
  const { id: stackId, settings } = await findStack(context, StackName)
  return { stackId, settings }
}
