import type { OnFailure } from '@aws-sdk/client-cloudformation'
import { insertStack, newStackIdentity } from '../stacks/new-stack.ts'
import type { Context, Input, Output } from '../service.ts'
import { readPolicyText } from '../stacks/policy-text.ts'
import { readStackRequest, requireCapabilities } from '../stacks/stack-request.ts'

/** The template is checked in full before the stack exists; the answer waits (up to a limit) until it is made. */
export async function createStack(
  input: Input<'CreateStack'>,
  context: Context<'CreateStack'>,
): Promise<Output<'CreateStack'>> {
  const identity = newStackIdentity(input.StackName, context)
  const existing = await context.store.findStack(context.region, input.StackName)
  if (existing) {
    // The same call again: "Specify this token if you plan on retrying requests" (AWS page "CreateStack").
    const token = input.ClientRequestToken
    if (token !== undefined && token === existing.settings.clientRequestToken) return { StackId: existing.id }
    context.fail('AlreadyExistsException', `Stack [${input.StackName}] already exists`)
  }
  const policy = await readPolicyText(
    { name: 'StackPolicy', body: input.StackPolicyBody, url: input.StackPolicyURL },
    context,
  )
  const { settings, plan } = await readStackRequest(input, identity, onFailureOf(input, context), context)
  requireCapabilities(input, plan, context)
  const stack = await insertStack(
    {
      identity,
      settings,
      status: 'CREATE_IN_PROGRESS',
      terminationProtection: input.EnableTerminationProtection ?? false,
      policy,
      imports: plan.imports,
    },
    context,
  )
  if (!stack) return context.fail('AlreadyExistsException', `Stack [${input.StackName}] already exists`)
  await context.engine.create(stack, context.caller)
  return { StackId: stack.id }
}

function onFailureOf({ OnFailure, DisableRollback }: Input<'CreateStack'>, context: Context<'CreateStack'>): OnFailure {
  if (OnFailure !== undefined && DisableRollback !== undefined)
    context.fail('ValidationError', 'You can specify either DisableRollback or OnFailure, but not both.')
  return OnFailure ?? (DisableRollback ? 'DO_NOTHING' : 'ROLLBACK')
}
