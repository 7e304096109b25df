import { type KeyObject, sign } from 'node:crypto'
import { deflateRawSync } from 'node:zlib'
import { escapeXml } from '../../wire/xml.ts'
import type { SamlSession } from '../authorization-store.ts'
import { encodeQuery } from '../domains/domain-exchange.ts'
import { namespaces } from './saml-names.ts'

/** What every request to a provider says. */
interface Asked {
  readonly id: string
  readonly now: Date
  /** Where it goes. */
  readonly destination: string
  /** The pool's entity id. */
  readonly issuer: string
}

/** A request to sign somebody in (SAML V2.0 Core, section 3.4.1), to be answered by a form that is posted to `answerTo`. */
export function writeAuthnRequest(asked: Asked & { readonly answerTo: string; readonly mustSignIn: boolean }): string {
  return write('AuthnRequest', asked, {
    AssertionConsumerServiceURL: asked.answerTo,
    ProtocolBinding: 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST',
    ...(asked.mustSignIn && { ForceAuthn: 'true' }),
  })
}

/** A request to end a session of the provider (SAML V2.0 Core, section 3.7.1). */
export function writeLogoutRequest(asked: Asked & { readonly session: SamlSession }): string {
  const { nameId, format, nameQualifier, spNameQualifier, sessionIndex } = asked.session
  const named = { Format: format, NameQualifier: nameQualifier, SPNameQualifier: spNameQualifier }
  const index =
    sessionIndex === undefined ? '' : `<saml2p:SessionIndex>${escapeXml(sessionIndex)}</saml2p:SessionIndex>`
  const subject = `<saml2:NameID${attributesOf(named)}>${escapeXml(nameId)}</saml2:NameID>`
  return write('LogoutRequest', asked, {}, `${subject}${index}`)
}

function write(
  name: string,
  { id, now, destination, issuer }: Asked,
  more: Readonly<Record<string, string>>,
  content = '',
): string {
  const attributes = { ...more, Destination: destination, ID: id, IssueInstant: now.toISOString(), Version: '2.0' }
  const declared = { 'xmlns:saml2p': namespaces.protocol, 'xmlns:saml2': namespaces.assertion }
  return `<?xml version="1.0" encoding="UTF-8"?><saml2p:${name}${attributesOf({ ...declared, ...attributes })}><saml2:Issuer>${escapeXml(issuer)}</saml2:Issuer>${content}</saml2p:${name}>`
}

function attributesOf(attributes: Readonly<Record<string, string | undefined>>): string {
  return Object.entries(attributes)
    .map(([name, value]) => (value === undefined ? '' : ` ${name}="${escapeXml(value)}"`))
    .join('')
}

/**
 * An address of the provider with a request to it (SAML V2.0 Bindings, section 3.4.4).
 * @param key signs it, by RSA with SHA-256, where that is wanted
 */
export function redirectWithRequest(endpoint: string, request: string, relayState: string, key?: KeyObject): string {
  const SAMLRequest = deflateRawSync(request).toString('base64')
  const algorithm = key && { SigAlg: 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256' }
  const query = encodeQuery({ SAMLRequest, RelayState: relayState, ...algorithm })
  const signature = key && encodeQuery({ Signature: sign('sha256', Buffer.from(query), key).toString('base64') })
  return `${endpoint}${endpoint.includes('?') ? '&' : '?'}${query}${signature === undefined ? '' : `&${signature}`}`
}
