import { X509Certificate } from 'node:crypto'
import { readXml, type XmlElement, XmlProblem } from './xml.ts'

/** What signing in by a SAML provider needs to know of it (SAML V2.0 Metadata, section 2.4). */
interface SamlMetadata {
  readonly entityId: string
  /** Where HTTP-Redirect requests to sign in go. */
  readonly ssoRedirect: string
  /** Where HTTP-Redirect requests to sign out go. */
  readonly sloRedirect?: string
}

export type SamlMetadataResult =
  | { readonly ok: true; readonly metadata: SamlMetadata }
  | { readonly ok: false; readonly problem: string }

const metadataNamespace = 'urn:oasis:names:tc:SAML:2.0:metadata'
const signatureNamespace = 'http://www.w3.org/2000/09/xmldsig#'
const saml2 = 'urn:oasis:names:tc:SAML:2.0:protocol'
const redirectBinding = 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect'
/** SAML V2.0 Core, section 8.3.6. */
const longestEntityId = 1024

/** Reads the metadata of one identity provider, which must be valid at `now`. Never throws. */
export function readSamlMetadata(text: string, now: Date): SamlMetadataResult {
  try {
    return { ok: true, metadata: readEntity(entityOf(readXml(text)), now) }
  } catch (error) {
    if (!(error instanceof XmlProblem)) throw error
    return { ok: false, problem: error.message }
  }
}

/** The root, or the only member of a group. */
function entityOf(root: XmlElement): XmlElement {
  if (isMetadata(root, 'EntityDescriptor')) return root
  const members = isMetadata(root, 'EntitiesDescriptor') ? childrenOf(root, 'EntityDescriptor') : []
  const [only, ...others] = members
  if (!only || others.length > 0) throw new XmlProblem('the metadata must describe exactly one entity')
  return only
}

function readEntity(entity: XmlElement, now: Date): SamlMetadata {
  const entityId = entity.attributes.get('entityID') ?? ''
  if (entityId === '' || entityId.length > longestEntityId)
    throw new XmlProblem(`the entityID must have 1 to ${longestEntityId} characters`)
  const provider = childrenOf(entity, 'IDPSSODescriptor').find(({ attributes }) =>
    (attributes.get('protocolSupportEnumeration') ?? '').split(/\s+/).includes(saml2),
  )
  if (!provider) throw new XmlProblem('the metadata has no IDPSSODescriptor for SAML 2.0')
  for (const { attributes } of [entity, provider]) checkValidity(attributes.get('validUntil'), now)
  checkSigningCertificates(provider)
  const ssoRedirect = redirectLocation(provider, 'SingleSignOnService')
  if (ssoRedirect === undefined)
    throw new XmlProblem('No SingleSignOn Http redirect binding location found in metadata.')
  const sloRedirect = redirectLocation(provider, 'SingleLogoutService')
  return { entityId, ssoRedirect, ...(sloRedirect !== undefined && { sloRedirect }) }
}

function checkValidity(validUntil: string | undefined, now: Date): void {
  if (validUntil === undefined) return
  const end = Date.parse(validUntil)
  if (Number.isNaN(end)) throw new XmlProblem('validUntil is not a date and time')
  if (end <= now.getTime()) throw new XmlProblem(`the metadata was valid until ${validUntil}`)
}

/** Without one no response could ever be trusted. */
function checkSigningCertificates(provider: XmlElement): void {
  const keys = childrenOf(provider, 'KeyDescriptor').filter(({ attributes }) =>
    [undefined, 'signing'].includes(attributes.get('use')),
  )
  const certificates = keys.flatMap((key) => descendantsOf(key, 'X509Certificate')).map(({ text }) => text)
  if (certificates.length === 0) throw new XmlProblem('the metadata has no certificate for signing')
  for (const certificate of certificates) checkCertificate(certificate.replaceAll(/\s/g, ''))
}

function checkCertificate(base64: string): void {
  let algorithm: string | undefined
  let bits: number | undefined
  try {
    const { publicKey } = new X509Certificate(Buffer.from(base64, 'base64'))
    algorithm = publicKey.asymmetricKeyType
    bits = publicKey.asymmetricKeyDetails?.modulusLength
  } catch {
    throw new XmlProblem('a certificate for signing cannot be read')
  }
  if (algorithm !== 'ec' && (algorithm !== 'rsa' || (bits ?? 0) < 2048))
    throw new XmlProblem('a certificate for signing has neither an RSA key of 2048 bits or more nor an EC key')
}

function redirectLocation(provider: XmlElement, service: string): string | undefined {
  const location = childrenOf(provider, service)
    .find(({ attributes }) => attributes.get('Binding') === redirectBinding)
    ?.attributes.get('Location')
  if (location !== undefined && !/^https?:$/.test(URL.parse(location)?.protocol ?? ''))
    throw new XmlProblem(`the Location of ${service} is not an http or https URL`)
  return location
}

function isMetadata(element: XmlElement, name: string): boolean {
  return element.namespace === metadataNamespace && element.name === name
}

function childrenOf(element: XmlElement, name: string): readonly XmlElement[] {
  return element.children.filter((child) => isMetadata(child, name))
}

/** Elements of XML signatures, however deep. */
function descendantsOf(element: XmlElement, name: string): readonly XmlElement[] {
  return element.children.flatMap((child) =>
    child.namespace === signatureNamespace && child.name === name ? [child] : descendantsOf(child, name),
  )
}
