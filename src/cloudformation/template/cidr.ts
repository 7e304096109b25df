/**
 * The first `count` blocks of 2^`bits` addresses in an IPv4 block (AWS page "Fn::Cidr").
 * Undefined when the block is malformed or too small. IPv6 blocks are not supported.
 */
export function cidrBlocks(block: string, count: number, bits: number): string[] | undefined {
  const found = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(block)
  const [a = 256, b = 256, c = 256, d = 256, prefix = 33] = found?.slice(1).map(Number) ?? []
  if (Math.max(a, b, c, d) > 255 || prefix > 32) return undefined
  const room = 32 - prefix
  if (!Number.isInteger(count) || count < 1 || count > 256) return undefined
  if (!Number.isInteger(bits) || bits < 1 || bits > room || count > 2 ** (room - bits)) return undefined
  const base = ((a * 256 + b) * 256 + c) * 256 + d
  const first = base - (base % 2 ** room)
  return Array.from({ length: count }, (_, index) => {
    const address = first + index * 2 ** bits
    const octets = [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256)
    return `${octets.join('.')}/${32 - bits}`
  })
}
