import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { type CeremonyOptions, newAuthenticator } from '../../../test/support/authenticator.ts'
import { openPasskeyPool, origin, requestOptionsOf } from '../../../test/support/passkeys.ts'
import { totp } from '../../../test/support/totp-client.ts'
import { email, password, refusal } from '../../../test/support/user-pool.ts'

const wrong = refusal('NotAuthorizedException', 'Incorrect username or password.')
const invalidSession = refusal('NotAuthorizedException', 'Invalid session for the user.')
const usedSession = refusal('NotAuthorizedException', 'Invalid session for the user, session can only be used once.')

const multiFactor = {
  RelyingPartyId: 'shop.example',
  FactorConfiguration: 'MULTI_FACTOR_WITH_USER_VERIFICATION',
} as const

/** A user with a passkey. `answer` signs a challenge with it. */
async function openRegistered(
  t: TestContext,
  ...settings: Parameters<typeof openPasskeyPool> extends [unknown, ...infer Rest] ? Rest : never
) {
  const opened = await openPasskeyPool(t, ...settings)
  const { addSignedIn, register, respond } = opened
  const AccessToken = await addSignedIn()
  const passkey = await register(AccessToken)
  type Challenge = Awaited<ReturnType<typeof respond>>
  const answer = (challenge: Challenge, more: CeremonyOptions = {}, by = passkey, name = email) =>
    respond(
      'WEB_AUTHN',
      challenge.Session,
      { CREDENTIAL: JSON.stringify(by.get(requestOptionsOf(challenge), more)) },
      name,
    )
  return { ...opened, AccessToken, passkey, answer }
}

