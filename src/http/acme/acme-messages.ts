import type { WebAnswer } from '../../ports/web-exchange.ts'

/** The authority refused, or answered what makes no sense. The message is for the operator. */
export class AcmeError extends Error {
  override readonly name = 'AcmeError'
  /** Seconds until it may be tried again, when the authority says so. */
  readonly retryAfter: number | undefined
  constructor(message: string, retryAfter = Number.NaN) {
    super(message)
    this.retryAfter = Number.isFinite(retryAfter) ? retryAfter : undefined
  }
}

type Members = Readonly<Record<string, unknown>>

export function readObject(body: string): Members {
  try {
    const members: Members = Object(JSON.parse(body))
    return members
  } catch {
    throw new AcmeError('the authority answered something else than JSON')
  }
}

export function readText(members: Members, name: string): string {
  const value = members[name]
  if (typeof value !== 'string') throw new AcmeError(`the authority's answer has no ${name}`)
  return value
}

export function readTexts(members: Members, name: string): string[] {
  const value = members[name]
  if (!Array.isArray(value)) throw new AcmeError(`the authority's answer has no ${name}`)
  return value.map(String)
}

/** The URLs that everything begins with (RFC 8555 section 7.1.1). */
export function readDirectory({ status, body }: WebAnswer) {
  if (status !== 200) throw new AcmeError(`the authority's directory was answered with ${status}`)
  const directory = readObject(body)
  const { externalAccountRequired }: Members = Object(directory['meta'])
  if (externalAccountRequired === true)
    throw new AcmeError(
      'the authority takes accounts of its own only (external account binding), which poolgate does not implement',
    )
  return {
    newNonce: readText(directory, 'newNonce'),
    newAccount: readText(directory, 'newAccount'),
    newOrder: readText(directory, 'newOrder'),
  }
}

/** The type and the detail of a problem document (RFC 7807), or of those in the challenges of an authorization. */
export function describeProblem(members: Members): string {
  const challenges: unknown = members['challenges']
  const errors = [
    members,
    members['error'],
    ...(Array.isArray(challenges) ? challenges.map((one) => Object(one).error) : []),
  ]
  for (const error of errors) {
    const { type, detail }: Members = Object(error)
    if (typeof type === 'string' && type.startsWith('urn:')) return `${type}: ${String(detail)}`
  }
  return 'the authority found it invalid and did not say why'
}
