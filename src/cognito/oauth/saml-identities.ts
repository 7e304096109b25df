import { deflateRawSync, inflateRawSync } from 'node:zlib'
import type { SamlSession } from '../authorization-store.ts'
import type { DomainContext, DomainRequest } from '../domains/domain-exchange.ts'
import type { Claims } from '../federation/id-token.ts'
import type { IdentityProviderRecord } from '../identity-provider-store.ts'
import type { Assertion } from '../saml/read-assertion.ts'
import { ResponseProblem } from '../saml/response-problem.ts'

/*
 * Whom a SAML provider has signed in. Its response comes as a form from another site, along with which browsers send no cookie: so
 * what it says is sealed, and the browser led here once more with it, by a GET.
 */

/** What counts of an assertion. */
export interface SamlIdentity {
  /** Who it is about: the NameID, unless the pool maps another attribute to `username`. */
  readonly subject: string | undefined
  /** What the pool maps, and what administrators link users by. */
  readonly claims: Claims
  readonly session: SamlSession
}

/** Longest address that every server on the way may be trusted to take, in characters. */
const longestSealed = 12_000

export async function toIdentity(
  { store }: Pick<DomainContext, 'store'>,
  { poolId, name, attributeMapping }: IdentityProviderRecord,
  { attributes, session }: Assertion,
): Promise<SamlIdentity> {
  const { username: subjectAttribute, ...mapping } = attributeMapping
  const wanted = new Set([...Object.values(mapping), ...(await store.listLinkAttributes(poolId, name))])
  const chosen = subjectAttribute === undefined ? session.nameId : attributes[subjectAttribute]
  return {
    subject: typeof chosen === 'string' ? chosen : undefined,
    claims: Object.fromEntries(Object.entries(attributes).filter(([attribute]) => wanted.has(attribute))),
    session,
  }
}

/** @param nonce of the sign-in that it belongs to */
export function sealIdentity(
  context: Pick<DomainContext, 'vault'>,
  request: DomainRequest,
  identity: SamlIdentity,
  nonce: string,
): string {
  const packed = deflateRawSync(JSON.stringify({ ...identity, nonce }))
  const sealed = context.vault.seal(packed, purposeOf(request)).toString('base64url')
  if (sealed.length > longestSealed)
    throw new ResponseProblem('The mapped attributes are too long', `sealed, they have ${sealed.length} characters`)
  return sealed
}

/** What was sealed for the sign-in with this nonce. */
export function openIdentity(
  { vault }: Pick<DomainContext, 'vault'>,
  request: DomainRequest,
  sealed: string,
  nonce: string,
): SamlIdentity | undefined {
  let opened: unknown
  try {
    opened = JSON.parse(inflateRawSync(vault.open(Buffer.from(sealed, 'base64url'), purposeOf(request))).toString())
  } catch {
    return undefined
  }
  return isIdentity(opened) && opened.nonce === nonce ? opened : undefined
}

/** Only `sealIdentity` seals for this purpose. */
function isIdentity(value: unknown): value is SamlIdentity & { readonly nonce: string } {
  return typeof value === 'object' && value !== null && 'nonce' in value && 'session' in value
}

function purposeOf({ pool, domain }: DomainRequest): string {
  return `saml-identity/${pool.id}/${domain.domain}`
}
