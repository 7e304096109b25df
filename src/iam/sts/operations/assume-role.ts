import { ApiError, type CallContext, type Fails } from '../../../wire/operation.ts'
import { callFacts } from '../../access/call-facts.ts'
import type { Iam } from '../../iam.ts'
import { findPolicy } from '../../managed-policies/managed-policies.ts'
import { decideTrust } from '../../policies/decide-trust.ts'
import { PolicyProblem, readPolicy } from '../../policies/policy-document.ts'
import { readTrustPolicy } from '../../policies/trust-policy.ts'
import type { IamRoleRecord } from '../../role-store.ts'
import { assumedRole } from '../../roles/role-identity.ts'
import { findRoleByArn } from '../../roles/roles.ts'
import { newId } from '../../users/users.ts'
import { sealSession, type SessionLimits } from '../role-session.ts'
import type { Context, Input, Output } from '../service.ts'

const defaultSeconds = 3600
/** "the maximum session duration of one hour when using role chaining" (API "AssumeRole", DurationSeconds). */
const longestChainedSeconds = 3600
/** Of Policy and PolicyArns together (API "AssumeRole", Policy). */
const mostCharacters = 2048

/** Credentials that may do what the role may, for a while. In development, where nobody's signature counts, anyone may have them. */
export async function assumeRole(
  input: Input<'AssumeRole'>,
  context: Context<'AssumeRole'>,
): Promise<Output<'AssumeRole'>> {
  refuseLacking(input)
  const role = await findRoleByArn(context, input.RoleArn)
  refuseUnlessTrusted(role, input, context)
  const seconds = durationOf(input, role, context)
  const limits = await readLimits(input, context)
  const session = {
    accessKeyId: newId(context, 'ASIA'),
    secretAccessKey: context.random.bytes(30).toString('base64'),
    roleName: role.name,
    roleId: role.id,
    sessionName: input.RoleSessionName,
    expiresAt: context.now.getTime() + seconds * 1000,
    ...(limits && { limits }),
  }
  return {
    Credentials: {
      AccessKeyId: session.accessKeyId,
      SecretAccessKey: session.secretAccessKey,
      SessionToken: sealSession(context.vault, session),
      Expiration: new Date(session.expiresAt),
    },
    AssumedRoleUser: assumedRole(context.accountId, role, session.sessionName),
    ...(limits && { PackedPolicySize: Math.ceil((100 * sizeOf(limits)) / mostCharacters) }),
  }
}

function refuseLacking(input: Input<'AssumeRole'>): void {
  const lacking = (
    ['Tags', 'TransitiveTagKeys', 'SerialNumber', 'TokenCode', 'SourceIdentity', 'ProvidedContexts'] as const
  ).find((name) => input[name] !== undefined)
  if (lacking !== undefined) throw new ApiError('ValidationError', `poolgate does not implement ${lacking}`)
}

/** AWS tells nobody whether a role exists that they may not assume. */
function refuseUnlessTrusted(
  role: IamRoleRecord | undefined,
  { RoleArn, ExternalId }: Input<'AssumeRole'>,
  context: Context<'AssumeRole'>,
): asserts role is IamRoleRecord {
  const { caller, accountId, now, region, sourceIp } = context
  const arn = caller?.arn ?? `arn:aws:iam::${accountId}:root`
  const refuse = (detail: string): never => {
    const message = `User: ${arn} is not authorized to perform: sts:AssumeRole on resource: ${RoleArn}`
    throw new ApiError('AccessDeniedException', message, { detail })
  }
  if (!role) return refuse('there is no such role')
  if (!caller) return
  if (caller.arn.endsWith(':root'))
    throw new ApiError('AccessDeniedException', 'Roles may not be assumed by root accounts.')
  const { roleArn = caller.arn, userId, isSecure = false } = caller
  const facts = {
    ...callFacts(accountId, roleArn, { now, region, sourceIp, isSecure }),
    ...(caller.roleArn === undefined && { 'aws:username': caller.arn.slice(caller.arn.lastIndexOf('/') + 1) }),
    ...(ExternalId !== undefined && { 'sts:externalid': ExternalId }),
  }
  const names = [caller.arn, roleArn, userId, userId.replace(/:.*/, '')]
  const trust = decideTrust(readTrustPolicy(role.trustPolicy), { kind: 'AWS', names, accountId }, facts)
  if (trust === 'denied') return refuse('the trust policy of the role denies it')
  if (trust === 'not-allowed') return refuse('the trust policy of the role does not allow it')
  caller.authorize({ action: 'sts:AssumeRole', resource: RoleArn, isGranted: trust === 'named' })
}

function durationOf(
  { DurationSeconds: seconds = defaultSeconds }: Input<'AssumeRole'>,
  { maxSessionSeconds }: IamRoleRecord,
  { caller }: Pick<CallContext, 'caller'>,
): number {
  if (caller?.roleArn !== undefined && seconds > longestChainedSeconds)
    throw new ApiError(
      'ValidationError',
      'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining',
    )
  if (seconds > maxSessionSeconds)
    throw new ApiError(
      'ValidationError',
      'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
    )
  return seconds
}

async function readLimits(
  { Policy: policy, PolicyArns = [] }: Input<'AssumeRole'>,
  context: Pick<Iam, 'store'> & Pick<CallContext, 'accountId'> & Fails<'MalformedPolicyDocumentException'>,
): Promise<SessionLimits | undefined> {
  if (policy === undefined && PolicyArns.length === 0) return undefined
  if (policy !== undefined) checkSessionPolicy(policy, context)
  const limits = { ...(policy !== undefined && { policy }), policyArns: PolicyArns.map(({ arn = '' }) => arn) }
  if (sizeOf(limits) > mostCharacters)
    throw new ApiError('ValidationError', `Policy and PolicyArns may have ${mostCharacters} characters at most`)
  for (const arn of limits.policyArns)
    if (!(await findPolicy(context, arn))) throw new ApiError('ValidationError', `PolicyArns: ${arn} was not found`)
  return limits
}

function checkSessionPolicy(policy: string, context: Fails<'MalformedPolicyDocumentException'>): void {
  try {
    readPolicy(policy)
  } catch (error) {
    if (error instanceof PolicyProblem) context.fail('MalformedPolicyDocumentException', error.message)
    throw error
  }
}

function sizeOf({ policy = '', policyArns }: SessionLimits): number {
  return policy.length + policyArns.join('').length
}
