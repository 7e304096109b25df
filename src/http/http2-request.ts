/** The head of an HTTP/2 request as HTTP/1.1 would have it. */
interface PlainHead {
  /** Names and values in turn, `host` first. */
  readonly rawHeaders: string[]
  readonly host: string
}

/**
 * Takes the pseudo-header fields out, makes `host` of `:authority` and one `cookie` of its crumbs (RFC 9113 sections
 * 8.3.1 and 8.2.3), so that nothing behind the listener sees which protocol it was.
 * @param raw names and values in turn; their form, and that none belongs to a connection, was checked by nghttp2
 * @returns why it is refused, if it has no host or two
 */
export function readHttp2Head(raw: readonly string[]): PlainHead | { readonly refusal: string } {
  const hosts = new Set<string>()
  const cookies: string[] = []
  const fields: string[] = []
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const [name = '', value = ''] = [raw[i], raw[i + 1]]
    if (name === ':authority' || name === 'host') hosts.add(value)
    else if (name === 'cookie') cookies.push(value)
    else if (!name.startsWith(':')) fields.push(name, value)
  }
  const [host, ...others] = hosts
  if (host === undefined || others.length > 0) return { refusal: 'Bad Request' }
  if (cookies.length > 0) fields.push('cookie', cookies.join('; '))
  return { host, rawHeaders: ['host', host, ...fields] }
}
