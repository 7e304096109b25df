import { Answer, uriTooLong } from './answers.ts'
import type { Authorization } from './authorization.ts'
import { authorizeByFunction } from './authorize-by-function.ts'
import { authorizeBySignature } from './authorize-by-signature.ts'
import { authorizeByToken } from './authorize-by-token.ts'
import { describeInvocation } from './describe-request.ts'
import type { LiveAuthorizer } from './live-api.ts'
import { traceAuthorizer } from './request-spans.ts'
import type { Authorized, WithRoute } from './state.ts'
import type { Step } from './step.ts'

/** Bytes of a route's ARN (page "Quotas for HTTP APIs"). */
const maxRouteArnBytes = 1600

/** Asks the route's authorizer, if it has one. Fails closed. */
export const authorize: Step<WithRoute, Authorized> = {
  name: 'authorize',
  answers: [400, 401, 403, 413, 414, 500, 503],
  run: (state) => {
    const { authorizer } = state.match.target
    if (authorizer === undefined) return { ...state, authorization: undefined }
    // Nothing but the path can make it so long; one character of a path is one byte.
    if (
      state.path.raw.length > maxRouteArnBytes / 2 &&
      Buffer.byteLength(describeInvocation(state)) > maxRouteArnBytes
    ) {
      state.explanation.reason = `the ARN of what is invoked has more than ${maxRouteArnBytes} bytes`
      return uriTooLong
    }
    const authorization = state.span ? traceAuthorizer(state, () => ask(state, authorizer)) : ask(state, authorizer)
    return authorization instanceof Promise
      ? authorization.then((decided) => withAuthorization(state, decided))
      : withAuthorization(state, authorization)
  },
}

function ask(state: WithRoute, authorizer: LiveAuthorizer): Authorization | Answer | Promise<Authorization | Answer> {
  if (authorizer.kind === 'jwt') return authorizeByToken(state, authorizer)
  return authorizer.kind === 'iam' ? authorizeBySignature(state, authorizer) : authorizeByFunction(state, authorizer)
}

function withAuthorization(state: WithRoute, authorization: Authorization | Answer): Authorized | Answer {
  if (authorization instanceof Answer) return authorization
  state.progress.authorization = authorization
  return { ...state, authorization }
}
