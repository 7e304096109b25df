import 'reflect-metadata'
import { X509CertificateGenerator } from '@peculiar/x509'
import {
  constants,
  createCipheriv,
  generateKeyPairSync,
  type KeyObject,
  publicEncrypt,
  randomBytes,
  sign,
  X509Certificate,
} from 'node:crypto'
import { createRequire } from 'node:module'
import { inflateRawSync } from 'node:zlib'
import { readXml } from '../../src/cognito/saml/xml.ts'
import { escapeXml } from '../../src/wire/xml.ts'
import { samlMetadata, signingKey } from './saml.ts'

/** The half of xml-crypto that signs; its types would bring those of browsers. */
const require = createRequire(import.meta.url)
const { SignedXml }: { readonly SignedXml: new (options: object) => Signer } = require('xml-crypto')

interface Signer {
  readonly addReference: (reference: object) => void
  readonly computeSignature: (xml: string, options: object) => void
  readonly getSignedXml: () => string
}

/** What a response says, each part of which a test may change. */
export interface Said {
  readonly nameId: string
  readonly issuer: string
  readonly audience: string
  readonly recipient: string
  readonly destination: string
  readonly inResponseTo: string | undefined
  readonly confirmedInResponseTo: string | undefined
  readonly issuedAt: Date
  readonly notBefore: Date
  readonly notOnOrAfter: Date
  readonly assertionId: string
  /** Elements of the AttributeStatement. */
  readonly attributes: string
  readonly status: string
  /** Which elements are signed. */
  readonly signed: readonly ('assertion' | 'response')[]
  readonly signatureAlgorithm: string
  readonly digestAlgorithm: string
  /** Prefixes whose namespaces are signed as well (Exclusive XML Canonicalization, InclusiveNamespaces). */
  readonly prefixes: readonly string[]
  /** Signs in the provider's place. */
  readonly key: KeyObject
  /** The certificate to encrypt the assertion for, base64 of DER. */
  readonly encryptFor: string | undefined
  readonly cipher: 'aes256-cbc' | 'aes256-gcm'
  /** Changes the assertion before it is signed. */
  readonly edit: (assertion: string) => string
}

export const rsaSha256 = 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256'
export const ecdsaSha256 = 'http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256'
const sha256 = 'http://www.w3.org/2001/04/xmlenc#sha256'

