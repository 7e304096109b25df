import { createHash, type KeyObject, verify, X509Certificate } from 'node:crypto'
import { refuseSignature } from './response-problem.ts'
import { childrenOf, elementsIn } from './saml-names.ts'
import { type HashAlgorithm, loadXmlCrypto, type SignatureAlgorithm, type XmlCrypto } from './xml-crypto.ts'
import { putWhere, readXml, type XmlElement } from './xml.ts'

/*
 * Enveloped signatures (SAML V2.0 Core, section 5.4). Nothing of a document counts but what its signature is over: the
 * canonical octets of the one element that holds it, which are read anew. SHA-1 and keyed hashes are refused, and so is
 * whatever key a document brings along.
 */

/** URI of a signature's algorithm -> how it is verified, and with what kind of key. */
const signatureAlgorithms: Readonly<Record<string, { readonly hash: string; readonly type: 'rsa' | 'ec' }>> = {
  'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256': { hash: 'sha256', type: 'rsa' },
  'http://www.w3.org/2001/04/xmldsig-more#rsa-sha384': { hash: 'sha384', type: 'rsa' },
  'http://www.w3.org/2001/04/xmldsig-more#rsa-sha512': { hash: 'sha512', type: 'rsa' },
  'http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256': { hash: 'sha256', type: 'ec' },
  'http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha384': { hash: 'sha384', type: 'ec' },
  'http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha512': { hash: 'sha512', type: 'ec' },
}

const digestAlgorithms: Readonly<Record<string, string>> = {
  'http://www.w3.org/2001/04/xmlenc#sha256': 'sha256',
  'http://www.w3.org/2001/04/xmldsig-more#sha384': 'sha384',
  'http://www.w3.org/2001/04/xmlenc#sha512': 'sha512',
}

const exclusive = ['http://www.w3.org/2001/10/xml-exc-c14n#', 'http://www.w3.org/2001/10/xml-exc-c14n#WithComments']
/** In characters; three times what it needs. */
const longestSignedInfo = 5000
const enveloped = 'http://www.w3.org/2000/09/xmldsig#enveloped-signature'

/**
 * The element as its own signature has it, or undefined when it has none. Throws a ResponseProblem for a signature that is of
 * no certificate, or of another form than SAML allows.
 * @param text the document that the element is in, well-formed
 * @param certificates base64 of DER
 */
export function readSigned(text: string, element: XmlElement, certificates: readonly string[]): XmlElement | undefined {
  const [signature, ...more] = childrenOf(element, 'signature', 'Signature')
  if (!signature) return undefined
  if (more.length > 0) refuseSignature('there is more than one signature of an element')
  const id = element.attributes.get('ID') ?? refuseSignature('what is signed has no ID')
  const { signedInfo, canonicalization, verifier, value } = readForm(signature, id)
  const library = loadXmlCrypto()
  const octets = canonicalOf(library, signedInfo, canonicalization)
  const keys = certificates.map((base64) => new X509Certificate(Buffer.from(base64, 'base64')).publicKey)
  // Before anything is done with the document: whoever has no signature of the provider shall not keep the server busy.
  const key = keys.find((each) => verifier.verifySignature(octets, each, value))
  if (!key) return refuseSignature('no certificate of the provider is that of the signature')
  const signed = verifyWith(library, key, text, id) ?? refuseSignature('what is signed was changed')
  return readOctets(signed, element)
}

interface SignatureForm {
  readonly signedInfo: XmlElement
  readonly canonicalization: string
  readonly verifier: SignatureAlgorithm
  /** Base64. */
  readonly value: string
}

