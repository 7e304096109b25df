import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { manualClock } from '../ports/clock.ts'
import { limitSignIns } from './sign-in-limit.ts'

const refused = { code: 'TooManyRequestsException', message: 'Too many requests' }

describe('the limit of sign-ins of an address', () => {
  it('lets so many through in a minute, and more as time goes on', () => {
    const clock = manualClock('2026-11-22T12:00:00Z')
    const admit = limitSignIns(3, clock)
    const signIn = () => admit('cognito-idp', 'InitiateAuth', '192.0.2.1')
    for (let count = 0; count < 3; count++) signIn()
    assert.throws(signIn, refused)
    clock.advance(20_000)
    signIn()
    assert.throws(signIn, refused)
    clock.advance(3_600_000)
    for (let count = 0; count < 3; count++) signIn()
    assert.throws(signIn, refused)
  })

  it('is over all public steps of a sign-in, and over nothing else', () => {
    const admit = limitSignIns(1, manualClock('2026-11-22T12:00:00Z'))
    admit('cognito-idp', 'RespondToAuthChallenge', '192.0.2.1')
    assert.throws(() => admit('cognito-idp', 'ForgotPassword', '192.0.2.1'), refused)
    for (const operation of ['AdminInitiateAuth', 'GetUser', 'ListUsers']) admit('cognito-idp', operation, '192.0.2.1')
    admit('iam', 'SignUp', '192.0.2.1')
  })

  it('is each address`s own, and one for a network of IPv6', () => {
    const admit = limitSignIns(1, manualClock('2026-11-22T12:00:00Z'))
    const signIn = (address: string) => admit('cognito-idp', 'SignUp', address)
    signIn('192.0.2.1')
    signIn('192.0.2.2')
    signIn('2001:db8:0:1::1')
    assert.throws(() => signIn('2001:db8:0:1:ffff::2'), refused)
    signIn('2001:db8:0:2::1')
    signIn('::1')
    assert.throws(() => signIn('0:0:0:0:0:0:0:1'), refused)
  })
})
