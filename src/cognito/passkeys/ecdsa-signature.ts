/**
 * Whether bytes are an ECDSA signature on P-256 in DER (RFC 3279 section 2.2.3; X.690 section 10): of the many ways in which
 * readers that are lenient let the same two numbers be written, the one that is right.
 */
export function isDerSignature(bytes: Uint8Array): boolean {
  if (bytes[0] !== 0x30 || bytes[1] !== bytes.length - 2) return false
  const second = endOfInteger(bytes, 2)
  return second !== undefined && endOfInteger(bytes, second) === bytes.length
}

/** Where a positive INTEGER of at most 32 bytes that begins at `start` ends; undefined when there is none. */
function endOfInteger(bytes: Uint8Array, start: number): number | undefined {
  const [tag, length = 0, first = 0, second = 0] = bytes.subarray(start)
  const end = start + 2 + length
  const isWrong = tag !== 0x02 || length < 1 || length > 33 || end > bytes.length || first >= 0x80
  // A zero stands before a number whose first bit is set, and nowhere else.
  const isPadded = first === 0 && (length === 1 || second < 0x80)
  return isWrong || isPadded ? undefined : end
}
