import { X509Certificate } from 'node:crypto'
import type { SamlTrust } from '../identity-provider-store.ts'
import { childrenOf as childrenIn, elementsIn, isNamed, namespaces } from './saml-names.ts'
import { readXml, type XmlElement, XmlProblem } from './xml.ts'

/** What signing in by a SAML provider needs to know of it (SAML V2.0 Metadata, section 2.4). */
interface SamlMetadata {
  readonly entityId: string
  /** Where HTTP-Redirect requests to sign in go. */
  readonly ssoRedirect: string
  /** Where HTTP-Redirect requests to sign out go. */
  readonly sloRedirect?: string
  readonly trust: Pick<SamlTrust, 'certificates' | 'validUntil'>
}

export type SamlMetadataResult =
  | { readonly ok: true; readonly metadata: SamlMetadata }
  /** For whoever configured the provider. */
  | { readonly ok: false; readonly problem: string }

const redirectBinding = 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect'
/** SAML V2.0 Core, section 8.3.6. */
const longestEntityId = 1024

/** Reads the metadata of one identity provider, which must be valid at `now`. Never throws. */
export function readSamlMetadata(text: string, now: Date): SamlMetadataResult {
  try {
    const { ssoRedirect, ...metadata } = readEntity(entityOf(readXml(text)), now)
    if (ssoRedirect !== undefined) return { ok: true, metadata: { ...metadata, ssoRedirect } }
    // AWS's text (ssoready/dummyidp issue 10).
    return { ok: false, problem: 'No SingleSignOn Http redirect binding location found in metadata.' }
  } catch (error) {
    if (!(error instanceof XmlProblem)) throw error
    return { ok: false, problem: `Unable to use the SAML metadata: ${error.message}` }
  }
}

/** The root, or the only member of a group. */
function entityOf(root: XmlElement): XmlElement {
  if (isNamed(root, 'metadata', 'EntityDescriptor')) return root
  const members = isNamed(root, 'metadata', 'EntitiesDescriptor') ? childrenOf(root, 'EntityDescriptor') : []
  const [only, ...others] = members
  if (!only || others.length > 0) throw new XmlProblem('the metadata must describe exactly one entity')
  return only
}

function readEntity(
  entity: XmlElement,
  now: Date,
): Omit<SamlMetadata, 'ssoRedirect'> & { readonly ssoRedirect: string | undefined } {
  const entityId = entity.attributes.get('entityID') ?? ''
  if (entityId === '' || entityId.length > longestEntityId)
    throw new XmlProblem(`the entityID must have 1 to ${longestEntityId} characters`)
  const provider = childrenOf(entity, 'IDPSSODescriptor').find(({ attributes }) =>
    (attributes.get('protocolSupportEnumeration') ?? '').split(/\s+/).includes(namespaces.protocol),
  )
  if (!provider) throw new XmlProblem('the metadata has no IDPSSODescriptor for SAML 2.0')
  const ends = [entity, provider].flatMap(({ attributes }) => endOf(attributes.get('validUntil'), now))
  const certificates = signingCertificates(provider, now)
  const ssoRedirect = redirectLocation(provider, 'SingleSignOnService')
  const sloRedirect = redirectLocation(provider, 'SingleLogoutService')
  const trust = { certificates, ...(ends.length > 0 && { validUntil: Math.min(...ends) }) }
  return { entityId, ssoRedirect, ...(sloRedirect !== undefined && { sloRedirect }), trust }
}

/** In epoch milliseconds, if there is one. */
function endOf(validUntil: string | undefined, now: Date): number[] {
  if (validUntil === undefined) return []
  const end = Date.parse(validUntil)
  if (Number.isNaN(end)) throw new XmlProblem('validUntil is not a date and time')
  if (end <= now.getTime()) throw new XmlProblem(`the metadata was valid until ${validUntil}`)
  return [end]
}

/** Those that have not expired, of which there has to be one: without it no response could ever be trusted. */
function signingCertificates(provider: XmlElement, now: Date): readonly string[] {
  const keys = childrenOf(provider, 'KeyDescriptor').filter(({ attributes }) =>
    [undefined, 'signing'].includes(attributes.get('use')),
  )
  const given = keys.flatMap((key) => elementsIn(key, 'signature', 'X509Certificate')).map(({ text }) => text)
  if (given.length === 0) throw new XmlProblem('the metadata has no certificate for signing')
  const certificates = given.map((text) => text.replaceAll(/\s/g, ''))
  const current = certificates.filter((certificate) => checkCertificate(certificate) > now)
  if (current.length === 0) throw new XmlProblem('every certificate for signing has expired')
  return current
}

/** When the certificate expires, if it is one that can be trusted. */
function checkCertificate(base64: string): Date {
  const { publicKey, validToDate } = openCertificate(base64)
  const { asymmetricKeyType: algorithm, asymmetricKeyDetails: { modulusLength = 0 } = {} } = publicKey
  if (algorithm !== 'ec' && (algorithm !== 'rsa' || modulusLength < 2048))
    throw new XmlProblem('a certificate for signing has neither an RSA key of 2048 bits or more nor an EC key')
  return validToDate
}

function openCertificate(base64: string): X509Certificate {
  try {
    return new X509Certificate(Buffer.from(base64, 'base64'))
  } catch {
    throw new XmlProblem('a certificate for signing cannot be read')
  }
}

function redirectLocation(provider: XmlElement, service: string): string | undefined {
  const location = childrenOf(provider, service)
    .find(({ attributes }) => attributes.get('Binding') === redirectBinding)
    ?.attributes.get('Location')
  if (location !== undefined && !/^https?:$/.test(URL.parse(location)?.protocol ?? ''))
    throw new XmlProblem(`the Location of ${service} is not an http or https URL`)
  return location
}

function childrenOf(element: XmlElement, name: string): readonly XmlElement[] {
  return childrenIn(element, 'metadata', name)
}
