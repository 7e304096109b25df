const loopbackHosts: readonly string[] = ['localhost', '127.0.0.1', '[::1]']

/**
 * Whether a provider may be asked at a URL: what is sent there is secret, and what is answered is trusted. So never in
 * clear but on this machine, for development.
 */
export function isEndpoint(text: string): boolean {
  const url = URL.parse(text)
  if (!url || url.username !== '' || url.password !== '') return false
  return url.protocol === 'https:' || (url.protocol === 'http:' && loopbackHosts.includes(url.hostname))
}
