import { BlockList, isIP, type Socket } from 'node:net'

const loopback = new BlockList()
loopback.addSubnet('127.0.0.0', 8)
loopback.addSubnet('::ffff:127.0.0.0', 104, 'ipv6')
loopback.addAddress('::1', 'ipv6')

/** Whether the other end of a connection is on this machine. */
export function isLoopbackPeer({ remoteAddress = '' }: Pick<Socket, 'remoteAddress'>): boolean {
  return isIP(remoteAddress) !== 0 && loopback.check(remoteAddress, isIP(remoteAddress) === 6 ? 'ipv6' : 'ipv4')
}
