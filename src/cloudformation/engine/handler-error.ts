import { ApiError } from '../../wire/operation.ts'
import { OwnReason, type ResourceType } from '../resources/resource-type.ts'
import { describeProblem, TemplateProblem } from '../template/problem.ts'

/** Whether an error is no bug of ours: its text is in the resource's events. */
export function isForUser(error: unknown): boolean {
  return error instanceof ApiError || error instanceof TemplateProblem || error instanceof OwnReason
}

/** Why a resource failed, as CloudFormation's events say it. An error that is a bug of ours tells nothing of itself. */
export function failureReason(
  error: unknown,
  service: ResourceType['service'],
  requestId: string,
  token: string,
): string {
  if (error instanceof TemplateProblem) return describeProblem(error)
  if (error instanceof OwnReason) return error.message
  if (!(error instanceof ApiError)) return `Internal failure (Request ID: ${requestId})`
  const origin = `Service: ${service}, Status Code: ${statusCode(error.code, service)}, Request ID: ${requestId}`
  return `Resource handler returned message: "${error.message} (${origin})" (RequestToken: ${token}, HandlerErrorCode: ${handlerErrorCode(error.code)})`
}

function statusCode(code: string, service: ResourceType['service']): number {
  if (service === 'CognitoIdentityProvider' || service === 'CloudWatchLogs') return 400
  return statusCodes[code] ?? 400
}

const statusCodes: Readonly<Record<string, number>> = {
  ConflictException: 409,
  DeleteConflictException: 409,
  EntityAlreadyExistsException: 409,
  NoSuchEntityException: 404,
  NotFoundException: 404,
  ResourceNotFoundException: 404,
  TooManyRequestsException: 429,
}

/** AWS page "Handler error codes" of the CloudFormation CLI user guide. */
function handlerErrorCode(code: string): string {
  if (code.includes('NotFound') || code.includes('NoSuch')) return 'NotFound'
  if (code.includes('Conflict') || code.includes('Exists')) return 'AlreadyExists'
  if (code.includes('NotAuthorized') || code.includes('AccessDenied')) return 'AccessDenied'
  if (code === 'TooManyRequestsException') return 'Throttling'
  if (code === 'LimitExceededException') return 'ServiceLimitExceeded'
  return 'InvalidRequest'
}
