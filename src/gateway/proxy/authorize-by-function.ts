import { tracedFunctions } from '../../ports/traced-functions.ts'
import { lets, readAuthorizerAnswer, type AuthorizerAnswer } from '../functions/authorizer-answer.ts'
import { authorizerEventV1, authorizerEventV2 } from '../functions/authorizer-event.ts'
import { forbidden, internalServerError, unauthorized, type Answer } from './answers.ts'
import type { FunctionAuthorization } from './authorization.ts'
import { describeInvocation, describeRequest } from './describe-request.ts'
import type { FunctionAuthorizer } from './live-api.ts'
import type { WithRoute } from './state.ts'

/** AWS page "Control access to HTTP APIs with AWS Lambda authorizers": longer is an error. */
const timeoutMs = 10_000

/**
 * Asks a REQUEST authorizer: 401 when an identity source is missing, without asking the function; 403 when that denies;
 * 500 when it fails or its answer cannot be used.
 */
export async function authorizeByFunction(
  state: WithRoute,
  authorizer: FunctionAuthorizer,
): Promise<FunctionAuthorization | Answer> {
  const { authorizerId } = authorizer
  const identity = authorizer.identitySources.map(({ read }) => read(state))
  const missing = authorizer.identitySources.find((_, index) => !identity[index])
  if (missing) {
    const explanation = `the request has no ${missing.expression}`
    state.explanation.authorizer = { authorizerId, decision: 'deny', reason: 'identity-missing', explanation }
    return unauthorized()
  }
  const answer = await findAnswer(
    state,
    authorizer,
    identity.filter((value) => value !== undefined),
  )
  if ('explanation' in answer) {
    const { explanation } = answer
    state.explanation.authorizer = { authorizerId, decision: 'deny', reason: 'authorizer-failed', explanation }
    return internalServerError
  }
  const arn = describeInvocation(state)
  if (!lets(answer, arn)) {
    const explanation =
      typeof answer.decision === 'boolean' ? 'the function answered no' : `the function's policy does not allow ${arn}`
    state.explanation.authorizer = { authorizerId, decision: 'deny', reason: 'authorizer-denied', explanation }
    return forbidden()
  }
  const { principalId, context } = answer
  state.explanation.authorizer = { authorizerId, decision: 'allow' }
  return { kind: 'function', ...(principalId !== undefined && { principalId }), ...(context && { context }) }
}

async function findAnswer(
  state: WithRoute,
  authorizer: FunctionAuthorizer,
  identity: readonly string[],
): Promise<AuthorizerAnswer | { readonly explanation: string }> {
  const { answers, functionArn, format } = authorizer
  if (typeof functionArn !== 'string') return functionArn
  const kept = answers.find(identity, state.receivedAt)
  if (kept) return kept
  const writeEvent = format.payloadFormatVersion === '2.0' ? authorizerEventV2 : authorizerEventV1
  const event = Buffer.from(
    JSON.stringify(
      writeEvent(describeRequest(state, { headers: state.exchange.headers, query: state.query }), identity),
    ),
  )
  const functions = tracedFunctions(state.plane.functions, state.plane.tracing)
  const invocation = await functions.invoke(functionArn, event, { timeoutMs })
  if (invocation.kind !== 'answer') return { explanation: invocation.error }
  const answer = readAuthorizerAnswer(invocation.payload, format)
  if (!('explanation' in answer)) answers.keep(identity, answer, state.plane.clock.now())
  return answer
}