/** A pair of keys with its certificate, base64 of DER. */
export async function createSamlKey(now: Date, type: 'rsa' | 'ec' = 'rsa', days = 1) {
  const { publicKey, privateKey } =
    type === 'rsa'
      ? generateKeyPairSync('rsa', { modulusLength: 2048 })
      : generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const algorithm =
    type === 'rsa'
      ? { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }
      : { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
  const certificate = await X509CertificateGenerator.create({
    serialNumber: `01${randomBytes(8).toString('hex')}`,
    subject: 'CN=idp',
    issuer: 'CN=idp',
    notBefore: new Date(now.getTime() - 2 * 86_400_000),
    notAfter: new Date(now.getTime() + days * 86_400_000),
    publicKey: publicKey.toCryptoKey(algorithm, true, ['verify']),
    signingKey: privateKey.toCryptoKey(algorithm, true, ['sign']),
    signingAlgorithm: algorithm,
  })
  return { privateKey, certificate: Buffer.from(certificate.rawData).toString('base64') }
}

/** A request that came by the binding HTTP-Redirect. */
export function readRedirect(location: string) {
  const { searchParams } = new URL(location)
  const xml = inflateRawSync(Buffer.from(searchParams.get('SAMLRequest') ?? '', 'base64')).toString()
  return { xml, request: readXml(xml), relayState: searchParams.get('RelayState') ?? '', searchParams }
}

/** An identity provider whose time is that of the test and whose users are signed in already. */
export async function createSamlProvider(now: () => Date, sso = 'https://idp.example.com/sso') {
  const entityId = 'https://idp.example.com/saml'
  const { privateKey, certificate } = await createSamlKey(now())
  const metadata = (more: { readonly keys?: string; readonly slo?: string } = {}) =>
    samlMetadata({
      keys: more.keys ?? signingKey(certificate),
      services: [
        ['SingleLogoutService', more.slo ?? 'https://idp.example.com/slo'],
        ['SingleSignOnService', sso],
      ]
        .map(
          ([service, location]) =>
            `<md:${service} Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="${location}"/>`,
        )
        .join(''),
    })

  /** A response for a pool at an address, in XML. */
  function write(to: { readonly audience: string; readonly recipient: string }, more: Partial<Said> = {}): string {
    const said: Said = {
      nameId: 'jane',
      issuer: entityId,
      destination: to.recipient,
      inResponseTo: undefined,
      confirmedInResponseTo: more.inResponseTo,
      issuedAt: now(),
      notBefore: now(),
      notOnOrAfter: new Date(now().getTime() + 300_000),
      assertionId: `_${randomBytes(16).toString('hex')}`,
      attributes: attribute('mail', 'jane@corp.example'),
      status: 'urn:oasis:names:tc:SAML:2.0:status:Success',
      signed: ['assertion'],
      signatureAlgorithm: rsaSha256,
      digestAlgorithm: sha256,
      prefixes: [],
      key: privateKey,
      encryptFor: undefined,
      cipher: 'aes256-gcm',
      edit: (assertion) => assertion,
      ...to,
      ...more,
    }
    const assertion = said.edit(writeAssertion(said))
    const signed = said.signed.includes('assertion') ? signElement(assertion, said.assertionId, said) : assertion
    const content = said.encryptFor === undefined ? signed : encrypt(signed, said.encryptFor, said.cipher)
    const response = `<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_response" Version="2.0" IssueInstant="${said.issuedAt.toISOString()}" Destination="${said.destination}"${answering(said.inResponseTo)}><saml:Issuer>${said.issuer}</saml:Issuer><samlp:Status><samlp:StatusCode Value="${said.status}"/></samlp:Status>${content}</samlp:Response>`
    return said.signed.includes('response') ? signElement(response, '_response', said) : response
  }

  /** The form with which a browser comes back from where it was sent. */
  function visit(location: string, more: Partial<Said> = {}, change = (response: string) => response) {
    const { request, relayState } = readRedirect(location)
    const [issuer] = request.children
    const inResponseTo = request.attributes.get('ID')
    const to = {
      audience: issuer?.text ?? '',
      recipient: request.attributes.get('AssertionConsumerServiceURL') ?? '',
    }
    const response = change(write(to, { inResponseTo, ...more }))
    return { SAMLResponse: encode(response), RelayState: relayState }
  }
  return { entityId, certificate, privateKey, metadata, write, visit }
}

export function encode(response: string): string {
  return Buffer.from(response).toString('base64')
}

export function attribute(name: string, ...values: readonly string[]): string {
  const given = values.map(
    (value) => `<saml:AttributeValue xsi:type="xs:string">${escapeXml(value)}</saml:AttributeValue>`,
  )
  return `<saml:Attribute Name="${name}">${given.join('')}</saml:Attribute>`
}

function writeAssertion(said: Said): string {
  const { notBefore, notOnOrAfter } = said
  return `<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" ID="${said.assertionId}" Version="2.0" IssueInstant="${said.issuedAt.toISOString()}"><saml:Issuer>${said.issuer}</saml:Issuer><saml:Subject><saml:NameID Format="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent">${escapeXml(said.nameId)}</saml:NameID><saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><saml:SubjectConfirmationData Recipient="${said.recipient}" NotOnOrAfter="${notOnOrAfter.toISOString()}"${answering(said.confirmedInResponseTo)}/></saml:SubjectConfirmation></saml:Subject><saml:Conditions NotBefore="${notBefore.toISOString()}" NotOnOrAfter="${notOnOrAfter.toISOString()}"><saml:AudienceRestriction><saml:Audience>${said.audience}</saml:Audience></saml:AudienceRestriction></saml:Conditions><saml:AuthnStatement AuthnInstant="${said.issuedAt.toISOString()}" SessionIndex="_session"><saml:AuthnContext><saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:Password</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement><saml:AttributeStatement>${said.attributes}</saml:AttributeStatement></saml:Assertion>`
}

function answering(id: string | undefined): string {
  return id === undefined ? '' : ` InResponseTo="${id}"`
}

type Signs = Pick<Said, 'key' | 'signatureAlgorithm' | 'digestAlgorithm' | 'prefixes'>

/** The document with a signature over one of its elements, behind that one's Issuer. */
function signElement(xml: string, id: string, signs: Signs): string {
  const { key, signatureAlgorithm, digestAlgorithm, prefixes } = signs
  const exclusive = 'http://www.w3.org/2001/10/xml-exc-c14n#'
  const signer = new SignedXml({
    privateKey: key.export({ type: 'pkcs8', format: 'pem' }),
    signatureAlgorithm,
    canonicalizationAlgorithm: exclusive,
  })
  if (signatureAlgorithm === ecdsaSha256) Reflect.set(signer, 'SignatureAlgorithms', { [ecdsaSha256]: EcdsaSha256 })
  const element = `//*[@ID='${id}']`
  const transforms = ['http://www.w3.org/2000/09/xmldsig#enveloped-signature', exclusive]
  signer.addReference({ xpath: element, transforms, digestAlgorithm, inclusiveNamespacesPrefixList: prefixes })
  const location = { reference: `${element}/*[local-name(.)='Issuer']`, action: 'after' }
  signer.computeSignature(xml, { prefix: 'ds', location })
  return signer.getSignedXml()
}

class EcdsaSha256 {
  getAlgorithmName = () => ecdsaSha256
  getSignature = (signedInfo: string, key: string) =>
    sign('sha256', Buffer.from(signedInfo), { key, dsaEncoding: 'ieee-p1363' }).toString('base64')
}

/** An EncryptedAssertion (XML Encryption 1.1). */
export function encrypt(
  assertion: string,
  certificate: string,
  cipher: Said['cipher'],
  plain = Buffer.from(assertion),
) {
  const key = randomBytes(32)
  const wrapped = publicEncrypt(
    {
      key: new X509Certificate(Buffer.from(certificate, 'base64')).publicKey,
      padding: constants.RSA_PKCS1_OAEP_PADDING,
    },
    key,
  )
  const uri =
    cipher === 'aes256-gcm'
      ? 'http://www.w3.org/2009/xmlenc11#aes256-gcm'
      : 'http://www.w3.org/2001/04/xmlenc#aes256-cbc'
  return `<saml:EncryptedAssertion><xenc:EncryptedData xmlns:xenc="http://www.w3.org/2001/04/xmlenc#" Type="http://www.w3.org/2001/04/xmlenc#Element"><xenc:EncryptionMethod Algorithm="${uri}"/><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><xenc:EncryptedKey><xenc:EncryptionMethod Algorithm="http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p"/><xenc:CipherData><xenc:CipherValue>${wrapped.toString('base64')}</xenc:CipherValue></xenc:CipherData></xenc:EncryptedKey></ds:KeyInfo><xenc:CipherData><xenc:CipherValue>${encipher(plain, key, cipher).toString('base64')}</xenc:CipherValue></xenc:CipherData></xenc:EncryptedData></saml:EncryptedAssertion>`
}

function encipher(plain: Buffer, key: Buffer, cipher: Said['cipher']): Buffer {
  if (cipher === 'aes256-gcm') {
    const iv = randomBytes(12)
    const sealing = createCipheriv('aes-256-gcm', key, iv)
    return Buffer.concat([iv, sealing.update(plain), sealing.final(), sealing.getAuthTag()])
  }
  const iv = randomBytes(16)
  const sealing = createCipheriv('aes-256-cbc', key, iv)
  return Buffer.concat([iv, sealing.update(plain), sealing.final()])
}
