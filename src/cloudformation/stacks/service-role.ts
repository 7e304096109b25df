import type { Caller } from '../../wire/access.ts'
import { ApiError, type CallContext, type Fails } from '../../wire/operation.ts'
import type { CloudFormation, ServiceRoles } from '../cloudformation.ts'
import type { EnginePorts } from '../engine/run.ts'
import type { StackRecord } from '../store.ts'

/**
 * Refuses a role that whoever calls may not give to CloudFormation, or that CloudFormation may not take (CloudFormation user
 * guide, "CloudFormation service role"). Where signatures are not verified, nobody's permissions are asked for.
 */
export async function checkServiceRole(
  roleArn: string | undefined,
  context: Pick<CloudFormation, 'serviceRoles'> & Pick<CallContext, 'caller' | 'region'> & Fails<'ValidationError'>,
): Promise<void> {
  const { caller, region } = context
  // The stacks inside of a stack have its role, which nobody gives anew.
  if (roleArn === undefined || !caller || caller.roleArn === roleArn) return
  caller.authorize({ action: 'iam:PassRole', resource: roleArn })
  if (!(await context.serviceRoles.assume(roleArn, region, caller)))
    context.fail('ValidationError', cannotBeAssumed(roleArn))
}

/** Whose permissions work on a stack takes: its role's if it has one, or else those of who calls. */
export async function workerOn(
  { region, settings: { roleArn } }: Pick<StackRecord, 'region' | 'settings'>,
  caller: Caller | undefined,
  serviceRoles: ServiceRoles,
): Promise<Caller | undefined> {
  if (roleArn === undefined || !caller || caller.roleArn === roleArn) return caller
  const worker = await serviceRoles.assume(roleArn, region, caller)
  return worker ?? powerless(roleArn)
}

/** The same for work that is taken up: who asked for it is told again, with the permissions that they have by now. */
export async function recalledWorkerOn(
  stack: StackRecord,
  { serviceRoles, recallCaller }: Pick<EnginePorts, 'serviceRoles' | 'recallCaller'>,
): Promise<Caller | undefined> {
  const { askedBy, region } = stack
  return workerOn(stack, askedBy && (await recallCaller(askedBy, region)), serviceRoles)
}

/** A role that is gone or distrusts CloudFormation by now does nothing, and every resource says so. */
function powerless(roleArn: string): Caller {
  return {
    arn: roleArn,
    userId: roleArn,
    roleArn,
    authorize() {
      throw new ApiError('AccessDeniedException', cannotBeAssumed(roleArn))
    },
  }
}

function cannotBeAssumed(roleArn: string): string {
  return `Role ${roleArn} is invalid or cannot be assumed`
}
