import {
  type DomainAnswer,
  type DomainContext,
  type DomainPath,
  DomainRefusal,
  type DomainRequest,
} from './domain-exchange.ts'

/**
 * Answers a request to a domain. Refusals of what is there become answers; whatever else is thrown is a bug. HEAD is answered as
 * GET, without the body.
 * @returns the answer, with what the log is to say of a refusal
 */
export async function answerDomainRequest(
  paths: Readonly<Record<string, DomainPath>>,
  request: DomainRequest,
  context: DomainContext,
): Promise<{ readonly answer: DomainAnswer; readonly detail?: string }> {
  const path = Object.hasOwn(paths, request.path) ? paths[request.path] : undefined
  if (!path) return { answer: { status: 404, headers: {}, body: '' }, detail: 'nothing is at this path' }
  if (path.isForPrograms && request.method === 'OPTIONS') return { answer: answerPreflight(path) }
  const method = request.method === 'HEAD' ? 'GET' : request.method
  if (!path.methods.some((each) => each === method))
    return { answer: { status: 405, headers: {}, body: '' }, detail: 'this path has no such method' }
  try {
    return { answer: await path.answer({ ...request, method }, context) }
  } catch (error) {
    if (error instanceof DomainRefusal) return { answer: error.answer, detail: error.message }
    throw error
  }
}

/** What a browser asks before a page of another site sends more than a form (CORS protocol, Fetch standard). */
function answerPreflight({ methods }: DomainPath): DomainAnswer {
  const headers = {
    'access-control-allow-origin': '*',
    'access-control-allow-methods': methods.join(', '),
    'access-control-allow-headers': 'authorization, content-type',
    'access-control-max-age': '7200',
  }
  return { status: 204, headers, body: '' }
}
