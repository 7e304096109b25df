import { findChangeSet, findStack } from '../stacks/find-stack.ts'
import type { Context, Input, Output } from '../service.ts'

/** The template as it was sent. There are no transforms here, so Original and Processed are the same. */
export async function getTemplate(
  input: Input<'GetTemplate'>,
  context: Context<'GetTemplate'>,
): Promise<Output<'GetTemplate'>> {
  return { TemplateBody: await templateBody(input, context), StagesAvailable: ['Original', 'Processed'] }
}

async function templateBody(
  { ChangeSetName, StackName }: Input<'GetTemplate'>,
  context: Context<'GetTemplate'>,
): Promise<string> {
  if (ChangeSetName !== undefined) {
    const { changeSet } = await findChangeSet(context, { ChangeSetName, ...(StackName !== undefined && { StackName }) })
    return changeSet.settings.templateBody
  }
  if (StackName === undefined)
    return context.fail('ValidationError', 'Either StackName or ChangeSetName must be specified')
  return (await findStack(context, StackName)).settings.templateBody
}
