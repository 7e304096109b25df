import type { Functions } from '../ports/functions.ts'
import type { Log } from '../ports/log.ts'
import type { Outbound } from '../ports/outbound.ts'
import type { Random } from '../ports/random.ts'
import type { IssuerDirectory } from './issuers.ts'
import type { FindPrivateTarget } from './private-targets.ts'
import type { GatewayStore } from './store.ts'

/** What every `apigatewayv2` operation finds in its context besides the call. */
export interface Gateway {
  readonly store: GatewayStore
  readonly random: Random
  readonly log: Log
  readonly issuers: IssuerDirectory
  /** For the discovery documents of issuers that are not local. */
  readonly outbound: Outbound
  /** Which functions integrations and authorizers may name. */
  readonly functions: Pick<Functions, 'available' | 'reaches'>
  /** The file that the operator has put in the place of an object in S3; undefined when there is none. */
  readonly readTruststore: (uri: string) => Promise<string | undefined>
  /** Which listeners and services private integrations may name. */
  readonly findPrivateTarget: FindPrivateTarget
  /** Whether access logs may go to the log group of this name. */
  readonly logGroupExists: (region: string, name: string) => Promise<boolean>
  /** The base URL under which clients reach an API, without a slash at the end: its `ApiEndpoint`. */
  readonly apiEndpoint: (apiId: string, region: string) => string
  /** Whether a host name is this server's own or one of AWS's, and so never a custom domain. */
  readonly isReservedHost: (name: string) => boolean
  /** Called when a change of a custom domain or of its mappings is committed, like `deployed`. */
  readonly domainChanged: (region: string, domainName: string) => Promise<void>
  /** Called when a change of what the API serves is committed, its deletion too. Resolves when it is served; never rejects. */
  readonly deployed: (apiId: string) => Promise<void>
}
