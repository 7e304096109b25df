import type { CognitoStore } from '../../cognito/store.ts'
import { cognitoDevices } from './devices.ts'
import { cognitoAuthEvents } from './auth-events.ts'
import { cognitoAuthorization } from './authorization.ts'
import { cognitoBranding } from './branding.ts'
import { cognitoDomains } from './domains.ts'
import { cognitoGroups } from './groups.ts'
import { cognitoIdentityLinks } from './identity-links.ts'
import { cognitoIdentityProviders } from './identity-providers.ts'
import { cognitoPasskeys } from './passkeys.ts'
import { cognitoPools } from './pools.ts'
import { cognitoResourceServers } from './resource-servers.ts'
import { cognitoUserImport } from './user-import.ts'
import { cognitoUsers } from './users.ts'
import type { Database } from '../sql.ts'

/** Everything that user pools store. */
export function cognitoStore(database: Database): CognitoStore {
  return {
    ...cognitoPools(database),
    ...cognitoUsers(database),
    ...cognitoDevices(database),
    ...cognitoPasskeys(database),
    ...cognitoGroups(database),
    ...cognitoResourceServers(database),
    ...cognitoIdentityProviders(database),
    ...cognitoIdentityLinks(database),
    ...cognitoDomains(database),
    ...cognitoBranding(database),
    ...cognitoAuthEvents(database),
    ...cognitoUserImport(database),
    ...cognitoAuthorization(database),
  }
}
