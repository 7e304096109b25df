import { findStackInBrackets } from '../stacks/find-stack.ts'
import type { UpdatePolicies } from '../engine/engine.ts'
import type { Context, Input, Output } from '../service.ts'
import { refusing, requireCapabilities } from '../stacks/stack-request.ts'
import { readPolicyText } from '../stacks/policy-text.ts'
import { readUpdate, refuseUnlessUpdatable, startUpdate } from '../stacks/stack-update.ts'

/** The update is checked in full before anything is made; the answer waits (up to a limit) until it is done. */
export async function updateStack(
  input: Input<'UpdateStack'>,
  context: Context<'UpdateStack'>,
): Promise<Output<'UpdateStack'>> {
  if (input.DisableRollback) context.fail('ValidationError', 'poolgate does not implement DisableRollback for updates')
  const stack = await findStackInBrackets(context, input.StackName)
  const token = input.ClientRequestToken
  const { updatedAt, settings: current } = stack
  // The same call again: "Specify this token if you plan on retrying requests" (AWS page "UpdateStack").
  if (updatedAt && token !== undefined && token === current.clientRequestToken) return { StackId: stack.id }
  refuseUnlessUpdatable(stack, context)
  const { settings, plan, isUnchanged } = await readUpdate(input, stack, context)
  requireCapabilities(input, plan, context)
  const policies = await readPolicies(input, stack.id, context)
  if (isUnchanged) context.fail('ValidationError', 'No updates are to be performed.')
  await refusing(context, () => context.engine.changes(stack, settings, context.caller))
  await closeChangeSets(stack.id, context)
  await startUpdate(stack, settings, { imports: plan.imports, policies }, context)
  return { StackId: stack.id }
}

/** To set a policy aside is to set one (CloudFormation user guide, "Prevent updates to stack resources"): whoever may only update may not. */
async function readPolicies(
  input: Input<'UpdateStack'>,
  stackId: string,
  context: Context<'UpdateStack'>,
): Promise<UpdatePolicies> {
  const { StackPolicyBody: body, StackPolicyURL: url } = input
  const { StackPolicyDuringUpdateBody: duringBody, StackPolicyDuringUpdateURL: duringUrl } = input
  const after = await readPolicyText({ name: 'StackPolicy', body, url }, context)
  const during = await readPolicyText({ name: 'StackPolicyDuringUpdate', body: duringBody, url: duringUrl }, context)
  if (after !== undefined || during !== undefined)
    context.caller?.authorize({ action: 'cloudformation:SetStackPolicy', resource: stackId })
  return { ...(after !== undefined && { after }), ...(during !== undefined && { during }) }
}

/** Change sets that were made for what the stack is no more cannot be executed. */
async function closeChangeSets(stackId: string, { store }: Context<'UpdateStack'>): Promise<void> {
  for (const changeSet of await store.listChangeSets(stackId))
    if (changeSet.executionStatus === 'AVAILABLE')
      await store.replaceChangeSet({ ...changeSet, executionStatus: 'OBSOLETE' })
}
