import { isEmulatedHost, loopbackOriginOf } from './hosts.ts'

/** What tells that a browser's page makes a request. */
interface PageHeaders {
  readonly host?: string | undefined
  readonly origin?: string | undefined
  readonly 'sec-fetch-site'?: string | undefined
}

/**
 * The page that makes a request, unless it is one that this machine's owner serves and may therefore call what needs
 * IAM (docs/decisions/0002). Pages under our own names are not: HTTP APIs pass them on from wherever they integrate.
 * @param localPort the port that the request came in on, for the case that the client knows it under another one
 */
export function findForeignPage(headers: PageHeaders, localPort: number | undefined): string | undefined {
  const { host = '', origin } = headers
  // A browser sends no Origin along with a page's GET to where the page came from (Fetch standard).
  if (origin === undefined) return headers['sec-fetch-site'] === 'same-origin' ? host : undefined
  const page = loopbackOriginOf(origin)
  const [, named] = /:(\d{1,5})$/.exec(host) ?? []
  const ownPorts = [localPort, ...(named === undefined ? [80, 443] : [Number(named)])]
  const isOurs = page && (isEmulatedHost(page.hostname) || ownPorts.includes(page.port))
  return page && !isOurs ? undefined : origin
}
