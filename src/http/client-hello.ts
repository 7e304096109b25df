/** What the first bytes of a TLS connection say. */
export type ClientHello =
  /** There is more to come. */
  | 'incomplete'
  /** `serverName` is undefined when the client asks for none, or when this is no ClientHello that can be read. */
  | { readonly serverName: string | undefined }

const unreadable = { serverName: undefined }
/** Longer ones are left to OpenSSL, unread. */
const maxLength = 32 * 1024

/** Reads the name that a client asks for (SNI, RFC 6066 section 3) from its ClientHello (RFC 8446 section 4.1.2). */
export function readClientHello(bytes: Buffer): ClientHello {
  const handshake = joinRecords(bytes)
  if (handshake === undefined) return unreadable
  const length = handshake.length < 4 ? undefined : 4 + handshake.readUIntBE(1, 3)
  if (length !== undefined && (handshake[0] !== 1 || length > maxLength)) return unreadable
  if (length === undefined || handshake.length < length) return bytes.length > maxLength ? unreadable : 'incomplete'
  try {
    return { serverName: findServerName(handshake.subarray(4, length)) }
  } catch (error) {
    if (error instanceof RangeError) return unreadable
    throw error
  }
}

/** The handshake messages that the records carry, as far as they have come; undefined for what is no handshake. */
function joinRecords(bytes: Buffer): Buffer | undefined {
  const fragments: Buffer[] = []
  for (let at = 0; at + 5 <= bytes.length; at += 5 + bytes.readUInt16BE(at + 3)) {
    if (bytes[at] !== 22) return fragments.length > 0 ? Buffer.concat(fragments) : undefined
    fragments.push(bytes.subarray(at + 5, at + 5 + bytes.readUInt16BE(at + 3)))
  }
  return Buffer.concat(fragments)
}

/** Throws RangeError where lengths go beyond what is there. */
function findServerName(hello: Buffer): string | undefined {
  // Version and random, then the session id, the cipher suites and the compression methods.
  let at = 34
  at += 1 + hello.readUInt8(at)
  at += 2 + hello.readUInt16BE(at)
  at += 1 + hello.readUInt8(at)
  if (at === hello.length) return undefined
  const end = at + 2 + hello.readUInt16BE(at)
  for (at += 2; at < end; at += 4 + hello.readUInt16BE(at + 2)) {
    if (hello.readUInt16BE(at) !== 0) continue
    // A list of names, of which there is only one kind: host_name.
    const name = hello.subarray(at + 9, at + 9 + hello.readUInt16BE(at + 7))
    return hello.readUInt8(at + 6) === 0 ? name.toString('latin1').toLowerCase().replace(/\.$/, '') : undefined
  }
  return undefined
}
