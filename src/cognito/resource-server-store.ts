import type { ResourceServerType } from '@aws-sdk/client-cognito-identity-provider'
import type { Defined } from '../wire/operation.ts'
import type { Page } from './store.ts'

/** An API that a pool issues custom scopes for: `<identifier>/<ScopeName>`. */
export interface ResourceServerRecord {
  readonly poolId: string
  /** Unique in the pool. */
  readonly identifier: string
  readonly name: string
  readonly scopes: NonNullable<Defined<ResourceServerType>['Scopes']>
}

export interface ResourceServerStore {
  insertResourceServer(server: ResourceServerRecord): Promise<'inserted' | 'exists' | 'pool-gone'>
  findResourceServer(poolId: string, identifier: string): Promise<ResourceServerRecord | undefined>
  /** Replaces name and scopes; false when it is gone. */
  replaceResourceServer(server: ResourceServerRecord): Promise<boolean>
  /** False when the pool had none such. */
  deleteResourceServer(poolId: string, identifier: string): Promise<boolean>
  countResourceServers(poolId: string): Promise<number>
  /** In the order of identifiers. */
  listResourceServers(
    poolId: string,
    page: { readonly limit: number; readonly after?: string },
  ): Promise<Page<ResourceServerRecord>>
}
