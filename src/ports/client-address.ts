import { BlockList, isIP } from 'node:net'

/**
 * The address of a client, which its proxies tell.
 * @param peer the other end of the connection
 * @param forwardedFor the values of `X-Forwarded-For`, in their order
 */
export type FindClientAddress = (peer: string, forwardedFor: readonly string[]) => string

/** The other end of the connection is the client: nobody is believed who says otherwise. */
export const peerAddress: FindClientAddress = (peer) => unmapped(peer)

/**
 * Believes trusted proxies: each adds whom it got the request from, so the client is the last address that is not a trusted
 * proxy's. What stands before that anybody can have written. When one of them says nothing that is an address, the client is
 * that proxy.
 * @param networks addresses and CIDR blocks of proxies, as `isNetwork` takes them
 */
export function trustProxies(networks: readonly string[]): FindClientAddress {
  const trusted = new BlockList()
  for (const network of networks) {
    const [address = '', prefix] = network.split('/')
    const family = familyOf(address)
    trusted.addSubnet(address, Number(prefix ?? (family === 'ipv6' ? 128 : 32)), family)
  }
  return (peer, forwardedFor) => {
    let client = unmapped(peer)
    const addresses = forwardedFor.flatMap((value) => value.split(','))
    while (isIP(client) !== 0 && trusted.check(client, familyOf(client))) {
      const before = readAddress(addresses.pop())
      if (before === undefined) break
      client = before
    }
    return client
  }
}

/** Whether a text is an IP address or a CIDR block. */
export function isNetwork(text: string): boolean {
  const [, address = '', prefix] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(text) ?? []
  const family = isIP(address)
  return family !== 0 && Number(prefix ?? 0) <= (family === 6 ? 128 : 32)
}

/** Some proxies add the port: `192.0.2.1:4711`, `[2001:db8::1]:4711`. */
function readAddress(text: string | undefined): string | undefined {
  const trimmed = (text ?? '').trim()
  const [, bracketed] = /^\[([^\]]+)\](?::\d+)?$/.exec(trimmed) ?? []
  const [, dotted] = /^(\d+\.\d+\.\d+\.\d+)(?::\d+)?$/.exec(trimmed) ?? []
  const address = unmapped(bracketed ?? dotted ?? trimmed)
  return isIP(address) === 0 ? undefined : address
}

/** An IPv4 address as itself, which a socket for both families shows as ::ffff:192.0.2.1. */
function unmapped(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, '')
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 6 ? 'ipv6' : 'ipv4'
}
