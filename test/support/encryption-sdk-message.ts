import assert from 'node:assert/strict'
import { createDecipheriv, createPublicKey, createVerify, ECDH, hkdfSync } from 'node:crypto'
import type { KmsClient } from '../../src/kms/service.ts'

/*
 * Messages of the AWS Encryption SDK, version 1, in one frame, as whoever receives them reads them (Developer Guide, "Message
 * format reference"); written apart from what makes them.
 */

/** Takes lengths and bytes one after another. */
function cursor(bytes: Buffer) {
  let at = 0
  const take = (length: number) => bytes.subarray(at, (at += length))
  const short = () => take(2).readUInt16BE()
  return { take, short, field: () => take(short()), at: () => at }
}

/** The parts of a message. */
export function readMessage(message: Buffer) {
  const { take, short, field, at } = cursor(message)
  assert.equal(take(4).toString('hex'), '01800378')
  const messageId = take(16)
  const pairs = cursor(field())
  const encryptionContext = Object.fromEntries(
    Array.from({ length: pairs.short() }, () => [pairs.field().toString(), pairs.field().toString()]),
  )
  assert.equal(short(), 1)
  assert.equal(field().toString(), 'aws-kms')
  const [keyArn, dataKey] = [field().toString(), field()]
  assert.equal(take(10).toString('hex'), '02000000000c00001000')
  const header = message.subarray(0, at())
  const [headerNonce, headerTag] = [take(12), take(16)]
  assert.equal(take(8).toString('hex'), 'ffffffff00000001')
  const nonce = take(12)
  const length = take(4).readUInt32BE()
  const [content, tag] = [take(length), take(16)]
  const signed = message.subarray(0, at())
  const signature = field()
  assert.equal(at(), message.length)
  const headerAuth = { nonce: headerNonce, tag: headerTag }
  return { messageId, encryptionContext, keyArn, dataKey, header, headerAuth, nonce, content, tag, signed, signature }
}

/** The text of a message, after all that there is to check. */
export async function decryptMessage(kms: Pick<KmsClient, 'Decrypt'>, message: Buffer): Promise<string> {
  const parts = readMessage(message)
  const { messageId, encryptionContext: EncryptionContext, content } = parts
  const { Plaintext, KeyId } = await kms.Decrypt({ CiphertextBlob: parts.dataKey, EncryptionContext })
  assert.equal(KeyId, parts.keyArn)
  const info = Buffer.concat([Buffer.from('0378', 'hex'), messageId])
  const key = Buffer.from(hkdfSync('sha384', Plaintext ?? assert.fail(), '', info, 32))
  const open = (nonce: Buffer, tag: Buffer, aad: Buffer, text: Buffer) => {
    const decipher = createDecipheriv('aes-256-gcm', key, nonce).setAAD(aad).setAuthTag(tag)
    return Buffer.concat([decipher.update(text), decipher.final()])
  }
  open(parts.headerAuth.nonce, parts.headerAuth.tag, parts.header, Buffer.alloc(0))
  const length = Buffer.alloc(8)
  length.writeBigUInt64BE(BigInt(content.length))
  const use = Buffer.from('AWSKMSEncryptionClient Final Frame')
  const aad = Buffer.concat([messageId, use, Buffer.from([0, 0, 0, 1]), length])
  const text = open(parts.nonce, parts.tag, aad, content).toString()
  const point = ECDH.convertKey(EncryptionContext['aws-crypto-public-key'] ?? '', 'secp384r1', 'base64')
  assert.ok(Buffer.isBuffer(point))
  const [x, y] = [point.subarray(1, 49).toString('base64url'), point.subarray(49).toString('base64url')]
  const publicKey = createPublicKey({ key: { kty: 'EC', crv: 'P-384', x, y }, format: 'jwk' })
  assert.ok(createVerify('sha384').update(parts.signed).verify(publicKey, parts.signature))
  return text
}
