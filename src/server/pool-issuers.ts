import { findPoolByIssuer, issuersOf, poolIdOfIssuer } from '../cognito/keys/issuers.ts'
import type { SigningKeys } from '../cognito/keys/signing-keys.ts'
import type { CognitoStore } from '../cognito/store.ts'
import type { IssuerDirectory } from '../gateway/issuers.ts'

/**
 * Local user pools as the gateway sees issuers: found in process, by any of their names.
 * @param origins the server's own origins, asked for each time since they are known only once it listens
 */
export function poolIssuers(
  store: CognitoStore,
  signingKeys: SigningKeys,
  origins: () => readonly string[],
): IssuerDirectory {
  return {
    isLocalForm: (issuer) => poolIdOfIssuer(issuer, origins()) !== undefined,
    findLocal: async (issuer) => {
      const pool = await findPoolByIssuer(store, issuer, origins())
      return pool && { issuers: issuersOf(pool, origins()), keys: () => signingKeys.published(pool.id) }
    },
  }
}
