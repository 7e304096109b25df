import { isJsonObject, parseJson, type JsonObject } from './json.ts'
import { allowsInvocation, readPolicy, type Policy } from './policy.ts'

/** What an authorizer's function answered; with a policy it holds for other routes, too, which it may allow or deny. */
export interface AuthorizerAnswer {
  readonly decision: boolean | Policy
  readonly principalId?: string
  /** For integrations, mappings and logs. */
  readonly context?: JsonObject
}

/** The answer cannot be used; `explanation` says why, to the operator. */
interface MalformedAuthorizerAnswer {
  readonly explanation: string
}

export interface AnswerFormat {
  readonly payloadFormatVersion: '1.0' | '2.0'
  readonly simpleResponses: boolean
}

/**
 * Reads `{isAuthorized, context?}` where simple responses are enabled, else `{principalId, policyDocument, context?}`
 * (page "Control access to HTTP APIs with AWS Lambda authorizers").
 */
export function readAuthorizerAnswer(
  payload: Buffer,
  { payloadFormatVersion, simpleResponses }: AnswerFormat,
): AuthorizerAnswer | MalformedAuthorizerAnswer {
  const answer = parseJson(payload)
  if (!isJsonObject(answer)) return { explanation: 'the answer is no JSON object' }
  const { isAuthorized, principalId, policyDocument, context = null } = answer
  if (context !== null && !isJsonObject(context)) return { explanation: 'context is no object' }
  const problem = context && payloadFormatVersion === '1.0' ? findContextProblem(context) : undefined
  if (problem !== undefined) return { explanation: problem }
  const given = context === null ? {} : { context }
  if (simpleResponses) {
    if (typeof isAuthorized !== 'boolean') return { explanation: 'isAuthorized is neither true nor false' }
    return { decision: isAuthorized, ...given }
  }
  if (typeof principalId !== 'string' || principalId === '') return { explanation: 'principalId is no text' }
  const policy = readPolicy(policyDocument)
  return 'explanation' in policy ? policy : { decision: policy, principalId, ...given }
}

/** Whether the answer lets a request for this route through. */
export function lets({ decision }: AuthorizerAnswer, arn: string): boolean {
  return typeof decision === 'boolean' ? decision : allowsInvocation(decision, arn)
}

function findContextProblem(context: JsonObject): string | undefined {
  if (Object.hasOwn(context, 'claims')) return 'context may not have the key claims in payload format 1.0'
  const name = Object.keys(context).find((key) => isJsonObject(context[key]) || Array.isArray(context[key]))
  return name === undefined
    ? undefined
    : `context.${name} is no text, number or boolean, as payload format 1.0 asks for`
}