/** One reference, to the element around it, by algorithms that are accepted (SAML V2.0 Core, sections 5.4.2 to 5.4.4). */
function readForm(signature: XmlElement, id: string): SignatureForm {
  const only = (parent: XmlElement, name: string): XmlElement => {
    const [child, ...others] = childrenOf(parent, 'signature', name)
    return child && others.length === 0 ? child : refuseSignature(`the signature does not have one ${name}`)
  }
  const algorithmOf = (parent: XmlElement, name: string): string => only(parent, name).attributes.get('Algorithm') ?? ''
  const signedInfo = only(signature, 'SignedInfo')
  if (signedInfo.source.length > longestSignedInfo) refuseSignature('SignedInfo is too long')
  const reference = only(signedInfo, 'Reference')
  if (reference.attributes.get('URI') !== `#${id}`) refuseSignature('the signature is not over the element around it')
  const transforms = childrenOf(only(reference, 'Transforms'), 'signature', 'Transform')
  const uris = transforms.map(({ attributes }) => attributes.get('Algorithm') ?? '')
  if (uris.length !== 2 || uris[0] !== enveloped || !exclusive.includes(uris[1] ?? ''))
    refuseSignature('the signature has other transforms than SAML allows')
  const canonicalization = algorithmOf(signedInfo, 'CanonicalizationMethod')
  if (!exclusive.includes(canonicalization)) refuseSignature('the canonicalization is not the exclusive one')
  const method = algorithmOf(signedInfo, 'SignatureMethod')
  const Verifier = Object.hasOwn(verifiers, method) ? verifiers[method] : undefined
  if (!Verifier) return refuseSignature('the algorithm of the signature is not accepted')
  if (!Object.hasOwn(digestAlgorithms, algorithmOf(reference, 'DigestMethod')))
    refuseSignature('the algorithm of the digest is not accepted')
  if (elementsIn(signature, 'signature', 'Object').length > 0) refuseSignature('the signature holds an Object')
  return { signedInfo, canonicalization, verifier: new Verifier(), value: only(signature, 'SignatureValue').text }
}

function canonicalOf({ SignedXml, parse }: XmlCrypto, element: XmlElement, algorithm: string): string {
  try {
    const node = parse(putWhere(element, element.source)).firstChild?.firstChild
    if (node) return new SignedXml().getCanonXml([algorithm], node)
  } catch {
    // As below.
  }
  return refuseSignature('SignedInfo cannot be read')
}

/** The octets that the signature of the element with this ID is over, if the key made it. */
function verifyWith({ SignedXml, parse }: XmlCrypto, key: KeyObject, text: string, id: string): string | undefined {
  const signed = new SignedXml({ publicCert: key })
  signed.SignatureAlgorithms = verifiers
  signed.HashAlgorithms = hashes
  signed.CanonicalizationAlgorithms = Object.fromEntries(
    Object.entries(signed.CanonicalizationAlgorithms).filter(([uri]) => [...exclusive, enveloped].includes(uri)),
  )
  try {
    const nodes = signed.findSignatures(parse(text)).filter((each) => each.parentNode?.getAttribute?.('ID') === id)
    const [node, ...others] = nodes
    if (!node || others.length > 0) return undefined
    signed.loadSignature(node)
    if (!signed.checkSignature(text)) return undefined
  } catch {
    // The library throws for a signature of another key as for one that it cannot make anything of.
    return undefined
  }
  const [octets, ...more] = signed.getSignedReferences()
  return more.length === 0 ? octets : undefined
}

function readOctets(octets: string, { namespace, name, attributes }: XmlElement): XmlElement {
  const read = readXml(octets)
  if (read.namespace !== namespace || read.name !== name || read.attributes.get('ID') !== attributes.get('ID'))
    refuseSignature('the signature is over another element')
  return read
}

const verifiers = Object.fromEntries(
  Object.entries(signatureAlgorithms).map(([uri, { hash, type }]) => [
    uri,
    class implements SignatureAlgorithm {
      getAlgorithmName(): string {
        return uri
      }
      getSignature(): string {
        throw new Error('documents are only verified here')
      }
      verifySignature(signedInfo: string, key: KeyObject, value: string): boolean {
        if (key.asymmetricKeyType !== type) return false
        // Two numbers side by side (XML Signature 1.1, section 6.4.3); RSA takes no notice.
        const how = { key, dsaEncoding: 'ieee-p1363' } as const
        return verify(hash, Buffer.from(signedInfo), how, Buffer.from(value, 'base64'))
      }
    },
  ]),
)

const hashes = Object.fromEntries(
  Object.entries(digestAlgorithms).map(([uri, hash]) => [
    uri,
    class implements HashAlgorithm {
      getAlgorithmName(): string {
        return uri
      }
      getHash(text: string): string {
        return createHash(hash).update(text).digest('base64')
      }
    },
  ]),
)
