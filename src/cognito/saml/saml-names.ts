import type { XmlElement } from './xml.ts'

/** Namespaces of SAML documents (SAML V2.0 Core, section 1.2; XML Signature; XML Encryption). */
export const namespaces = {
  assertion: 'urn:oasis:names:tc:SAML:2.0:assertion',
  protocol: 'urn:oasis:names:tc:SAML:2.0:protocol',
  metadata: 'urn:oasis:names:tc:SAML:2.0:metadata',
  signature: 'http://www.w3.org/2000/09/xmldsig#',
  encryption: 'http://www.w3.org/2001/04/xmlenc#',
} as const

/** What identity providers know a pool by (developer guide, "Using SAML identity providers with a user pool"). */
export function entityIdOf(poolId: string): string {
  return `urn:amazon:cognito:sp:${poolId}`
}

/** Where providers send browsers back to, on a pool's domain. */
export const samlPaths = { idpResponse: '/saml2/idpresponse', logout: '/saml2/logout' } as const

export function isNamed(element: XmlElement, kind: keyof typeof namespaces, name: string): boolean {
  return element.namespace === namespaces[kind] && element.name === name
}

export function childrenOf(element: XmlElement, kind: keyof typeof namespaces, name: string): readonly XmlElement[] {
  return element.children.filter((child) => isNamed(child, kind, name))
}

/** Elements of one name however deep, the element itself included. */
export function elementsIn(element: XmlElement, kind: keyof typeof namespaces, name: string): readonly XmlElement[] {
  const inside = element.children.flatMap((child) => elementsIn(child, kind, name))
  return isNamed(element, kind, name) ? [element, ...inside] : inside
}
