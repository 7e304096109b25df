import { createHash } from 'node:crypto'
import type { CallContext } from '../../wire/operation.ts'
import type { Cognito } from '../cognito.ts'
import { openDetails } from '../federation/identity-providers.ts'
import type { IdentityProviderRecord } from '../identity-provider-store.ts'
import { openEncryptionKey } from './encryption-key.ts'
import type { Assertion } from './read-assertion.ts'
import { readResponse } from './read-response.ts'
import { refreshMetadata } from './refresh-metadata.ts'
import { ResponseProblem } from './response-problem.ts'
import { entityIdOf } from './saml-names.ts'

type Accepts = Pick<CallContext, 'now'> & Pick<Cognito, 'store' | 'vault' | 'outbound' | 'log'>

/**
 * The assertion of a response that a SAML provider gave a browser, which counts once. Throws a ResponseProblem.
 * @param given.requestId of the request that it has to answer; undefined where the provider began
 */
export async function acceptResponse(
  context: Accepts,
  provider: IdentityProviderRecord,
  given: { readonly encoded: string; readonly recipient: string; readonly requestId: string | undefined },
): Promise<Assertion> {
  const current = await refreshMetadata(context, provider)
  const { poolId, name, entityId = '', saml } = current
  const details = openDetails(context.vault, current)
  if (!saml || (saml.validUntil !== undefined && saml.validUntil <= context.now.getTime()))
    throw new ResponseProblem('The metadata of the identity provider has expired', 'validUntil of the metadata is over')
  const assertion = readResponse(given.encoded, {
    issuer: entityId,
    audience: entityIdOf(poolId),
    recipient: given.recipient,
    requestId: given.requestId,
    now: context.now,
    certificates: saml.certificates,
    privateKey: openEncryptionKey(details),
    mustBeEncrypted: details['EncryptedResponses'] === 'true',
  })
  const shown = `saml/${name}/${createHash('sha256').update(assertion.id).digest('base64url')}`
  if (!(await context.store.useSession(poolId, shown, assertion.usableUntil, context.now)))
    throw new ResponseProblem('The assertion was used before', 'an assertion with this ID was shown before')
  return assertion
}
