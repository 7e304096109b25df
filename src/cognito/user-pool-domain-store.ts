/** The name under which the login pages of a pool are. */
export interface UserPoolDomainRecord {
  /** Unique over all pools: the prefix of `<prefix>.auth.<region>.amazoncognito.com`, or a whole host name. */
  readonly domain: string
  readonly poolId: string
  /** Present for a custom domain, a host name of the operator's own. */
  readonly certificateArn?: string
  /** 1 for the hosted UI (classic), 2 for managed login. */
  readonly managedLoginVersion: number
  readonly cloudFrontDistribution: string
  readonly modifiedAt: Date
  /** Counts the row's changes, from 0: a replacement carries the revision it was made from. */
  readonly revision: number
}

export interface UserPoolDomainStore {
  /** `has-one`: the pool has a domain of this kind, prefix or custom. */
  insertUserPoolDomain(domain: UserPoolDomainRecord): Promise<'inserted' | 'taken' | 'has-one' | 'pool-gone'>
  findUserPoolDomain(domain: string): Promise<UserPoolDomainRecord | undefined>
  /** The domains of a pool, two at most. */
  listUserPoolDomains(poolId: string): Promise<readonly UserPoolDomainRecord[]>
  /** The custom domains of every pool. */
  listCustomDomains(): Promise<readonly UserPoolDomainRecord[]>
  /** Replaces certificate and version; false when it is gone or no longer at this revision. */
  replaceUserPoolDomain(domain: UserPoolDomainRecord): Promise<boolean>
  /** False when the pool had none such. */
  deleteUserPoolDomain(poolId: string, domain: string): Promise<boolean>
}
