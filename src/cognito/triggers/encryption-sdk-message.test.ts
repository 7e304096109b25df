import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { readMessage } from '../../../test/support/encryption-sdk-message.ts'
import { seededRandom } from '../../ports/random.ts'
import { encryptMessage } from './encryption-sdk-message.ts'

/** What a function of AWS's was told at a sign-up, up to the signature, whose end its publisher has cut off. */
const recorded =
  'AYADeJsc8ABfz4We35yeVQUr6A8AgQACABVhd3MtY3J5cHRvLXB1YmxpYy1rZXkAREF1c29tTFBxVGJHZ3BKaHlJMGJVVFVIcGk3bEl4SmhMNVBMejExc043YmI0MzNLb1RVbWZYTzBMV3JZYzFsS1N6Zz09AAt1c2VycG9vbC1pZAATZXUtd2VzdC0xX1VWY3d2WjFFOAAB'

describe('a message of the AWS Encryption SDK', () => {
  it('is made like those that Cognito is recorded to make', async () => {
    const makeDataKey = async () => ({ plaintext: new Uint8Array(32), ciphertext: new Uint8Array(184), keyArn: 'k' })
    const context = { 'userpool-id': 'eu-west-1_UVcwvZ1E8' }
    const message = await encryptMessage(seededRandom('message'), '123456', context, makeDataKey)
    const theirs = Buffer.from(recorded, 'base64')
    // The message's id and the key to verify with are drawn.
    const fixed = (bytes: Buffer) => {
      const copy = Buffer.from(bytes.subarray(0, theirs.length))
      copy.fill(0, 4, 20)
      return copy.fill(0, 49, 117).toString('hex')
    }
    assert.equal(fixed(message), fixed(theirs))
    assert.equal(readMessage(message).content.length, 6)
  })

  it('holds no text that is longer than a frame', async () => {
    const makeDataKey = async () => ({ plaintext: new Uint8Array(32), ciphertext: new Uint8Array(1), keyArn: 'k' })
    await assert.rejects(encryptMessage(seededRandom('message'), 'x'.repeat(4096), {}, makeDataKey), /does not fit/)
  })
})
