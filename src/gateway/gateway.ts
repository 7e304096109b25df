import type { Log } from '../ports/log.ts'
import type { Random } from '../ports/random.ts'
import type { IssuerDirectory } from './issuers.ts'
import type { GatewayStore } from './store.ts'

/** What every `apigatewayv2` operation finds in its context besides the call. */
export interface Gateway {
  readonly store: GatewayStore
  readonly random: Random
  readonly log: Log
  readonly issuers: IssuerDirectory
}
