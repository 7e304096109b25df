import type { AcmeCertificates } from '../../http/acme/acme-certificates.ts'
import { type HttpRequest, type HttpResponse, sendResponse } from '../../http/message.ts'

type Challenges = Pick<AcmeCertificates, 'findChallenge'>

/**
 * What an ACME authority is to be told that asks for this; undefined for everything but a challenge under way, so that APIs
 * keep the path for themselves.
 */
export function findChallengeAnswer(
  challenges: Challenges,
  host: string | undefined,
  target: string,
): string | undefined {
  const [, token] = /^\/\.well-known\/acme-challenge\/([\w-]{1,200})$/.exec(target) ?? []
  if (token === undefined || host === undefined) return undefined
  return challenges.findChallenge(host.toLowerCase().replace(/:\d+$/, ''), token)
}

/** Answers a challenge that is under way (RFC 8555 section 8.3); false for every other request. */
export function answerChallenge(challenges: Challenges, request: HttpRequest, response: HttpResponse): boolean {
  const { method, url = '', headers } = request
  const answer = method === 'GET' ? findChallengeAnswer(challenges, headers.host, url) : undefined
  if (answer === undefined) return false
  request.resume()
  sendResponse(
    response,
    200,
    { 'content-type': 'application/octet-stream', 'content-length': Buffer.byteLength(answer) },
    Buffer.from(answer),
  )
  return true
}
