import type { SignedRequest } from '../../wire/access.ts'
import { ApiError } from '../../wire/operation.ts'
import { readSignature } from '../../wire/sigv4.ts'
import { Answer, forbidden } from './answers.ts'
import type { IamAuthorization } from './authorization.ts'
import { splitTarget } from './check-head.ts'
import { describeInvocation } from './describe-request.ts'
import type { Header } from './exchange.ts'
import type { IamAuthorizer } from './live-api.ts'
import { explainUnread, readBody } from './read-body.ts'
import type { WithRoute } from './state.ts'

/** What the body of a signed request is answered with when it cannot be read. */
class BodyUnread extends Error {
  readonly answer: Answer
  constructor(answer: Answer) {
    super(explainUnread(answer))
    this.answer = answer
  }
}

/**
 * Holds a route to the request's signature and to the policies of who signed it (page "Control access to HTTP APIs with IAM
 * authorization"): 403 without a valid one for `execute-api` in the API's region, or without the permission to invoke the route.
 */
export async function authorizeBySignature(
  state: WithRoute,
  { authorizerId }: IamAuthorizer,
): Promise<IamAuthorization | Answer> {
  const { api, exchange, explanation, plane } = state
  const refuse = (reason: string, why: string): Answer => {
    explanation.authorizer = { authorizerId, decision: 'deny', reason, explanation: why }
    return forbidden()
  }
  let body: Buffer | undefined
  const readSigned = async (): Promise<Buffer> => {
    const given = await readBody(exchange)
    if (given instanceof Answer) throw new BodyUnread(given)
    body = given
    return given
  }
  try {
    const request = describeSigned(state, readSigned)
    const signature = readSignature(request)
    if (!signature) return refuse('signature-missing', 'the request is not signed')
    // SigV4 signs a path without its empty segments, so that anybody could add some and come by another route.
    if (request.path.includes('//'))
      return refuse('signature-invalid', 'the path has an empty segment, which no signature is about')
    const { accessKeyId, region } = signature.credential
    if (region !== api.region)
      return refuse('signature-invalid', `the signature is for the region ${region}, the API is in ${api.region}`)
    const { caller } = await plane.access.identify(request, 'execute-api')
    caller.authorize({ action: 'execute-api:Invoke', resource: describeInvocation(state) })
    const { arn, userId } = caller
    explanation.authorizer = { authorizerId, decision: 'allow', caller: arn }
    return { kind: 'iam', accessKeyId, accountId: plane.accountId, arn, userId, ...(body && { body }) }
  } catch (error) {
    if (error instanceof BodyUnread) {
      explanation.reason = error.message
      return error.answer
    }
    if (!(error instanceof ApiError)) throw error
    const { code, detail, message } = error
    return refuse(reasons.get(code) ?? 'signature-invalid', detail === undefined ? message : `${message} (${detail})`)
  }
}

const reasons: ReadonlyMap<string, string> = new Map([
  ['AccessDeniedException', 'not-authorized'],
  ['ExpiredTokenException', 'credentials-expired'],
  ['UnrecognizedClientException', 'credentials-unknown'],
])

/** The request as its client has signed it: host and path are those that were sent, whatever leads to the API. */
function describeSigned({ exchange, explanation, query = '' }: WithRoute, body: () => Promise<Buffer>): SignedRequest {
  return {
    method: exchange.method,
    path: splitTarget(exchange.target)[0],
    query,
    headers: groupHeaders(exchange.headers),
    body,
    sourceIp: explanation.sourceIp,
    isSecure: exchange.secure,
  }
}

/** Of several values SigV4 makes one with commas. */
function groupHeaders(headers: readonly Header[]): Record<string, string> {
  const grouped: Record<string, string> = Object.create(null)
  for (const [name, value] of headers) {
    const lower = name.toLowerCase()
    const before = grouped[lower]
    grouped[lower] = before === undefined ? value : `${before},${value}`
  }
  return grouped
}
