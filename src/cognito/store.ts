import type {
  EmailMfaConfigType,
  SoftwareTokenMfaConfigType,
  UserPoolClientType,
  UserPoolType,
  UserStatusType,
  WebAuthnConfigurationType,
} from '@aws-sdk/client-cognito-identity-provider'
import type { Defined } from '../wire/operation.ts'
import type { SchemaAttribute } from './pools/attribute-schema.ts'
import type { DeviceStore } from './device-store.ts'
import type { LogConfiguration, RiskConfiguration } from './threat-protection/configurations.ts'
import type { AuthEventStore } from './auth-event-store.ts'
import type { GroupStore } from './group-store.ts'
import type { IdentityLinkStore } from './identity-link-store.ts'
import type { IdentityProviderStore } from './identity-provider-store.ts'
import type { PasskeyStore } from './passkey-store.ts'
import type { ResourceServerStore } from './resource-server-store.ts'
import type { AuthorizationStore } from './authorization-store.ts'
import type { BrandingStore } from './branding-store.ts'
import type { UserPoolDomainStore } from './user-pool-domain-store.ts'
import type { UserImportStore } from './user-import-store.ts'
import type { UserStore } from './user-store.ts'

/*
 * What user pools need from a store. Every method is one atomic step, committed when it resolves; none validates.
 * Methods that can lose a race answer a boolean or `undefined`, never an exception.
 */

/** Everything that Create/UpdateUserPool can set, in the API's own shape, defaults filled in. */
export type PoolSettings = Defined<
  Omit<
    UserPoolType,
    | 'Id'
    | 'Name'
    | 'Arn'
    | 'CreationDate'
    | 'LastModifiedDate'
    | 'EstimatedNumberOfUsers'
    | 'UserPoolTags'
    | 'Status'
    | 'SchemaAttributes'
  >
> & {
  SchemaAttributes?: SchemaAttribute[]
  /** Set by SetUserPoolMfaConfig; DescribeUserPool does not show them. */
  SoftwareTokenMfaConfiguration?: Defined<SoftwareTokenMfaConfigType>
  EmailMfaConfiguration?: Defined<EmailMfaConfigType>
  WebAuthnConfiguration?: Defined<WebAuthnConfigurationType>
}

export interface PoolRecord {
  readonly id: string
  readonly region: string
  readonly name: string
  readonly settings: PoolSettings
  readonly tags: Readonly<Record<string, string>>
  /** Set by SetRiskConfiguration for all clients that have none of their own. */
  readonly riskConfiguration?: RiskConfiguration
  /** Set by SetLogDeliveryConfiguration. */
  readonly logConfigurations?: readonly LogConfiguration[]
  readonly createdAt: Date
  readonly modifiedAt: Date
  /** Counts the row's changes, from 0: a replacement carries the revision it was made from. */
  readonly revision: number
}

/** Everything that Create/UpdateUserPoolClient can set, in the API's own shape, defaults filled in. */
export type ClientSettings = Defined<
  Omit<
    UserPoolClientType,
    'UserPoolId' | 'ClientName' | 'ClientId' | 'ClientSecret' | 'CreationDate' | 'LastModifiedDate'
  >
>

export interface ClientSecret {
  readonly id: string
  /** Sealed by the vault with the purpose `client-secret/<id of the client>`. */
  readonly sealed: Uint8Array
  readonly createdAt: Date
}

export interface ClientRecord {
  /** Unique over all pools: public operations find the pool by it. */
  readonly id: string
  readonly poolId: string
  readonly name: string
  /** Any of them will do; absent for a public client. The first is the one that is shown. */
  readonly secrets?: readonly ClientSecret[]
  readonly settings: ClientSettings
  /** Set by SetRiskConfiguration; counts instead of the pool's. */
  readonly riskConfiguration?: RiskConfiguration
  readonly createdAt: Date
  readonly modifiedAt: Date
  /** Counts the row's changes, from 0: a replacement carries the revision it was made from. */
  readonly revision: number
}

/** One RSA key of a pool. */
export interface SigningKeyRecord {
  readonly kid: string
  readonly poolId: string
  /** `saml` signs requests to identity providers and has a certificate. */
  readonly use: 'id' | 'access' | 'saml'
  /** PKCS#8 DER, sealed by the vault with the purpose `signing-key/<kid>`. */
  readonly sealedPrivateKey: Uint8Array
  readonly createdAt: Date
}

