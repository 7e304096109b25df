import { BlockList, isIP } from 'node:net'

/** An IP range in CIDR notation; undefined for anything else. */
function readRange(text: string): { network: string; prefix: number; family: 'ipv4' | 'ipv6' } | undefined {
  const [, network = '', length = ''] = /^([^/]+)\/(\d{1,3})$/.exec(text) ?? []
  const version = isIP(network)
  const prefix = Number(length)
  if (version === 0 || network.includes('%') || prefix > (version === 4 ? 32 : 128)) return undefined
  return { network, prefix, family: version === 4 ? 'ipv4' : 'ipv6' }
}

export function isAddressRange(text: string): boolean {
  return readRange(text) !== undefined
}

/** Whether an IP address is in one of the ranges; false for what is no address. */
export function isInRanges(address: string, ranges: readonly string[] = []): boolean {
  const version = isIP(address)
  if (version === 0 || ranges.length === 0) return false
  const list = new BlockList()
  for (const range of ranges.map(readRange)) if (range) list.addSubnet(range.network, range.prefix, range.family)
  return list.check(address, version === 4 ? 'ipv4' : 'ipv6')
}
