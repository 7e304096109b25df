import { createRequire } from 'node:module'
import type { KeyObject } from 'node:crypto'

/*
 * The part of xml-crypto, and of the DOM it works on, that is used here. Their own types bring those of browsers, which
 * contradict the ones of Node.js, so that they are written down instead of imported.
 */

/** A node of a document; only handed from one to the other. */
interface DomNode {
  readonly parentNode: { readonly getAttribute?: (name: string) => string } | null
  readonly firstChild: DomNode | null
}

export interface SignatureAlgorithm {
  getAlgorithmName(): string
  getSignature(signedInfo: string, key: KeyObject): string
  verifySignature(signedInfo: string, key: KeyObject, signatureValue: string): boolean
}

export interface HashAlgorithm {
  getAlgorithmName(): string
  getHash(text: string): string
}

/** One signature of a document. The tables say what is accepted, by URI. */
interface SignedXml {
  SignatureAlgorithms: Readonly<Record<string, new () => SignatureAlgorithm>>
  HashAlgorithms: Readonly<Record<string, new () => HashAlgorithm>>
  CanonicalizationAlgorithms: Readonly<Record<string, new () => object>>
  /** The canonical octets of an element, by algorithms named by URI. */
  getCanonXml(transforms: readonly string[], node: DomNode): string
  findSignatures(document: DomNode): readonly DomNode[]
  loadSignature(signature: DomNode): void
  /** Throws as well as answers false. */
  checkSignature(text: string): boolean
  /** The canonical octets that a checked signature is over, one for each reference. */
  getSignedReferences(): readonly string[]
}

export interface XmlCrypto {
  readonly SignedXml: new (options?: { readonly publicCert: KeyObject }) => SignedXml
  readonly parse: (text: string) => DomNode
}

/** Loads the library, which takes a while and which no server without SAML providers needs. */
export function loadXmlCrypto(): XmlCrypto {
  const require = createRequire(import.meta.url)
  const { SignedXml }: Pick<XmlCrypto, 'SignedXml'> = require('xml-crypto')
  const {
    DOMParser,
  }: {
    readonly DOMParser: new () => { parseFromString: (text: string, type: string) => DomNode }
  } = require('@xmldom/xmldom')
  return { SignedXml, parse: (text) => new DOMParser().parseFromString(text, 'text/xml') }
}
