import type { KeyObject } from 'node:crypto'
import { decryptAssertion } from './decrypt-assertion.ts'
import { type Assertion, type Expected, readAssertion } from './read-assertion.ts'
import { refuseSignature, ResponseProblem } from './response-problem.ts'
import { childrenOf, elementsIn, isNamed } from './saml-names.ts'
import { readSigned } from './xml-signature.ts'
import { readXml, type XmlElement, XmlProblem } from './xml.ts'

/** Developer guide, "The IdP SAML assertion endpoint". */
const mostCharacters = 100_000

/**
 * Most of what a document is made of: more than a response of this length has, which says a thousand groups, but not as many as would keep
 * the server busy.
 */
const most: readonly (readonly [string, number, string])[] = [
  ['<', 6000, 'tags'],
  ['=', 4000, 'attributes'],
  ['<!--', 100, 'comments'],
]

const success = 'urn:oasis:names:tc:SAML:2.0:status:Success'

/** What a response has to be, besides what its assertion has to be. */
export interface ExpectedResponse extends Expected {
  /** Of the provider, base64 of DER. */
  readonly certificates: readonly string[]
  /** That of ActiveEncryptionCertificate. */
  readonly privateKey: KeyObject
  /** Whether an assertion in clear is refused. */
  readonly mustBeEncrypted: boolean
}

/**
 * The assertion of a provider's response (SAML V2.0 Core, section 3.3.3; Profiles, section 4.1.4), once it is sure that the provider
 * has signed it, for this pool and this sign-in. Throws a ResponseProblem.
 * @param encoded base64, as the binding HTTP-POST has it
 */
export function readResponse(encoded: string, expected: ExpectedResponse): Assertion {
  try {
    const text = decode(encoded)
    const response = readXml(text)
    checkShape(response)
    checkStatus(response)
    const signed = readSigned(text, response, expected.certificates)
    checkResponse(signed ?? response, expected)
    return readAssertion(findAssertion(text, { response, signed }, expected), expected)
  } catch (error) {
    if (error instanceof XmlProblem) throw new ResponseProblem('The response cannot be read', error.message)
    throw error
  }
}

function decode(encoded: string): string {
  if (encoded.length > mostCharacters * 2) throw new XmlProblem('the response is too long')
  const octets = Buffer.from(encoded.replaceAll(/\s/g, ''), 'base64')
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(octets)
  } catch {
    throw new XmlProblem('the response is not UTF-8')
  }
  if (text.length > mostCharacters) throw new XmlProblem('the response is too long')
  for (const [mark, number, name] of most)
    if (text.split(mark).length > number) throw new XmlProblem(`the response has more than ${number} ${name}`)
  return text
}

/**
 * There is one assertion, signatures are where SAML has them, and no two elements have the same ID: nothing can be signed in one
 * place and read in another.
 */
function checkShape(response: XmlElement): void {
  if (!isNamed(response, 'protocol', 'Response')) throw new XmlProblem('the document is no Response')
  const assertions = ['Assertion', 'EncryptedAssertion'].flatMap((name) => elementsIn(response, 'assertion', name))
  const [assertion, ...others] = assertions
  if (assertion && (others.length > 0 || !response.children.includes(assertion)))
    refuseSignature('the response has more than one assertion, or one that is not its own')
  const placed = [response, ...assertions].flatMap((element) => childrenOf(element, 'signature', 'Signature'))
  if (elementsIn(response, 'signature', 'Signature').some((signature) => !placed.includes(signature)))
    refuseSignature('a signature is elsewhere than in the response and its assertion')
  const ids = idsIn(response)
  if (new Set(ids).size < ids.length) refuseSignature('two elements have the same ID')
}

function idsIn(element: XmlElement): readonly string[] {
  const own = ['ID', 'Id', 'id'].flatMap((name) => element.attributes.get(name) ?? [])
  return [...own, ...element.children.flatMap(idsIn)]
}

/** What is not a success is no sign-in, whoever says so. */
function checkStatus(response: XmlElement): void {
  const codes = childrenOf(response, 'protocol', 'Status').flatMap((status) =>
    elementsIn(status, 'protocol', 'StatusCode'),
  )
  const [first, second] = codes.map(({ attributes }) => attributes.get('Value') ?? '')
  if (first === success) return
  const [name = 'unknown'] = /[A-Za-z]{1,40}$/.exec(second ?? first ?? '') ?? []
  throw new ResponseProblem(`The identity provider answered with status ${name}`, `the status is ${first}, ${second}`)
}

function checkResponse(response: XmlElement, { issuer, recipient, requestId }: Expected): void {
  const { attributes } = response
  if (attributes.get('Version') !== '2.0') throw new XmlProblem('the version is not 2.0')
  const [own] = childrenOf(response, 'assertion', 'Issuer')
  if (own && own.text.trim() !== issuer)
    throw new ResponseProblem('Issuer does not match', `the response is of ${own.text.slice(0, 200)}`)
  const destination = attributes.get('Destination')
  if (destination !== undefined && destination !== recipient)
    throw new ResponseProblem('Destination does not match', `the response is for ${destination.slice(0, 200)}`)
  if (attributes.get('InResponseTo') !== requestId)
    throw new ResponseProblem('InResponseTo does not match', 'the response is not to the request of this sign-in')
}

/** The assertion as it is signed: by itself, or as a part of the response. */
function findAssertion(
  text: string,
  { response, signed }: { readonly response: XmlElement; readonly signed: XmlElement | undefined },
  { certificates, privateKey, mustBeEncrypted }: ExpectedResponse,
): XmlElement {
  const [encrypted] = childrenOf(signed ?? response, 'assertion', 'EncryptedAssertion')
  if (encrypted) {
    const inside = decryptAssertion(encrypted, privateKey)
    const assertion = onlyAssertionOf(readDecrypted(inside))
    return readSigned(inside, assertion, certificates) ?? (signed ? assertion : refuseUnsigned())
  }
  if (mustBeEncrypted)
    throw new ResponseProblem('The assertion is not encrypted', 'EncryptedResponses is true, and it is in clear')
  const assertion = readSigned(text, onlyAssertionOf(response), certificates)
  if (assertion) return assertion
  return signed ? onlyAssertionOf(signed) : refuseUnsigned()
}

/** Of what was decrypted nobody is told what is wrong with it, but that it cannot be believed. */
function readDecrypted(inside: string): XmlElement {
  try {
    return readXml(inside)
  } catch (error) {
    if (error instanceof XmlProblem) return refuseSignature(`what was decrypted cannot be read: ${error.message}`)
    throw error
  }
}

function onlyAssertionOf(parent: XmlElement): XmlElement {
  const assertions = elementsIn(parent, 'assertion', 'Assertion')
  const [assertion, ...others] = assertions
  if (!assertion) return refuseSignature('there is no assertion')
  const ids = idsIn(parent)
  if (others.length > 0 || !parent.children.includes(assertion) || new Set(ids).size < ids.length)
    return refuseSignature('there is more than one assertion')
  return assertion
}

function refuseUnsigned(): never {
  return refuseSignature('neither the response nor the assertion is signed')
}
