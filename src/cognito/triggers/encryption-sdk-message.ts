import { createCipheriv, createECDH, createPrivateKey, createSign, hkdfSync, type KeyObject } from 'node:crypto'
import type { Random } from '../../ports/random.ts'

/*
 * A message of the AWS Encryption SDK as Cognito is recorded to make them (AWS Encryption SDK Developer Guide, "Message format
 * reference"): version 1, one frame, AES-256-GCM with a key derived by HKDF-SHA384, signed by ECDSA P-384. The key to verify
 * with stands in the encryption context, which KMS authenticates with the data key.
 */

const algorithm = 0x03_78
const frameBytes = 4096
const publicKeyName = 'aws-crypto-public-key'

/** A key under which one message is encrypted. */
export interface DataKey {
  /** 32 bytes */
  readonly plaintext: Uint8Array
  readonly ciphertext: Uint8Array
  /** The KMS key that encrypted it. */
  readonly keyArn: string
}

/**
 * Encrypts a text of less than 4096 bytes.
 * @param makeDataKey asks KMS, for this encryption context
 */
export async function encryptMessage(
  random: Random,
  text: string,
  encryptionContext: Readonly<Record<string, string>>,
  makeDataKey: (encryptionContext: Readonly<Record<string, string>>) => Promise<DataKey>,
): Promise<Buffer> {
  const { publicKey, privateKey } = makeSigningKey(random)
  const whole = { ...encryptionContext, [publicKeyName]: publicKey }
  const dataKey = await makeDataKey(whole)
  const messageId = random.bytes(16)
  const info = Buffer.concat([uint16(algorithm), messageId])
  const key = Buffer.from(hkdfSync('sha384', dataKey.plaintext, '', info, 32))
  const header = writeHeader(messageId, whole, dataKey)
  const signed = Buffer.concat([header, authenticateHeader(key, header), writeFrame(key, messageId, Buffer.from(text))])
  const signature = createSign('sha384').update(signed).sign(privateKey)
  return Buffer.concat([signed, withLength(signature)])
}

/** @returns the public key as a compressed point, in base64 */
function makeSigningKey(random: Random): { readonly publicKey: string; readonly privateKey: KeyObject } {
  const pair = createECDH('secp384r1')
  const secret = random.bytes(48)
  pair.setPrivateKey(secret)
  const point = pair.getPublicKey()
  const [x, y] = [point.subarray(1, 49), point.subarray(49)].map((each) => each.toString('base64url'))
  const jwk = { kty: 'EC', crv: 'P-384', x: x ?? '', y: y ?? '', d: secret.toString('base64url') }
  return {
    publicKey: pair.getPublicKey('base64', 'compressed'),
    privateKey: createPrivateKey({ key: jwk, format: 'jwk' }),
  }
}

function writeHeader(
  messageId: Buffer,
  encryptionContext: Readonly<Record<string, string>>,
  { keyArn, ciphertext }: DataKey,
): Buffer {
  return Buffer.concat([
    // Version 1; customer authenticated encrypted data.
    Buffer.from([0x01, 0x80]),
    uint16(algorithm),
    messageId,
    withLength(writeContext(encryptionContext)),
    uint16(1),
    ...[Buffer.from('aws-kms'), Buffer.from(keyArn), ciphertext].map(withLength),
    // Framed; four reserved bytes; the length of nonces.
    Buffer.from([0x02, 0, 0, 0, 0, 12]),
    uint32(frameBytes),
  ])
}

/** A nonce of zeros, and the tag over the header. */
function authenticateHeader(key: Buffer, header: Buffer): Buffer {
  const nonce = Buffer.alloc(12)
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(header)
  cipher.final()
  return Buffer.concat([nonce, cipher.getAuthTag()])
}

/** The first and final frame. Its nonce is its number: no key encrypts two messages. */
function writeFrame(key: Buffer, messageId: Buffer, text: Buffer): Buffer {
  if (text.length >= frameBytes) throw new Error(`a text of ${text.length} bytes does not fit one frame`)
  const number = uint32(1)
  const nonce = Buffer.concat([Buffer.alloc(8), number])
  const cipher = createCipheriv('aes-256-gcm', key, nonce)
  const use = 'AWSKMSEncryptionClient Final Frame'
  cipher.setAAD(Buffer.concat([messageId, Buffer.from(use), number, uint32(0), uint32(text.length)]))
  const content = Buffer.concat([cipher.update(text), cipher.final()])
  return Buffer.concat([uint32(0xff_ff_ff_ff), number, nonce, uint32(text.length), content, cipher.getAuthTag()])
}

/** How many pairs, and each by its name's bytes. */
function writeContext(encryptionContext: Readonly<Record<string, string>>): Buffer {
  const pairs = Object.entries(encryptionContext)
    .map(([name, value]) => [Buffer.from(name), Buffer.from(value)] as const)
    .toSorted(([left], [right]) => left.compare(right))
  return Buffer.concat([uint16(pairs.length), ...pairs.flat().map(withLength)])
}

function withLength(bytes: Uint8Array): Buffer {
  return Buffer.concat([uint16(bytes.length), bytes])
}

function uint16(value: number): Buffer {
  const bytes = Buffer.alloc(2)
  bytes.writeUInt16BE(value)
  return bytes
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}
