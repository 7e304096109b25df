/* What HTTP APIs need from a store. */
export interface GatewayStore {
  readonly placeholder?: never
}