describe('WEB_AUTHN', () => {
  it('is asked for when it is preferred, and ends in tokens', async (t) => {
    const { prefer, answer, passkey } = await openRegistered(t)
    const challenge = await prefer('WEB_AUTHN')
    assert.equal(challenge.ChallengeName, 'WEB_AUTHN')
    assert.deepEqual(challenge.AvailableChallenges, ['WEB_AUTHN'])
    const { challenge: _, ...options } = requestOptionsOf(challenge)
    assert.deepEqual(options, {
      timeout: 60_000,
      rpId: 'shop.example',
      allowCredentials: [{ type: 'public-key', id: passkey.id, transports: ['internal'] }],
      userVerification: 'preferred',
    })
    assert.ok((await answer(challenge)).AuthenticationResult?.RefreshToken)
  })

  it('can be selected by who has a passkey, and is one of the configured factors then', async (t) => {
    const { begin, select, answer, client, AccessToken, passkey } = await openRegistered(t)
    const begun = await begin()
    assert.deepEqual(begun.AvailableChallenges, ['PASSWORD', 'PASSWORD_SRP', 'WEB_AUTHN'])
    assert.ok((await answer(await select(begun.Session, 'WEB_AUTHN'))).AuthenticationResult)
    const factors = async () => (await client.GetUserAuthFactors({ AccessToken })).ConfiguredUserAuthFactors
    assert.deepEqual(await factors(), ['PASSWORD', 'WEB_AUTHN'])
    await client.DeleteWebAuthnCredential({ AccessToken, CredentialId: passkey.id })
    assert.deepEqual(await factors(), ['PASSWORD'])
    assert.deepEqual((await begin()).AvailableChallenges, ['PASSWORD', 'PASSWORD_SRP'])
  })

  it('takes RSA keys, and authenticators that do not count', async (t) => {
    const { AccessToken, register, prefer, answer } = await openRegistered(t)
    for (const own of [newAuthenticator(origin, 'RS256'), newAuthenticator(origin, 'ES256', false)]) {
      await register(AccessToken, own)
      for (let uses = 0; uses < 2; uses++)
        assert.ok((await answer(await prefer('WEB_AUTHN'), {}, own)).AuthenticationResult)
    }
  })

  it('takes one answer to a challenge, right or wrong, and only to this one', async (t) => {
    const { prefer, answer, passkey, respond } = await openRegistered(t)
    const [first, second] = [await prefer('WEB_AUTHN'), await prefer('WEB_AUTHN')]
    const stolen = JSON.stringify(passkey.get(requestOptionsOf(first)))
    await assert.rejects(respond('WEB_AUTHN', second.Session, { CREDENTIAL: stolen }), wrong)
    await assert.rejects(answer(second), usedSession)
    await answer(first)
    await assert.rejects(respond('WEB_AUTHN', first.Session, { CREDENTIAL: stolen }), usedSession)
  })

  it('refuses an authenticator whose counter went back or stood still: it may be a copy', async (t) => {
    const { prefer, answer } = await openRegistered(t)
    await answer(await prefer('WEB_AUTHN'), { counter: 10 })
    for (const counter of [10, 9, 0]) await assert.rejects(answer(await prefer('WEB_AUTHN'), { counter }), wrong)
    await answer(await prefer('WEB_AUTHN'), { counter: 11 })
  })

  const refused: readonly (readonly [string, CeremonyOptions])[] = [
    ['another site', { origin: 'https://evil.example' }],
    ['an embedded page', { clientData: { crossOrigin: true } }],
    ['another relying party', { rpId: 'evil.example' }],
    ['nobody present', { flags: 0x04 }],
  ]
  for (const [what, more] of refused)
    it(`refuses an answer from ${what}`, async (t) => {
      const { prefer, answer } = await openRegistered(t)
      await assert.rejects(answer(await prefer('WEB_AUTHN'), more), wrong)
    })

  it('refuses a signature of another key, and one that was changed', async (t) => {
    const { prefer, passkey, respond } = await openRegistered(t)
    const stranger = newAuthenticator(origin)
    const send = async (change: (good: ReturnType<typeof passkey.get>) => object) => {
      const challenge = await prefer('WEB_AUTHN')
      const CREDENTIAL = JSON.stringify(change(passkey.get(requestOptionsOf(challenge))))
      return respond('WEB_AUTHN', challenge.Session, { CREDENTIAL })
    }
    const other = { id: stranger.id, rawId: stranger.id }
    await assert.rejects(
      send((good) => ({ ...good, ...other })),
      wrong,
    )
    for (const [member, value] of [
      ['signature', stranger.get({ challenge: 'AAAA', rpId: 'shop.example' }).response.signature],
      ['signature', 'AAAA'],
      ['authenticatorData', 'AAAA'],
      ['userHandle', Buffer.from('somebody').toString('base64url')],
    ] as const)
      await assert.rejects(
        send((good) => ({ ...good, response: { ...good.response, [member]: value } })),
        wrong,
      )
    await send((good) => good)
  })

  it("refuses another user's passkey and session", async (t) => {
    const { prefer, answer, addSignedIn, register } = await openRegistered(t)
    const joe = 'joe@example.com'
    const passkeyOfJoe = await register(await addSignedIn(joe))
    await assert.rejects(answer(await prefer('WEB_AUTHN'), {}, passkeyOfJoe), wrong)
    await assert.rejects(answer(await prefer('WEB_AUTHN'), {}, passkeyOfJoe, joe), invalidSession)
    await assert.rejects(answer(await prefer('WEB_AUTHN', joe), {}, undefined, joe), wrong)
    assert.ok((await answer(await prefer('WEB_AUTHN', joe), {}, passkeyOfJoe, joe)).AuthenticationResult)
  })

  it('refuses sessions of other challenges, and its own for them', async (t) => {
    const { begin, prefer, select, respond, passkey } = await openRegistered(t)
    const chosen = await begin()
    const CREDENTIAL = JSON.stringify(passkey.get({ challenge: 'AAAA', rpId: 'shop.example' }))
    await assert.rejects(respond('WEB_AUTHN', chosen.Session, { CREDENTIAL }), invalidSession)
    const { Session } = await prefer('WEB_AUTHN')
    await assert.rejects(select(Session, 'PASSWORD', { PASSWORD: password }), invalidSession)
    await assert.rejects(respond('EMAIL_OTP', Session, { EMAIL_OTP_CODE: '12345678' }), invalidSession)
    await assert.rejects(
      respond('WEB_AUTHN', Session, { CREDENTIAL: '{}' }),
      refusal('InvalidParameterException', 'CREDENTIAL is not valid.'),
    )
  })

  it('is void once the user was changed, disabled, deleted or made anew, or the passkey is gone', async (t) => {
    const { prefer, answer, client, UserPoolId, AccessToken, passkey, clock, addUser } = await openRegistered(t)
    const named = { UserPoolId, Username: email }
    const first = await prefer('WEB_AUTHN')
    clock.advance(1000)
    await client.AdminUpdateUserAttributes({ ...named, UserAttributes: [{ Name: 'nickname', Value: 'J' }] })
    await assert.rejects(answer(first), invalidSession)
    const second = await prefer('WEB_AUTHN')
    await client.DeleteWebAuthnCredential({ AccessToken, CredentialId: passkey.id })
    await assert.rejects(answer(second), wrong)
    const third = await openRegistered(t)
    const begun = await third.prefer('WEB_AUTHN')
    third.clock.advance(1000)
    await third.client.AdminDisableUser({ UserPoolId: third.UserPoolId, Username: email })
    await assert.rejects(third.answer(begun), invalidSession)
    await assert.rejects(
      third.answer(await third.prefer('WEB_AUTHN')),
      refusal('NotAuthorizedException', 'User is disabled.'),
    )
    const fourth = await client.AdminDeleteUser(named)
    assert.ok(fourth)
    await addUser()
    await assert.rejects(answer(second), invalidSession)
  })

  it('works for passkeys of the relying party that the pool has now', async (t) => {
    const { begin, client, UserPoolId } = await openRegistered(t)
    await client.SetUserPoolMfaConfig({ UserPoolId, WebAuthnConfiguration: { RelyingPartyId: 'other.example' } })
    assert.deepEqual((await begin()).AvailableChallenges, ['PASSWORD', 'PASSWORD_SRP'])
  })
})

