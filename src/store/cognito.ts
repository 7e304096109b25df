import type { CognitoStore } from '../cognito/store.ts'
import { cognitoDevices } from './cognito-devices.ts'
import { cognitoAuthEvents } from './cognito-auth-events.ts'
import { cognitoAuthorization } from './cognito-authorization.ts'
import { cognitoBranding } from './cognito-branding.ts'
import { cognitoDomains } from './cognito-domains.ts'
import { cognitoGroups } from './cognito-groups.ts'
import { cognitoIdentityLinks } from './cognito-identity-links.ts'
import { cognitoIdentityProviders } from './cognito-identity-providers.ts'
import { cognitoPasskeys } from './cognito-passkeys.ts'
import { cognitoPools } from './cognito-pools.ts'
import { cognitoResourceServers } from './cognito-resource-servers.ts'
import { cognitoUserImport } from './cognito-user-import.ts'
import { cognitoUsers } from './cognito-users.ts'
import type { Database } from './sql.ts'

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
