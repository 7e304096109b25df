import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { newAuthenticator } from '../../support/authenticator.ts'
import { openChoicePool } from '../../support/choices.ts'
import { openPasskeyPool, origin, requestOptionsOf } from '../../support/passkeys.ts'
import { email, password } from '../../support/user-pool.ts'

describe('signing in by choice', () => {
  it('C079 lists the factors that the user has and the pool allows', async (t) => {
    const { addUser, begin } = await openChoicePool(t)
    await addUser()
    const asked = await begin()
    assert.equal(asked.ChallengeName, 'SELECT_CHALLENGE')
    for (const factor of ['PASSWORD', 'PASSWORD_SRP', 'EMAIL_OTP'] as const)
      assert.ok(asked.AvailableChallenges?.includes(factor), factor)
  })

  it('C080 takes a mailed code of eight digits, which verifies the address', async (t) => {
    const { addUser, begin, select, answerMail, mailedCode, attributesOf } = await openChoicePool(t)
    await addUser()
    const selected = await select((await begin()).Session, 'EMAIL_OTP')
    assert.equal(selected.ChallengeName, 'EMAIL_OTP')
    assert.match(mailedCode(), /^\d{8}$/)
    assert.ok((await answerMail(selected.Session, mailedCode())).AuthenticationResult)
    assert.equal((await attributesOf())['email_verified'], 'true')
  })

  it('C081 takes a preferred password in one round trip', async (t) => {
    const { addUser, prefer } = await openChoicePool(t)
    await addUser()
    const { AuthenticationResult } = await prefer('PASSWORD', email, { PASSWORD: password })
    assert.ok(AuthenticationResult?.AccessToken)
  })

  it('C082 takes a passkey, once for each challenge, of the relying party`s origins', async (t) => {
    const opened = await openPasskeyPool(t)
    const { addSignedIn, start, complete, register, prefer, respond, client } = opened
    const AccessToken = await addSignedIn()
    const elsewhere = newAuthenticator('https://www.evil.example')
    const foreign = complete(AccessToken, elsewhere.create(await start(AccessToken)))
    await assert.rejects(foreign, { code: 'WebAuthnOriginNotAllowedException' })
    const passkey = await register(AccessToken, newAuthenticator(origin))
    const { Credentials } = await client.ListWebAuthnCredentials({ AccessToken })
    assert.deepEqual(
      Credentials.map(({ CredentialId }) => CredentialId),
      [passkey.id],
    )
    const challenge = await prefer('WEB_AUTHN')
    const CREDENTIAL = JSON.stringify(passkey.get(requestOptionsOf(challenge)))
    assert.ok((await respond('WEB_AUTHN', challenge.Session, { CREDENTIAL })).AuthenticationResult)
    const replayed = respond('WEB_AUTHN', challenge.Session, { CREDENTIAL })
    await assert.rejects(replayed, { code: 'NotAuthorizedException' })
    const next = await prefer('WEB_AUTHN')
    const stale = respond('WEB_AUTHN', next.Session, { CREDENTIAL })
    await assert.rejects(stale, { code: 'NotAuthorizedException' })
  })
})
