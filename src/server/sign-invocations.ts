import type { Clock } from '../ports/clock.ts'
import type { FunctionsOptions } from '../ports/functions.ts'
import { signRequest, type SigningCredentials } from '../wire/sign-request.ts'

export interface SessionCredentials extends SigningCredentials {
  /** Of temporary credentials. */
  readonly sessionToken?: string
}

/**
 * Signs the invocations that go to AWS's own Lambda, and no others: whoever runs functions elsewhere need not see the
 * operator's access key.
 */
export function signInvocations(
  { sessionToken, ...credentials }: SessionCredentials,
  clock: Clock,
): NonNullable<FunctionsOptions['sign']> {
  return (url, headers, event) => {
    const [, region] = /^lambda(?:-fips)?\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?$/.exec(url.hostname) ?? []
    if (region === undefined || url.protocol !== 'https:') return {}
    const token = sessionToken === undefined ? {} : { 'x-amz-security-token': sessionToken }
    const request = { method: 'POST', path: url.pathname, query: url.search.slice(1), body: event }
    const place = { region, service: 'lambda', now: clock.now() }
    return { ...token, ...signRequest({ ...request, headers: { ...headers, ...token } }, place, credentials) }
  }
}
