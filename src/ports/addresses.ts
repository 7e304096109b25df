import { lookup as systemLookup, type LookupOptions } from 'node:dns'
import { BlockList, isIP, type LookupFunction } from 'node:net'

/**
 * Addresses that no outbound call may reach, whatever the mode (promise P12): link-local ones, among them the
 * metadata services of clouds, and the metadata services that live elsewhere.
 */
const forbidden = new BlockList()
forbidden.addSubnet('169.254.0.0', 16)
forbidden.addSubnet('fe80::', 10, 'ipv6')
forbidden.addSubnet('fd00:ec2::', 32, 'ipv6') // EC2, EKS
forbidden.addAddress('fd20:ce::254', 'ipv6') // Google Cloud
forbidden.addAddress('100.100.100.200') // Alibaba Cloud
forbidden.addAddress('168.63.129.16') // Azure
forbidden.addAddress('192.0.0.192') // Oracle Cloud

/** What is not on the public internet: loopback, private, shared, benchmark, multicast and reserved ranges. */
const nonPublic = new BlockList()
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3],
] as const)
  nonPublic.addSubnet(network, prefix)
nonPublic.addAddress('::', 'ipv6')
nonPublic.addAddress('::1', 'ipv6')
nonPublic.addSubnet('fc00::', 7, 'ipv6')
nonPublic.addSubnet('ff00::', 8, 'ipv6')

/** Whether `address` (an IP literal) is link-local or a metadata service. */
export function isForbiddenAddress(address: string): boolean {
  return isListed(forbidden, address)
}

/** Whether `address` (an IP literal) is loopback, private or otherwise not on the public internet. */
export function isPrivateAddress(address: string): boolean {
  return isListed(nonPublic, address)
}

function isListed(list: BlockList, address: string): boolean {
  const family = isIP(address)
  if (family === 0) return true
  if (family === 4) return list.check(address, 'ipv4')
  const embedded = embeddedIpv4(address)
  return list.check(address, 'ipv6') || (embedded !== undefined && list.check(embedded, 'ipv4'))
}

/**
 * The IPv4 address inside an IPv6 one that a router may take it out of: IPv4-mapped (::ffff:0:0/96), IPv4-compatible
 * (::/96), translated (::ffff:0:0:0/96), NAT64 (64:ff9b::/96), 6to4 (2002::/16).
 */
function embeddedIpv4(address: string): string | undefined {
  // The URL parser writes IPv6 in one canonical form, with 32 bits as two hexadecimal groups.
  const canonical = new URL(`http://[${address.split('%')[0]}]/`).hostname
  const [, high, low] =
    /^\[(?:::(?:ffff:(?:0:)?)?|64:ff9b::)([0-9a-f]+):([0-9a-f]+)\]$/.exec(canonical) ??
    /^\[2002:([0-9a-f]+):([0-9a-f]+):/.exec(canonical) ??
    []
  if (high === undefined || low === undefined) return undefined
  const bits = parseInt(high, 16) * 65536 + parseInt(low, 16)
  return [24, 16, 8, 0].map((shift) => Math.floor(bits / 2 ** shift) % 256).join('.')
}

/** Which addresses outbound calls may reach. */
export interface AddressPolicy {
  /** @param address an IP literal */
  allows(address: string): boolean
}

/** @param options.allowPrivate whether loopback and private addresses may be reached: in development they may */
export function createAddressPolicy(options: { readonly allowPrivate: boolean }): AddressPolicy {
  return {
    allows: (address) => !isForbiddenAddress(address) && (options.allowPrivate || !isPrivateAddress(address)),
  }
}

/** An outbound call was about to reach an address that the policy does not allow. */
export class AddressRefusedError extends Error {
  readonly code = 'ADDRESS_REFUSED'
  constructor(host: string, address: string) {
    super(host === address ? `${address} may not be reached` : `${host} is ${address}, which may not be reached`)
    this.name = 'AddressRefusedError'
  }
}

/** Throws when `host` is an IP literal that the policy refuses: sockets look such hosts up nowhere. */
export function refuseAddressLiteral(host: string, policy: AddressPolicy): void {
  const address = host.replace(/^\[(.*)\]$/, '$1')
  if (isIP(address) !== 0 && !policy.allows(address)) throw new AddressRefusedError(address, address)
}

/**
 * Name resolution for sockets that fails when any address of the name is refused. The socket connects to what was
 * checked, so a name cannot change its mind in between (DNS rebinding).
 */
export function guardedLookup(policy: AddressPolicy): LookupFunction {
  return (hostname: string, options: LookupOptions, callback) => {
    systemLookup(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, '')
      const refused = addresses.find(({ address }) => !policy.allows(address))
      if (refused) return callback(new AddressRefusedError(hostname, refused.address), '')
      if (options.all) return callback(null, addresses)
      const [first] = addresses
      return first ? callback(null, first.address, first.family) : callback(new Error(`${hostname} has no address`), '')
    })
  }
}
