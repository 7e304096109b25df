import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { createVerifier } from '../srp/srp.ts'
import { readDeviceVerifier } from './device-passwords.ts'

const vector: Record<string, string> = JSON.parse(
  readFileSync(new URL('../../../test/fixtures/device-srp-vector.json', import.meta.url), 'utf8'),
)
const text = (name: string): string => vector[name] ?? assert.fail(`the vector has no ${name}`)
const context = {
  fail: (code: string, message: string): never => {
    throw new Error(`${code}: ${message}`)
  },
}

describe('DeviceSecretVerifierConfig', () => {
  it("is read as clients write it: base64 of Java's bytes of a number", () => {
    const given = { Salt: text('Salt_b64'), PasswordVerifier: text('PasswordVerifier_b64') }
    const { salt, verifier } = readDeviceVerifier(context, given)
    assert.equal(verifier, BigInt(`0x${text('verifier_hex')}`))
    assert.equal(BigInt(`0x${salt.toString('hex')}`), BigInt(`0x${text('salt_hex')}`))
  })

  it("is the verifier of the device's password in its group", () => {
    const device = { poolName: text('device_group_key'), userId: text('device_key') }
    const salt = Buffer.from(text('salt_hex'), 'hex')
    const { verifier } = createVerifier(device, salt, text('device_secret'))
    assert.equal(verifier, BigInt(`0x${text('verifier_hex')}`))
  })
})
