import { cognitoDevices } from './cognito-devices.ts'
import { cognitoAuthEvents } from './cognito-auth-events.ts'
import { cognitoAuthorization } from './cognito-authorization.ts'
import { cognitoBranding } from './cognito-branding.ts'
import { cognitoDomains } from './cognito-domains.ts'
import { cognitoGroups } from './cognito-groups.ts'
import { cognitoIdentityLinks } from './cognito-identity-links.ts'
import { cognitoIdentityProviders } from './cognito-identity-providers.ts'
import { cognitoPasskeys } from './cognito-passkeys.ts'
import { cognitoResourceServers } from './cognito-resource-servers.ts'
import { cognitoUserImport } from './cognito-user-import.ts'
import { cognitoUsers } from './cognito-users.ts'

/** User pools with what belongs to them; deleting a pool deletes all of it. */
const cognitoPools: readonly string[] = [
  `CREATE TABLE user_pools (
    id TEXT NOT NULL PRIMARY KEY,
    region TEXT NOT NULL,
    name TEXT NOT NULL,
    settings TEXT NOT NULL,
    tags TEXT NOT NULL,
    risk_configuration TEXT,
    log_configurations TEXT,
    created_at BIGINT NOT NULL,
    modified_at BIGINT NOT NULL,
    revision BIGINT NOT NULL
  )`,
  'CREATE INDEX user_pools_by_region ON user_pools (region, id)',
  `CREATE TABLE user_pool_clients (
    id TEXT NOT NULL PRIMARY KEY,
    pool_id TEXT NOT NULL REFERENCES user_pools (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    secrets TEXT,
    settings TEXT NOT NULL,
    risk_configuration TEXT,
    created_at BIGINT NOT NULL,
    modified_at BIGINT NOT NULL,
    revision BIGINT NOT NULL
  )`,
  'CREATE INDEX user_pool_clients_by_pool ON user_pool_clients (pool_id, id)',
  `CREATE TABLE signing_keys (
    kid TEXT NOT NULL PRIMARY KEY,
    pool_id TEXT NOT NULL REFERENCES user_pools (id) ON DELETE CASCADE,
    key_use TEXT NOT NULL,
    sealed_private_key {bytes} NOT NULL,
    created_at BIGINT NOT NULL
  )`,
  'CREATE INDEX signing_keys_by_pool ON signing_keys (pool_id, key_use, created_at)',
  "CREATE UNIQUE INDEX one_saml_key ON signing_keys (pool_id) WHERE key_use = 'saml'",
]

export const cognito: readonly string[] = [
  ...cognitoPools,
  ...cognitoUsers,
  ...cognitoDevices,
  ...cognitoPasskeys,
  ...cognitoGroups,
  ...cognitoResourceServers,
  ...cognitoIdentityProviders,
  ...cognitoIdentityLinks,
  ...cognitoDomains,
  ...cognitoBranding,
  ...cognitoAuthEvents,
  ...cognitoUserImport,
  ...cognitoAuthorization,
]
