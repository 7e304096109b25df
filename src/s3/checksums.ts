import { createHash, timingSafeEqual } from 'node:crypto'
import { crc32 } from 'node:zlib'
import type { Fails } from '../wire/operation.ts'

/** Checksums that a client may send with an object, in base64 (page "Checking object integrity"). */
interface Checksums {
  readonly ContentMD5?: string
  readonly ChecksumCRC32?: string
  readonly ChecksumCRC32C?: string
  readonly ChecksumCRC64NVME?: string
  readonly ChecksumSHA1?: string
  readonly ChecksumSHA256?: string
}

const compute = {
  ContentMD5: (body) => createHash('md5').update(body).digest(),
  ChecksumCRC32: (body) => bigEndian(crc32(body)),
  ChecksumCRC32C: (body) => bigEndian(crc32c(body)),
  ChecksumCRC64NVME: (body) => bigEndian(...crc64nvme(body)),
  ChecksumSHA1: (body) => createHash('sha1').update(body).digest(),
  ChecksumSHA256: (body) => createHash('sha256').update(body).digest(),
} satisfies Record<keyof Checksums, (body: Uint8Array) => Buffer>

const names = [
  'ContentMD5',
  'ChecksumCRC32',
  'ChecksumCRC32C',
  'ChecksumCRC64NVME',
  'ChecksumSHA1',
  'ChecksumSHA256',
] as const

/** Refuses a body that is not what its checksums say. */
export function checkBody(body: Uint8Array, checksums: Checksums, context: Fails<'BadDigest'>): void {
  for (const name of names) {
    const said = checksums[name]
    if (said !== undefined && !isSame(Buffer.from(said, 'base64'), compute[name](body)))
      context.fail('BadDigest', `The ${name} you specified did not match what we received.`)
  }
}

function isSame(a: Buffer, b: Buffer): boolean {
  return a.length === b.length && timingSafeEqual(a, b)
}

function bigEndian(...words: number[]): Buffer {
  const bytes = Buffer.alloc(4 * words.length)
  words.forEach((word, index) => bytes.writeUInt32BE(word, 4 * index))
  return bytes
}

/** What a byte turns a reflected CRC into, in words: the polynomial's higher one first. */
function tableOf(high: number, low: number): { readonly high: Uint32Array; readonly low: Uint32Array } {
  const table = { high: new Uint32Array(256), low: new Uint32Array(256) }
  for (let byte = 0; byte < 256; byte++) {
    let [upper, lower] = [0, byte]
    for (let bit = 0; bit < 8; bit++) {
      const isOdd = lower & 1
      lower = ((lower >>> 1) | (upper << 31)) ^ (isOdd ? low : 0)
      upper = (upper >>> 1) ^ (isOdd ? high : 0)
    }
    table.high[byte] = upper
    table.low[byte] = lower
  }
  return table
}

let tables: { readonly c: ReturnType<typeof tableOf>; readonly nvme: ReturnType<typeof tableOf> } | undefined

/** Made for the first object that needs them. */
function tablesOf() {
  // Castagnoli's polynomial (RFC 3720), and the one of NVM Express (command set specification, "CRC64"), reflected.
  return (tables ??= { c: tableOf(0, 0x82f63b78), nvme: tableOf(0x9a6c9329, 0xac4bc9b5) })
}

function crc32c(body: Uint8Array): number {
  const { low: table } = tablesOf().c
  let crc = 0xffffffff
  for (const byte of body) crc = (crc >>> 8) ^ table[(crc ^ byte) & 0xff]!
  return ~crc >>> 0
}

function crc64nvme(body: Uint8Array): [number, number] {
  const { high, low } = tablesOf().nvme
  let [upper, lower] = [0xffffffff, 0xffffffff]
  for (const byte of body) {
    const index = (lower ^ byte) & 0xff
    lower = ((lower >>> 8) | (upper << 24)) ^ low[index]!
    upper = (upper >>> 8) ^ high[index]!
  }
  return [~upper >>> 0, ~lower >>> 0]
}
