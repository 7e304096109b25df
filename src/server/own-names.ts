import { BlockList, isIP } from 'node:net'

/** Every origin under which a pool of this server can be discovered: its own names, and those it was told. */
export function ownOrigins(port: number, configured: readonly string[]): string[] {
  const hosts = [`localhost:${port}`, `127.0.0.1:${port}`, `[::1]:${port}`]
  return [...hosts.flatMap((host) => [`http://${host}`, `https://${host}`]), ...configured]
}

/** Host names of the origins that the server was told. */
export function configuredNames(origins: readonly string[]): ReadonlySet<string> {
  return new Set(origins.map((origin) => new URL(origin).hostname))
}

/** Whether only this machine reaches what listens on the address. */
export function isLoopbackAddress(host: string): boolean {
  const loopback = new BlockList()
  loopback.addSubnet('127.0.0.0', 8)
  loopback.addAddress('::1', 'ipv6')
  return host === 'localhost' || (isIP(host) !== 0 && loopback.check(host, isIP(host) === 6 ? 'ipv6' : 'ipv4'))
}