/** A page of a listing: `next` is what to pass as `after` for the following page; absent on the last one. */
export interface Page<Item> {
  readonly items: readonly Item[]
  readonly next?: string
}

export interface PoolStore {
  /** Inserts the pool together with its first signing keys; false when there is a pool of that id. */
  insertPool(pool: PoolRecord, keys: readonly SigningKeyRecord[]): Promise<boolean>
  findPool(id: string): Promise<PoolRecord | undefined>
  /** Replaces the pool's row; false when it is gone or no longer at this revision. */
  replacePool(pool: PoolRecord): Promise<boolean>
  /** Deletes the pool and everything in it; false when it was gone. */
  deletePool(id: string): Promise<boolean>
  /** In the order of ids. */
  listPools(region: string, page: { readonly limit: number; readonly after?: string }): Promise<Page<PoolRecord>>
  countPools(region: string): Promise<number>
  /** Exact while there are 10,000 at most, and within a few per cent of how many there are beyond. */
  estimateUsers(poolId: string): Promise<number>
  /** Newest first within each use. */
  listSigningKeys(poolId: string): Promise<readonly SigningKeyRecord[]>
  /** Adds keys and drops those with the given ids, in one step. False when the pool is gone. */
  replaceSigningKeys(
    poolId: string,
    added: readonly SigningKeyRecord[],
    dropped: readonly SigningKeyRecord['kid'][],
  ): Promise<boolean>
  /** Inserts a pool's `saml` key unless it has one; answers the one it has then, or undefined when the pool is gone. */
  insertSamlKey(key: SigningKeyRecord & { readonly use: 'saml' }): Promise<SigningKeyRecord | undefined>
}

export interface ClientStore {
  /** False when the pool is gone or a client has this id already. */
  insertClient(client: ClientRecord): Promise<boolean>
  findClient(id: string): Promise<ClientRecord | undefined>
  /** Replaces the client's row; false when it is gone or no longer at this revision. */
  replaceClient(client: ClientRecord): Promise<boolean>
  /** False when the pool had no such client. */
  deleteClient(poolId: string, id: string): Promise<boolean>
  countClients(poolId: string): Promise<number>
  /** In the order of ids. */
  listClients(poolId: string, page: { readonly limit: number; readonly after?: string }): Promise<Page<ClientRecord>>
}

/** What a user can be asked for besides the password, as the API names it. */
export type MfaFactor = 'SOFTWARE_TOKEN_MFA' | 'EMAIL_OTP' | 'SMS_MFA'

export interface UserMfa {
  /** The user's authenticator app; `sealedSecret` is sealed by the vault with the purpose `software-token/<pool>/<sub>`. */
  readonly softwareToken?: {
    readonly id: string
    /** In base64. */
    readonly sealedSecret: string
    readonly verified: boolean
    readonly name?: string
  }
  /** The factors that are switched on. */
  readonly enabled: readonly MfaFactor[]
  readonly preferred?: MfaFactor
  /** Whether the user's passkeys are as good as two factors, where the pool lets them be. */
  readonly passkey?: boolean
}

export interface UserRecord {
  readonly poolId: string
  readonly sub: string
  readonly username: string
  readonly status: UserStatusType
  readonly enabled: boolean
  /** Attribute name -> value, `sub` left out; booleans as the strings "true" and "false". */
  readonly attributes: Readonly<Record<string, string>>
  /** New values that count once VerifyUserAttribute has confirmed them. */
  readonly pendingAttributes?: Readonly<Record<string, string>>
  /** argon2id in PHC string format; absent while the user has no password. */
  readonly passwordHash?: string
  /** Hashes of the passwords before this one, the newest first, as many as the pool's PasswordHistorySize takes. */
  readonly passwordHistory?: readonly string[]
  /** Salt and SRP verifier of the same password, sealed by the vault; absent while no client signs in by SRP. */
  readonly sealedSrpVerifier?: Uint8Array
  /** When the temporary password was set, for its expiry. */
  readonly temporaryPasswordAt?: Date
  readonly mfa?: UserMfa
  readonly createdAt: Date
  readonly modifiedAt: Date
}

export type CognitoStore = PoolStore &
  ClientStore &
  UserStore &
  DeviceStore &
  PasskeyStore &
  GroupStore &
  ResourceServerStore &
  IdentityProviderStore &
  IdentityLinkStore &
  UserPoolDomainStore &
  BrandingStore &
  AuthEventStore &
  UserImportStore &
  AuthorizationStore
