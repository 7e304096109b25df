/** What a Host header stands for. */
export type HostPlace =
  /** One of the server's own names: every service, told apart by the request. */
  | { readonly kind: 'own' }
  /** A service's AWS name, e.g. `cognito-idp.eu-west-1.amazonaws.com`. */
  | { readonly kind: 'service'; readonly service: AwsHostService; readonly region?: string }
  /** `<apiId>.execute-api.<region>.amazonaws.com` or `<apiId>.execute-api.localhost`. */
  | { readonly kind: 'http-api'; readonly apiId: string }
  /** A custom domain name of HTTP APIs. */
  | { readonly kind: 'custom-domain'; readonly hostName: string }
  /**
   * A user pool's: the prefix of `<prefix>.auth.<region>.amazoncognito.com` or `<prefix>.auth.localhost`, or a custom
   * domain.
   */
  | { readonly kind: 'login'; readonly domain: string; readonly region?: string }
  /** A name that is not ours: never served, so that a page behind a rebound DNS name reads nothing. */
  | { readonly kind: 'unknown' }

/** Host labels of the services that this server answers for. */
const hostServices = [
  'cognito-idp',
  'issuer-cognito-idp',
  'apigateway',
  'cloudformation',
  'iam',
  'kms',
  'logs',
  's3',
  'secretsmanager',
  'ssm',
  'sts',
] as const
type AwsHostService = (typeof hostServices)[number]

const httpApi = /^([a-z0-9]{1,63})\.execute-api\.(?:localhost|[a-z0-9-]{1,32}\.amazonaws\.com)$/
const login = /^([a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)\.auth\.(?:localhost|([a-z0-9-]{1,32})\.amazoncognito\.com)$/
const service = /^([a-z][a-z0-9-]{0,31})(?:\.([a-z0-9-]{1,32}))?\.amazonaws\.com$/
const loopbackNames: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]'])

/**
 * Reads a Host header; the port is left out of account, since proxies and port maps change it.
 * @param ownNames further names of this server, lower case
 * @param kindOfDomain what a lower-case name is the custom domain of; asked only for names that are nothing else
 */
export function readHost(
  host: string | undefined,
  ownNames: ReadonlySet<string>,
  kindOfDomain: (name: string) => 'custom-domain' | 'login' | undefined = () => undefined,
): HostPlace {
  const name = hostName(host ?? '')
  if (loopbackNames.has(name) || ownNames.has(name)) return { kind: 'own' }
  const api = httpApi.exec(name)
  if (api) return { kind: 'http-api', apiId: api[1]! }
  const prefix = login.exec(name)
  if (prefix) return { kind: 'login', domain: prefix[1]!, ...(prefix[2] !== undefined && { region: prefix[2] }) }
  const aws = service.exec(name)
  const found = aws && hostServices.find((known) => known === aws[1])
  // Only global services have a name without a region.
  if (found && (aws[2] !== undefined || found === 'iam' || found === 'sts'))
    return { kind: 'service', service: found, ...(aws[2] !== undefined && { region: aws[2] }) }
  const kind = kindOfDomain(name)
  if (kind === 'login') return { kind, domain: name }
  return kind ? { kind, hostName: name } : { kind: 'unknown' }
}

/** Whether a name is one that we answer for and may make a certificate or a tunnel for; own names and custom domains excluded. */
export function isEmulatedHost(name: string): boolean {
  const { kind } = readHost(name, new Set())
  return kind === 'service' || kind === 'http-api' || kind === 'login'
}

/** Whether a name can be no custom domain: it is ours, or AWS's, whether emulated or not. */
export function isReservedHost(name: string, ownNames: ReadonlySet<string>): boolean {
  return readHost(name, ownNames).kind !== 'unknown' || /(?:^|\.)amazon(?:aws|cognito)\.com$/.test(name)
}

/** Lower case, without port and final dot. What follows the name and can be no port stays, so that it is no name of ours. */
function hostName(host: string): string {
  return host
    .toLowerCase()
    .replace(/:(\d{1,5})$/, (text, port: string) => (Number(port) <= 65_535 ? '' : text))
    .replace(/\.$/, '')
}

/** Name and port of an Origin header (RFC 6454) whose page was served from this machine; undefined for every other one. */
export function loopbackOriginOf(origin: string): { readonly hostname: string; readonly port: number } | undefined {
  const [, scheme, host = ''] = /^(https?):\/\/([^/?#@\s]+)$/.exec(origin) ?? []
  const hostname = hostName(host)
  if (!loopbackNames.has(hostname) && !hostname.endsWith('.localhost')) return undefined
  const [, digits] = /:(\d{1,5})$/.exec(host) ?? []
  return { hostname, port: Number(digits ?? (scheme === 'https' ? 443 : 80)) }
}
