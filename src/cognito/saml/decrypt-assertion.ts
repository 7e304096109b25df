import { type CipherGCMTypes, constants, createDecipheriv, type KeyObject, privateDecrypt } from 'node:crypto'
import { refuseSignature, ResponseProblem } from './response-problem.ts'
import { childrenOf, elementsIn } from './saml-names.ts'
import { putWhere, type XmlElement } from './xml.ts'

/*
 * Encrypted assertions (SAML V2.0 Core, section 6; XML Encryption 1.1). Keys are transported by RSA-OAEP only: PKCS#1 v1.5 would
 * tell whoever tries often enough what is encrypted. Whatever fails, fails as a wrong signature does.
 */

type Cipher =
  | { readonly mode: 'gcm'; readonly name: CipherGCMTypes }
  | { readonly mode: 'cbc'; readonly name: `aes-${128 | 192 | 256}-cbc` }

const ciphers: Readonly<Record<string, Cipher>> = {
  'http://www.w3.org/2001/04/xmlenc#aes128-cbc': { mode: 'cbc', name: 'aes-128-cbc' },
  'http://www.w3.org/2001/04/xmlenc#aes192-cbc': { mode: 'cbc', name: 'aes-192-cbc' },
  'http://www.w3.org/2001/04/xmlenc#aes256-cbc': { mode: 'cbc', name: 'aes-256-cbc' },
  'http://www.w3.org/2009/xmlenc11#aes128-gcm': { mode: 'gcm', name: 'aes-128-gcm' },
  'http://www.w3.org/2009/xmlenc11#aes192-gcm': { mode: 'gcm', name: 'aes-192-gcm' },
  'http://www.w3.org/2009/xmlenc11#aes256-gcm': { mode: 'gcm', name: 'aes-256-gcm' },
}

/** How keys are transported -> the hash of the mask, where it is fixed. */
const transports: Readonly<Record<string, string | undefined>> = {
  'http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p': 'sha1',
  'http://www.w3.org/2009/xmlenc11#rsa-oaep': undefined,
}

const hashes: Readonly<Record<string, string>> = {
  'http://www.w3.org/2000/09/xmldsig#sha1': 'sha1',
  'http://www.w3.org/2001/04/xmlenc#sha256': 'sha256',
  'http://www.w3.org/2001/04/xmldsig-more#sha384': 'sha384',
  'http://www.w3.org/2001/04/xmlenc#sha512': 'sha512',
  'http://www.w3.org/2009/xmlenc11#mgf1sha1': 'sha1',
  'http://www.w3.org/2009/xmlenc11#mgf1sha256': 'sha256',
  'http://www.w3.org/2009/xmlenc11#mgf1sha384': 'sha384',
  'http://www.w3.org/2009/xmlenc11#mgf1sha512': 'sha512',
}

/** Bytes of the initialization vector, which comes before the ciphertext, and of GCM's tag, which comes behind it. */
const bytes = { cbcVector: 16, gcmVector: 12, gcmTag: 16 }

/**
 * What is inside of an EncryptedAssertion, in a root element with the namespaces that it had around it. Throws a ResponseProblem.
 */
export function decryptAssertion(encrypted: XmlElement, privateKey: KeyObject): string {
  const [data, ...others] = childrenOf(encrypted, 'encryption', 'EncryptedData')
  const [encryptedKey, ...otherKeys] = elementsIn(encrypted, 'encryption', 'EncryptedKey')
  if (!data || !encryptedKey || others.length > 0 || otherKeys.length > 0)
    return refuseSignature('there is not one EncryptedData with one EncryptedKey')
  const cipher = pick(ciphers, methodOf(data), 'the cipher')
  try {
    const plain = decipher(cipher, openKey(encryptedKey, privateKey), valueOf(data))
    return putWhere(encrypted, new TextDecoder('utf-8', { fatal: true }).decode(plain))
  } catch (error) {
    if (error instanceof ResponseProblem) throw error
    return refuseSignature('the assertion cannot be decrypted with the key of ActiveEncryptionCertificate')
  }
}

function openKey(encryptedKey: XmlElement, key: KeyObject): Buffer {
  const [method] = childrenOf(encryptedKey, 'encryption', 'EncryptionMethod')
  const transport = methodOf(encryptedKey)
  if (!Object.hasOwn(transports, transport)) return refuseSignature('the key is not transported by RSA-OAEP')
  const chosen = (name: string): string | undefined =>
    method?.children.find((child) => child.name === name)?.attributes.get('Algorithm')
  const digest = hashNamed(chosen('DigestMethod'))
  const mask = transports[transport] ?? hashNamed(chosen('MGF'))
  // OpenSSL, as Node.js has it, takes one hash for both.
  if (digest !== mask) return refuseSignature('the key is transported with two different hashes')
  return privateDecrypt({ key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: digest }, valueOf(encryptedKey))
}

function hashNamed(uri: string | undefined): string {
  return uri === undefined ? 'sha1' : pick(hashes, uri, 'the hash of the key’s transport')
}

function decipher(cipher: Cipher, key: Buffer, octets: Buffer): Buffer {
  if (cipher.mode === 'gcm') {
    const { gcmVector, gcmTag } = bytes
    const opened = createDecipheriv(cipher.name, key, octets.subarray(0, gcmVector), { authTagLength: gcmTag })
    opened.setAuthTag(octets.subarray(-gcmTag))
    return Buffer.concat([opened.update(octets.subarray(gcmVector, -gcmTag)), opened.final()])
  }
  const { cbcVector } = bytes
  const opened = createDecipheriv(cipher.name, key, octets.subarray(0, cbcVector)).setAutoPadding(false)
  const padded = Buffer.concat([opened.update(octets.subarray(cbcVector)), opened.final()])
  // Its last byte counts the padding, whose other bytes are arbitrary (XML Encryption 1.1, section 5.2).
  const padding = padded.at(-1) ?? 0
  if (padding < 1 || padding > cbcVector) throw new RangeError('no padding')
  return padded.subarray(0, -padding)
}

function methodOf(element: XmlElement): string {
  return childrenOf(element, 'encryption', 'EncryptionMethod')[0]?.attributes.get('Algorithm') ?? ''
}

function valueOf(element: XmlElement): Buffer {
  const [data] = childrenOf(element, 'encryption', 'CipherData')
  const [value] = data ? childrenOf(data, 'encryption', 'CipherValue') : []
  return Buffer.from(value?.text ?? '', 'base64')
}

function pick<Value>(table: Readonly<Record<string, Value>>, uri: string, what: string): Value {
  const found = Object.hasOwn(table, uri) ? table[uri] : undefined
  return found ?? refuseSignature(`${what} is not accepted`)
}
