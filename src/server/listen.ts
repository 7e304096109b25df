import type { Place } from '../gateway/proxy/state.ts'
import { loadCertificates } from '../http/certificates.ts'
import { createConnectProxy } from '../http/connect-proxy.ts'
import { isEmulatedHost } from '../http/hosts.ts'
import { createListener, type Listener } from '../http/listener.ts'
import { loadProvidedCertificates } from '../http/provided-certificates.ts'
import { openAcme } from './acme.ts'
import { answerChallenge, findChallengeAnswer } from './doors/acme-challenges.ts'
import { composeDoors } from './doors/compose-doors.ts'
import { findApiPlace, openDoor } from './doors/doors.ts'
import type { Ground, Undo } from './ground.ts'
import type { Products } from './products/products.ts'

export interface Listening {
  readonly port: number
  readonly listener: Pick<Listener, 'retire'>
}

/** With what a load balancer is given to look away (5 seconds at most), below the 30 seconds that supervisors wait. */
const closeGraceMs = 20_000

/** Opens the port, answers which, and sees to the local certification authority. */
export async function listen(
  ground: Ground,
  products: Products,
  where: { readonly host: string; readonly port: number },
  undo: Undo,
): Promise<Listening> {
  const { clock, random, log, defaultRegion: region } = ground.runtime
  const { mode = 'development' } = ground.options
  const { domains } = products.apis
  const { loginHosts } = products.pools
  const isServed = (name: string) => isEmulatedHost(name) || domains.find(name) !== undefined || loginHosts.has(name)
  /** Names that may have a certificate of ours. */
  const isOurs = (name: string) => isServed(name) || name === 'localhost' || name.endsWith('.localhost')
  const wildcardOver = (name: string) => {
    const domainName = domains.find(name)?.domainName
    return domainName?.startsWith('*.') ? domainName : undefined
  }
  const own = await loadProvidedCertificates(ground.options.certificates ?? [], { clock, log })
  const { provided, acme } = await openAcme(ground, own)
  const certificates = await loadCertificates(ground.dataDir, { clock, random, log, isOurs, wildcardOver, provided })
  const doors = composeDoors(ground, products, certificates)
  const listener = createListener<Place>({
    onRequest: (request, response) =>
      acme && answerChallenge(acme, request, response) ? undefined : openDoor(doors, request, response),
    apis: {
      clock,
      place: (head) =>
        acme && findChallengeAnswer(acme, head.host, head.target) !== undefined ? undefined : findApiPlace(doors, head),
      serve: products.apis.serve,
    },
    onConnect: createConnectProxy({
      isEmulated: isServed,
      policy: ground.policy,
      environment: process.env,
      log,
    }),
    certificates,
    ...(ground.options.maxConnections !== undefined && { limits: { maxConnections: ground.options.maxConnections } }),
    findTruststore: (serverName) => domains.find(serverName)?.truststore,
    log,
  })
  const { port } = await listener.listen(where.host, where.port)
  // Made when there is none; the server is of use to most clients before that.
  const authority = certificates.caPem().then(
    () => {},
    (error: unknown) => log.error({ event: 'ca-failed' }, error),
  )
  undo.unshift(() => authority)
  // The other workers start when this one is there, and would each make one.
  if (ground.place?.isAlone) await authority
  undo.unshift(() => listener.close(closeGraceMs))
  acme?.start()
  undo.unshift(() => acme?.stop())
  log.info({ event: 'listening', url: `http://localhost:${port}`, port, region, dataDir: ground.dataDir, mode })
  return { port, listener }
}
