import { openParameters } from '../engine/stack-plan.ts'
import { summarizeResource } from '../stacks/descriptions.ts'
import { findStack } from '../stacks/find-stack.ts'
import type { Context, Input, Output } from '../service.ts'
import { jsonText } from '../template/node.ts'
import { readTemplate } from '../template/template.ts'

export async function describeStackResource(
  input: Input<'DescribeStackResource'>,
  context: Context<'DescribeStackResource'>,
): Promise<Output<'DescribeStackResource'>> {
  const stack = await findStack(context, input.StackName)
  const resources = await context.store.listResources(stack.id)
  const resource = resources.find(({ logicalId }) => logicalId === input.LogicalResourceId)
  if (!resource)
    return context.fail('ValidationError', `Resource ${input.LogicalResourceId} does not exist for stack ${stack.name}`)
  const { templateBody, includes, parameters } = stack.settings
  const template = readTemplate(templateBody, openParameters(stack.id, parameters, context.vault), includes)
  const metadata = template.resources.get(resource.logicalId)?.metadata
  return {
    StackResourceDetail: {
      StackName: stack.name,
      StackId: stack.id,
      ...summarizeResource(resource),
      Metadata: metadata ? jsonText(metadata) : '{}',
    },
  }
}
