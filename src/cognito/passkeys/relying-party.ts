import type { Fails } from '../../wire/operation.ts'
import type { Cognito } from '../cognito.ts'
import type { PoolRecord } from '../store.ts'

/*
 * The relying party of a pool's passkeys (Web Authentication Level 3): a domain name. Passkeys made for it work on it and
 * on the hosts below it.
 */

/** RelyingPartyId if there is one, else the custom domain of the pool, else its prefix domain (developer guide, "Passkeys"). */
export async function findRelyingParty(context: Pick<Cognito, 'store'>, pool: PoolRecord): Promise<string | undefined> {
  const { RelyingPartyId: given } = pool.settings.WebAuthnConfiguration ?? {}
  if (given !== undefined) return given
  const domains = await context.store.listUserPoolDomains(pool.id)
  const custom = domains.find(({ certificateArn }) => certificateArn !== undefined)
  const [first] = domains
  return custom?.domain ?? (first && `${first.domain}.auth.${pool.region}.amazoncognito.com`)
}

/** Refuses with WebAuthnNotEnabledException where passkeys are no first factor. */
export function checkPasskeys(context: Fails<'WebAuthnNotEnabledException'>, pool: PoolRecord): void {
  if (!allowsPasskeys(pool)) context.fail('WebAuthnNotEnabledException', 'WebAuthn is not enabled for this user pool.')
}

/** Whether passkeys are a first factor in a pool. */
export function allowsPasskeys({ settings }: PoolRecord): boolean {
  return settings.Policies?.SignInPolicy?.AllowedFirstAuthFactors?.includes('WEB_AUTHN') ?? false
}

/** Labels of letters, digits and hyphens (RFC 1034 section 3.5), in lower case as browsers compare them; no address. */
const domainForm = /^(?!.*\.[0-9]+$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*$/

/** Refuses with InvalidParameterException what no browser takes for a relying party. */
export function checkRelyingPartyId(context: Fails<'InvalidParameterException'>, id: string): void {
  if (!domainForm.test(id))
    context.fail('InvalidParameterException', 'RelyingPartyId must be a domain name, without scheme and port.')
}

/**
 * Whether a page of this origin may use the passkeys of the relying party: it is on the party's host or one below it, and
 * came by HTTPS, or from the own machine (Web Authentication Level 3, section 5.1.3 and W3C Secure Contexts).
 */
export function isOwnOrigin(relyingPartyId: string, origin: string): boolean {
  const url = URL.parse(origin)
  if (url?.origin !== origin) return false
  const { protocol, hostname } = url
  const isLocal = hostname === 'localhost' || hostname.endsWith('.localhost')
  const isSecure = protocol === 'https:' || (protocol === 'http:' && isLocal)
  return isSecure && (hostname === relyingPartyId || hostname.endsWith(`.${relyingPartyId}`))
}

/** Whether the authenticator has to make sure who uses it. */
export function requiresVerification({ settings }: PoolRecord): boolean {
  return settings.WebAuthnConfiguration?.UserVerification === 'required' || arePasskeysMultiFactor({ settings })
}

/** Whether a passkey is as good as a password and a second factor. */
export function arePasskeysMultiFactor({ settings }: Pick<PoolRecord, 'settings'>): boolean {
  return settings.WebAuthnConfiguration?.FactorConfiguration === 'MULTI_FACTOR_WITH_USER_VERIFICATION'
}
