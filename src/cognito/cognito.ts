import type { Functions } from '../ports/functions.ts'
import type { KeyPairs } from '../ports/key-pairs.ts'
import type { Log } from '../ports/log.ts'
import type { Mail } from '../ports/mail.ts'
import type { Outbound, SecretOutbound, TextOutbound } from '../ports/outbound.ts'
import type { Random } from '../ports/random.ts'
import type { Sms } from '../ports/sms.ts'
import type { Uploads } from '../ports/uploads.ts'
import type { Vault } from '../ports/vault.ts'
import type { LoginHosts } from './domains/login-hosts.ts'
import type { Passwords } from './users/passwords.ts'
import type { SigningKeys } from './keys/signing-keys.ts'
import type { UserImports } from './user-import/user-imports.ts'
import type { DataKeys, Senders } from './triggers/custom-sender.ts'
import type { CognitoStore } from './store.ts'

/** What every `cognito-idp` operation finds in its context besides the call. */
export interface Cognito {
  readonly store: CognitoStore
  readonly random: Random
  readonly vault: Vault
  readonly mail: Mail
  readonly sms: Sms
  readonly keyPairs: KeyPairs
  readonly signingKeys: SigningKeys
  readonly passwords: Passwords
  /** Where triggers run. */
  readonly functions: Pick<Functions, 'reaches' | 'invoke'>
  /** Where functions are told to send messages. */
  readonly senders: Senders
  /** What those are told codes with. */
  readonly dataKeys: DataKeys
  /** How identity providers are asked what they are, and who signed in there. */
  readonly outbound: Outbound & TextOutbound & SecretOutbound
  readonly loginHosts: Pick<LoginHosts, 'reload'>
  /** Whether a name, in lower case, can be no custom domain: it is the server's, AWS's or an HTTP API's. */
  readonly isReservedHost: (name: string) => boolean
  /** Files of user imports. */
  readonly uploads: Uploads
  readonly userImports: Pick<UserImports, 'start'>
  /** `http://localhost:<port>`, for addresses that people and programs are given. */
  readonly origin: () => string
  readonly log: Log
}
