import type { AuditLog } from '../../ports/audit-log.ts'
import type { Clock } from '../../ports/clock.ts'
import { readSignInStep } from './sign-in-step.ts'
import type { ObservedCall } from '../../wire/service.ts'

/** One line of the audit log. It holds names and ids, never a password, code, token, secret or session. */
interface AuditEntry {
  /** ISO 8601, UTC. */
  readonly time: string
  /** `admin` for what takes a signature, `user` for what everyone may call. */
  readonly kind: 'admin' | 'user'
  readonly service: string
  readonly operation: string
  /** Names and ids that the call was about, by the API's own names for them. */
  readonly resource: Readonly<Record<string, string>>
  /** ARN of who signed; absent in development, where signatures are not verified, and for what everyone may call. */
  readonly caller?: string
  readonly sourceIp: string
  readonly region?: string
  readonly requestId: string
  /** `sub` of the user whose token it was, or who has just signed in. */
  readonly sub?: string
  /** The flow that a sign-in began with, or the challenge that was answered. */
  readonly flow?: string
  /** `success`, `challenged` for a sign-in that goes on, or the error code of a refusal. */
  readonly outcome: string
}

/** Writes down every call of the AWS APIs and of the operator's commands, once it was answered. */
export function auditCalls(audit: Pick<AuditLog, 'write'>, clock: Clock): (call: ObservedCall) => void {
  return (call) => audit.write(describe(call, clock.now()))
}

function describe(observed: ObservedCall, now: Date): AuditEntry {
  const { service, operation = 'unknown', isPublic, requestId, sourceIp, call, input, output, error } = observed
  const step = readSignInStep(observed)
  const sub = error === undefined ? subjectOf(input, output) : undefined
  return {
    time: now.toISOString(),
    kind: isPublic ? 'user' : 'admin',
    service,
    operation,
    resource: { ...identify(input), ...(output !== undefined && identifyMade(output)), ...usernameOf(observed) },
    ...(call?.caller && { caller: call.caller.arn }),
    sourceIp,
    ...(call && { region: call.region }),
    requestId,
    ...(sub !== undefined && { sub }),
    ...(step && { flow: step.flow }),
    outcome: error ?? (step?.outcome === 'challenged' ? 'challenged' : 'success'),
  }
}

/** Members that say what a call is about. Whatever is not named here is not written down, so nothing secret can be. */
const identifiers: ReadonlySet<string> = new Set(
  `UserPoolId PoolName ClientId ClientName ClientSecretId GroupName ProviderName Identifier
  Domain ResourceArn JobId JobName EventId ManagedLoginBrandingId TermsId DeviceKey
  ApiId StageName RouteId RouteKey IntegrationId AuthorizerId DeploymentId DomainName
  ApiMappingId ApiMappingKey ModelId VpcLinkId IntegrationResponseId RouteResponseId
  StackName StackId ChangeSetName UserName AccessKeyId PolicyName PolicyArn RoleName RoleArn RoleSessionName
  SecretId KeyId AliasName TargetKeyId Name Arn ARN userPoolId`.split(/\s+/),
)

/** Characters of an identifier: an ARN has at most 2,048. */
const longest = 2048

function identify(members: object | undefined): Record<string, string> {
  return Object.fromEntries(
    Object.entries(members ?? {}).filter(
      (entry): entry is [string, string] =>
        identifiers.has(entry[0]) && typeof entry[1] === 'string' && entry[1].length <= longest,
    ),
  )
}

/** What an output says of the one thing that was made or read: `{ UserPool: { Id } }`, `{ ApiId }`. */
function identifyMade(output: unknown): Record<string, string> {
  const members: object = Object(output)
  const [only, ...others] = Object.values(members)
  if (others.length > 0 || typeof only !== 'object' || only === null || Array.isArray(only)) return identify(members)
  const { Id: id }: { Id?: unknown } = only
  return { ...identify(only), ...(typeof id === 'string' && { Id: id }) }
}

/**
 * The user that a call names. Of one that everyone may make and that was refused it is left out: people type passwords where
 * names belong.
 */
function usernameOf({ input, isPublic, error }: ObservedCall): { Username?: string } {
  if (isPublic && error !== undefined) return {}
  const { Username, AuthParameters, ChallengeResponses }: Record<string, unknown> = { ...input }
  const { USERNAME }: { USERNAME?: unknown } = Object(AuthParameters ?? ChallengeResponses)
  const name = Username ?? USERNAME
  return typeof name === 'string' && name.length <= longest ? { Username: name } : {}
}

/** `sub` of the access token that a call came with or yielded, which was verified or made by the operation. */
function subjectOf(input: object | undefined, output: unknown): string | undefined {
  const { AccessToken: given }: { AccessToken?: unknown } = { ...input }
  const { AuthenticationResult: result }: { AuthenticationResult?: unknown } = Object(output)
  const { AccessToken: made }: { AccessToken?: unknown } = Object(result)
  const token = made ?? given
  if (typeof token !== 'string') return undefined
  try {
    const { sub }: { sub?: unknown } = Object(
      JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()),
    )
    return typeof sub === 'string' ? sub : undefined
  } catch {
    return undefined
  }
}
