/**
 * Writes ASN.1 values in their distinguished encoding (DER, ITU-T X.690): just the types that an X.509 certificate is
 * made of. Every function returns a whole tag-length-value.
 */

const constructed = 0x20
const contextSpecific = 0x80

export function sequence(...items: readonly Uint8Array[]): Buffer {
  return encode(0x10 | constructed, Buffer.concat(items))
}

export function set(...items: readonly Uint8Array[]): Buffer {
  return encode(0x11 | constructed, Buffer.concat(items))
}

export function boolean(value: boolean): Buffer {
  return encode(0x01, Buffer.from([value ? 0xff : 0]))
}

/** A non-negative integer, given big-endian. */
export function integer(bytes: Uint8Array): Buffer {
  const first = bytes.findIndex((byte) => byte !== 0)
  const shortest = first === -1 ? Buffer.from([0]) : bytes.subarray(first)
  // A leading bit of 1 would make the number negative.
  return encode(0x02, shortest[0]! >= 0x80 ? Buffer.concat([Buffer.from([0]), shortest]) : shortest)
}

/** @param unusedBits how many of the last byte's low bits do not belong to the string */
export function bitString(bytes: Uint8Array, unusedBits = 0): Buffer {
  return encode(0x03, Buffer.concat([Buffer.from([unusedBits]), bytes]))
}

export function octetString(bytes: Uint8Array): Buffer {
  return encode(0x04, bytes)
}

export function utf8String(text: string): Buffer {
  return encode(0x0c, Buffer.from(text))
}

/** @param dotted `2.5.4.3` */
export function objectIdentifier(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number)
  return encode(0x06, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]))
}

/** Whole seconds: UTCTime up to 2049, GeneralizedTime from then on, as RFC 5280 section 4.1.2.5 wants it. */
export function time(date: Date): Buffer {
  const text = `${date.toISOString().slice(0, 19).replaceAll(/[-:T]/gu, '')}Z`
  return date.getUTCFullYear() < 2050 ? encode(0x17, Buffer.from(text.slice(2))) : encode(0x18, Buffer.from(text))
}

/** `[number] EXPLICIT`: holds a whole value. */
export function explicit(number: number, value: Uint8Array): Buffer {
  return encode(contextSpecific | constructed | number, value)
}

/** `[number] IMPLICIT` in place of a primitive type's own tag: holds its bytes. */
export function implicit(number: number, bytes: Uint8Array): Buffer {
  return encode(contextSpecific | number, bytes)
}

function encode(tag: number, content: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from([tag, ...lengthOf(content)]), content])
}

function lengthOf({ length }: Uint8Array): number[] {
  if (length < 0x80) return [length]
  const bytes: number[] = []
  for (let rest = length; rest > 0; rest >>>= 8) bytes.unshift(rest & 0xff)
  return [0x80 | bytes.length, ...bytes]
}

function base128(number: number): number[] {
  const bytes = [number & 0x7f]
  for (let rest = number >>> 7; rest > 0; rest >>>= 7) bytes.unshift(0x80 | (rest & 0x7f))
  return bytes
}
