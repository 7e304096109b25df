import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { manualClock } from '../ports/clock.ts'
import { countSignIns, limitSignIns } from './sign-in-limit.ts'

const refused = { code: 'TooManyRequestsException', message: 'Too many requests' }

describe('the limit of sign-ins of an address', () => {
  it('lets so many through in a minute, and more as time goes on', async () => {
    const clock = manualClock('2026-11-22T12:00:00Z')
    const admit = limitSignIns(
      3,
      countSignIns(() => clock.time()),
    )
    const signIn = () => admit('cognito-idp', 'InitiateAuth', '192.0.2.1')
    for (let count = 0; count < 3; count++) await signIn()
    await assert.rejects(signIn, refused)
    clock.advance(20_000)
    await signIn()
    await assert.rejects(signIn, refused)
    clock.advance(3_600_000)
    for (let count = 0; count < 3; count++) await signIn()
    await assert.rejects(signIn, refused)
  })

  it('is over all public steps of a sign-in, and over nothing else', async () => {
    const admit = limitSignIns(
      1,
      countSignIns(() => 0),
    )
    await admit('cognito-idp', 'RespondToAuthChallenge', '192.0.2.1')
    await assert.rejects(admit('cognito-idp', 'ForgotPassword', '192.0.2.1'), refused)
    for (const operation of ['AdminInitiateAuth', 'GetUser', 'ListUsers'])
      await admit('cognito-idp', operation, '192.0.2.1')
    await admit('iam', 'SignUp', '192.0.2.1')
  })

  it('is each address`s own, and one for a network of IPv6', async () => {
    const admit = limitSignIns(
      1,
      countSignIns(() => 0),
    )
    const signIn = (address: string) => admit('cognito-idp', 'SignUp', address)
    await signIn('192.0.2.1')
    await signIn('192.0.2.2')
    await signIn('2001:db8:0:1::1')
    await assert.rejects(signIn('2001:db8:0:1:ffff::2'), refused)
    await signIn('2001:db8:0:2::1')
    await signIn('::1')
    await assert.rejects(signIn('0:0:0:0:0:0:0:1'), refused)
  })
})
