/** An HTTP proxy of the operator's, through which other hosts are reached. */
export interface UpstreamProxy {
  readonly protocol: 'http:' | 'https:'
  readonly host: string
  readonly port: number
  /** Value of Proxy-Authorization. */
  readonly authorization?: string
}

type Environment = Readonly<Record<string, string | undefined>>

/**
 * The proxy that the server's own environment names for a host (HTTPS_PROXY, lower case first, as curl reads it);
 * undefined for hosts that NO_PROXY exempts. Throws for a URL that is not one of a proxy.
 */
export function upstreamProxyFor(host: string, port: number, environment: Environment): UpstreamProxy | undefined {
  const text = environment['https_proxy'] || environment['HTTPS_PROXY']
  if (!text || isExempt(host, port, environment['no_proxy'] || environment['NO_PROXY'] || '')) return undefined
  const url = URL.parse(text.includes('://') ? text : `http://${text}`)
  const { protocol } = url ?? {}
  if (!url || (protocol !== 'http:' && protocol !== 'https:'))
    throw new Error('HTTPS_PROXY of the server is not an http:// or https:// URL')
  const credentials = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`
  return {
    protocol,
    host: url.hostname.replace(/^\[(.*)\]$/u, '$1'),
    port: Number(url.port) || (protocol === 'https:' ? 443 : 80),
    ...(credentials !== ':' && { authorization: `Basic ${Buffer.from(credentials).toString('base64')}` }),
  }
}

/** `*`, or names that stand for themselves and everything below them, each with or without a leading dot or a port. */
function isExempt(host: string, port: number, noProxy: string): boolean {
  const name = host.toLowerCase()
  return noProxy
    .toLowerCase()
    .split(',')
    .map((entry) => entry.trim())
    .some((entry) => {
      if (entry === '*') return true
      const [, suffix, ofPort] = /^\.?(\[[^\]]*\]|[^:]+|[0-9a-f:]+)(?::(\d+))?$/u.exec(entry) ?? []
      if (suffix === undefined || (ofPort !== undefined && Number(ofPort) !== port)) return false
      const bare = suffix.replace(/^\[(.*)\]$/u, '$1')
      return name === bare || name.endsWith(`.${bare}`)
    })
}