describe('a passkey beside a second factor', () => {
  async function openWithFactor(t: TestContext, config?: typeof multiFactor) {
    const opened = await openRegistered(t, config)
    const { client, UserPoolId, AccessToken, clock } = opened
    await client.SetUserPoolMfaConfig({
      UserPoolId,
      MfaConfiguration: 'OPTIONAL',
      SoftwareTokenMfaConfiguration: { Enabled: true },
      WebAuthnConfiguration: config ?? { RelyingPartyId: 'shop.example' },
    })
    const { SecretCode: secret = '' } = await client.AssociateSoftwareToken({ AccessToken })
    await client.VerifySoftwareToken({ AccessToken, UserCode: totp(secret, clock.now()) })
    const set = (more: object) => client.SetUserMFAPreference({ AccessToken, ...more })
    return { ...opened, set }
  }
  const app = { SoftwareTokenMfaSettings: { Enabled: true, PreferredMfa: true } }
  const asMfa = { WebAuthnMfaSettings: { Enabled: true } }

  it('is not offered to who has one', async (t) => {
    const { set, begin } = await openWithFactor(t)
    await set(app)
    assert.deepEqual((await begin()).AvailableChallenges, ['PASSWORD', 'PASSWORD_SRP'])
  })

  it('is enough alone where the pool lets it be and the user has switched it on', async (t) => {
    const { set, begin, prefer, answer } = await openWithFactor(t, multiFactor)
    await set(app)
    assert.deepEqual((await begin()).AvailableChallenges, ['PASSWORD', 'PASSWORD_SRP'])
    await set(asMfa)
    const challenge = await prefer('WEB_AUTHN')
    assert.equal(requestOptionsOf(challenge).userVerification, 'required')
    await assert.rejects(answer(challenge, { flags: 0x01 }), wrong)
    assert.ok((await answer(await prefer('WEB_AUTHN'))).AuthenticationResult)
    await set({ WebAuthnMfaSettings: { Enabled: false } })
    assert.deepEqual((await begin()).AvailableChallenges, ['PASSWORD', 'PASSWORD_SRP'])
  })

  it('cannot be switched on as two where the pool does not allow it, nor as the only factor', async (t) => {
    const single = await openWithFactor(t)
    await single.set(app)
    await assert.rejects(
      single.set(asMfa),
      refusal('InvalidParameterException', 'Passkeys are not enabled as MFA for the user pool.'),
    )
    const multi = await openWithFactor(t, multiFactor)
    await assert.rejects(
      multi.set(asMfa),
      refusal('InvalidParameterException', 'Passkeys need another MFA factor beside them.'),
    )
    await multi.set({ ...app, ...asMfa })
  })
})

describe('a client that hides users', () => {
  const hiding = { client: { PreventUserExistenceErrors: 'ENABLED' } } as const

  it('is offered passkeys for some names that nobody has, always the same, and takes no answer for them', async (t) => {
    const { prefer, begin, answer, passkey } = await openRegistered(t, undefined, hiding)
    const names = Array.from({ length: 20 }, (_, index) => `no${index + 10}@example.com`)
    const offers = await Promise.all(names.map(async (name) => (await begin(name)).AvailableChallenges ?? []))
    const name = names.find((_, index) => offers[index]?.includes('WEB_AUTHN')) ?? assert.fail('offered to nobody')
    assert.ok(offers.some((offered) => !offered.includes('WEB_AUTHN')))
    const [first, second] = [await prefer('WEB_AUTHN', name), await prefer('WEB_AUTHN', name)]
    assert.deepEqual(requestOptionsOf(first).allowCredentials, requestOptionsOf(second).allowCredentials)
    const real = await prefer('WEB_AUTHN')
    assert.deepEqual(Object.keys(first), Object.keys(real))
    assert.equal(first.Session?.length, real.Session?.length)
    await assert.rejects(answer(first, {}, passkey, name), wrong)
  })

  it('is given no tokens by the passkey of a user who cannot sign in by it, though one seems to be asked for', async (t) => {
    const opened = await openRegistered(t, undefined, hiding)
    const { addSignedIn, register, begin, select, respond, client, UserPoolId } = opened
    for (let index = 10; ; index++) {
      const Username = `jo${index}@example.com`
      const passkey = await register(await addSignedIn(Username))
      const User = {
        ProviderName: 'Cognito',
        ProviderAttributeName: 'Cognito_Subject',
        ProviderAttributeValue: Username,
      }
      await client.AdminDisableProviderForUser({ UserPoolId, User })
      const { AvailableChallenges, Session } = await begin(Username)
      if (!AvailableChallenges?.includes('WEB_AUTHN') || !Session) continue
      const challenge = await select(Session, 'WEB_AUTHN', {}, Username)
      const CREDENTIAL = JSON.stringify(passkey.get(requestOptionsOf(challenge)))
      await assert.rejects(respond('WEB_AUTHN', challenge.Session, { CREDENTIAL }, Username), wrong)
      return
    }
  })
})
