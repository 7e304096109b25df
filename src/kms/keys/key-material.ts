import { createCipheriv, createDecipheriv, hkdfSync } from 'node:crypto'
import type { Fails } from '../../wire/operation.ts'
import type { Kms } from '../kms.ts'
import type { KeyRecord } from '../store.ts'
import { changeKey } from './keys.ts'

/*
 * What is encrypted under a key (AWS's own form is nowhere described): the form's number (1 byte), the key's id (16), which of
 * its materials (2), a salt (16), a nonce (12), the ciphertext and the tag (16). Each is encrypted by a key of its own, which is
 * derived from the material and the salt (AWS KMS Cryptographic Details, "Using the HBK"), so that the nonce may be drawn. All
 * that stands before the ciphertext is authenticated with the encryption context.
 */

const form = 1
const [idFrom, generationFrom, saltFrom, nonceFrom, textFrom] = [1, 17, 19, 35, 47]
const tagBytes = 16

/** Names with values that must be the same for encrypting and decrypting. */
export type EncryptionContext = Readonly<Record<string, string>>

/** @returns new key material, sealed, in base64 */
export function createMaterial({ random, vault }: Pick<Kms, 'random' | 'vault'>, keyId: string): string {
  return vault.seal(random.bytes(32), purposeOf(keyId)).toString('base64')
}

function purposeOf(keyId: string): string {
  return `kms-key/${keyId}`
}

const day = 86_400_000

/** The key with the material that is to encrypt now: a key that rotates gets another when its day has come. */
export async function rotateIfDue(
  context: Parameters<typeof changeKey>[0] & Pick<Kms, 'random' | 'vault'>,
  key: KeyRecord,
): Promise<KeyRecord> {
  if (!isRotationDue(key, context.now)) return key
  return changeKey(context, key, (current) => {
    if (!current.rotation || !isRotationDue(current, context.now)) return current
    const { periodInDays } = current.rotation
    const next = new Date(context.now.getTime() + periodInDays * day)
    const materials = [...current.materials, createMaterial(context, current.id)]
    return { ...current, materials, rotation: { periodInDays, next } }
  })
}

function isRotationDue({ rotation }: KeyRecord, now: Date): boolean {
  return rotation !== undefined && rotation.next <= now
}

/** Encrypts under the key's last material. */
export function encryptUnder(
  { random, vault }: Pick<Kms, 'random' | 'vault'>,
  key: KeyRecord,
  plaintext: Uint8Array,
  encryptionContext: EncryptionContext = {},
): Buffer {
  const generation = key.materials.length - 1
  const head = Buffer.alloc(textFrom)
  head.writeUInt8(form)
  head.write(key.id.replaceAll('-', ''), idFrom, 'hex')
  head.writeUInt16BE(generation, generationFrom)
  random.bytes(textFrom - saltFrom).copy(head, saltFrom)
  const cipher = createCipheriv('aes-256-gcm', messageKey(vault, key, generation, head), head.subarray(nonceFrom))
  cipher.setAAD(Buffer.concat([head, writeContext(encryptionContext)]))
  return Buffer.concat([head, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()])
}

/** The id of the key that something is said to be encrypted under; undefined for what is no ciphertext of ours. */
export function keyIdIn(ciphertext: Uint8Array): string | undefined {
  if (ciphertext[0] !== form || ciphertext.length < textFrom + tagBytes) return undefined
  const hex = Buffer.from(ciphertext.subarray(idFrom, generationFrom)).toString('hex')
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}

/** What was encrypted under the key. Refuses with InvalidCiphertextException, which says no more, as AWS. */
export function decryptUnder(
  context: Pick<Kms, 'vault'> & Fails<'InvalidCiphertextException'>,
  key: KeyRecord,
  ciphertext: Uint8Array,
  encryptionContext: EncryptionContext = {},
): Buffer {
  const head = Buffer.from(ciphertext.subarray(0, textFrom))
  const generation = head.readUInt16BE(generationFrom)
  if (generation >= key.materials.length) return refuseCiphertext(context)
  const material = messageKey(context.vault, key, generation, head)
  const decipher = createDecipheriv('aes-256-gcm', material, head.subarray(nonceFrom), { authTagLength: tagBytes })
  decipher.setAAD(Buffer.concat([head, writeContext(encryptionContext)])).setAuthTag(ciphertext.subarray(-tagBytes))
  const start = decipher.update(ciphertext.subarray(textFrom, -tagBytes))
  try {
    return Buffer.concat([start, decipher.final()])
  } catch {
    return refuseCiphertext(context)
  }
}

/** AWS gives no reason, so that nobody can feel their way. */
export function refuseCiphertext(context: Fails<'InvalidCiphertextException'>): never {
  return context.fail('InvalidCiphertextException', '')
}

function messageKey(vault: Kms['vault'], key: KeyRecord, generation: number, head: Buffer): Buffer {
  const sealed = key.materials[generation]
  if (sealed === undefined) throw new Error(`the key ${key.id} has no material ${generation}`)
  const material = vault.open(Buffer.from(sealed, 'base64'), purposeOf(key.id))
  return Buffer.from(hkdfSync('sha256', material, head.subarray(saltFrom, nonceFrom), 'poolgate/kms', 32))
}

/** The same bytes whatever the order of its names. */
function writeContext(encryptionContext: EncryptionContext): Buffer {
  const sorted = Object.entries(encryptionContext).toSorted(([left], [right]) => (left < right ? -1 : 1))
  return Buffer.from(JSON.stringify(sorted))
}
