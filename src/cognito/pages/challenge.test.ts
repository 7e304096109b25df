import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { openLoginPages } from '../../../test/support/login-pages.ts'
import { EmailConfiguration, phoneNumber, SmsConfiguration } from '../../../test/support/message-mfa.ts'
import { totp } from '../../../test/support/totp-client.ts'
import { email, password } from '../../../test/support/user-pool.ts'

const right = { username: email, password }

/** Managed login, where the client lets users choose how to sign in. */
async function openChoicePages(
  t: Parameters<typeof openLoginPages>[0],
  AllowedFirstAuthFactors: ('PASSWORD' | 'EMAIL_OTP' | 'WEB_AUTHN')[],
) {
  const pages = await openLoginPages(t, {
    pool: { Policies: { SignInPolicy: { AllowedFirstAuthFactors } } },
    client: { ExplicitAuthFlows: ['ALLOW_USER_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'] },
  })
  const { client, UserPoolId, ClientId } = pages
  await client.UpdateUserPoolDomain({ UserPoolId, Domain: 'shop', ManagedLoginVersion: 2 })
  await client.CreateManagedLoginBranding({ UserPoolId, ClientId, UseCognitoProvidedValues: true })
  return pages
}

describe('what is asked for after a password', () => {
  it('is a new one in place of a temporary one, with the attributes that are missing', async (t) => {
    const { visit, client, UserPoolId, redeemed } = await openLoginPages(t)
    await client.AdminSetUserPassword({ UserPoolId, Username: email, Password: 'T3mporary!', Permanent: false })
    const asked = await (await visit('/login')).submit('/login', { username: email, password: 'T3mporary!' })
    assert.equal(asked.heading, 'Choose a new password')
    const weak = await asked.submit('/challenge', { 'new-password': 'weak', 'new-password-again': 'weak' })
    assert.equal(weak.error, 'This password is not allowed: Password not long enough.')
    const back = await weak.submit('/challenge', { 'new-password': 'N3w-secret', 'new-password-again': 'N3w-secret' })
    assert.equal((await redeemed(back))['email'], email)
  })

  it('is an authenticator app where MFA is required: set up once, asked for from then on', async (t) => {
    const { visit, client, UserPoolId, clock, redeemed } = await openLoginPages(t)
    await client.SetUserPoolMfaConfig({
      UserPoolId,
      MfaConfiguration: 'ON',
      SoftwareTokenMfaConfiguration: { Enabled: true },
    })
    const offered = await (await visit('/login')).submit('/login', right)
    assert.equal(offered.heading, 'Set up a second step')
    const shown = await offered.submit('/challenge', { answer: 'SOFTWARE_TOKEN_MFA' })
    const secret = /otpauth:\/\/totp\/customers:jane%40example\.com\?secret=([A-Z2-7]+)&#38;issuer=customers/.exec(
      shown.body,
    )?.[1]
    assert.ok(secret)
    assert.equal(
      (await shown.submit('/challenge', { code: '000000' })).error,
      'This code is not right. Enter the one that your app shows now.',
    )
    const back = await shown.submit('/challenge', { code: totp(secret, clock.now()) })
    assert.equal((await redeemed(back))['email'], email)

    clock.advance(60_000)
    const asked = await (await visit('/login')).submit('/login', right)
    assert.equal(asked.heading, 'Enter your code')
    const wrong = await asked.submit('/challenge', { code: '000000' })
    assert.deepEqual([wrong.status, wrong.error], [400, 'Invalid code received for user.'])
    assert.match((await wrong.submit('/challenge', { code: totp(secret, clock.now()) })).location, /callback\?code=/)
  })

  it('is a code by mail or text message, where the user chooses which', async (t) => {
    const { visit, client, UserPoolId, sms, mail, redeemed } = await openLoginPages(t, {
      pool: { EmailConfiguration, SmsConfiguration },
    })
    await client.SetUserPoolMfaConfig({
      UserPoolId,
      MfaConfiguration: 'OPTIONAL',
      SmsMfaConfiguration: {},
      EmailMfaConfiguration: {},
    })
    const UserAttributes = [{ Name: 'phone_number', Value: phoneNumber }]
    await client.AdminUpdateUserAttributes({ UserPoolId, Username: email, UserAttributes })
    await client.AdminSetUserMFAPreference({
      UserPoolId,
      Username: email,
      SMSMfaSettings: { Enabled: true },
      EmailMfaSettings: { Enabled: true },
    })
    const choose = async (answer: string) => {
      const offered = await (await visit('/login')).submit('/login', right)
      assert.equal(offered.heading, 'Choose how to verify that it is you')
      return offered.submit('/challenge', { answer })
    }
    const byText = await choose('SMS_MFA')
    assert.equal(byText.heading, 'Check your phone')
    assert.match(byText.body, /we have sent to \+\*{7}0123\./)
    const texted = /\b\d{6}\b/.exec(sms.messages.at(-1)?.text ?? '')?.[0] ?? ''
    assert.equal((await redeemed(await byText.submit('/challenge', { code: texted })))['email'], email)

    const byMail = await choose('EMAIL_OTP')
    assert.equal(byMail.heading, 'Check your email')
    const mailed = /\b\d{6}\b/.exec(mail.messages.at(-1)?.html ?? '')?.[0] ?? ''
    assert.equal((await redeemed(await byMail.submit('/challenge', { code: mailed })))['email'], email)
  })

  it('expires, and is said so on the first page', async (t) => {
    const { visit, client, UserPoolId, clock } = await openLoginPages(t)
    await client.AdminSetUserPassword({ UserPoolId, Username: email, Password: 'T3mporary!', Permanent: false })
    const asked = await (await visit('/login')).submit('/login', { username: email, password: 'T3mporary!' })
    clock.advance(4 * 60_000)
    const again = await asked.submit('/challenge', { 'new-password': 'N3w-secret', 'new-password-again': 'N3w-secret' })
    assert.deepEqual([again.heading, again.error], ['Sign in', 'Your sign-in has expired. Please sign in again.'])
  })

  it('is nothing to whoever comes without a form', async (t) => {
    const { visit } = await openLoginPages(t)
    assert.match((await visit('/challenge')).location, /^\/login\?response_type=code/)
  })
})

describe('choosing how to sign in', () => {
  it('comes after the name, and takes a password', async (t) => {
    const { visit, redeemed } = await openChoicePages(t, ['PASSWORD', 'EMAIL_OTP'])
    const page = await visit('/login')
    assert.doesNotMatch(page.body, /name="password"/)
    const offered = await page.submit('/login', { username: email })
    assert.equal(offered.heading, 'Choose how to sign in')
    assert.deepEqual(
      [...offered.body.matchAll(/name="answer" value="([^"]+)"/g)].map(([, answer]) => answer),
      ['PASSWORD', 'EMAIL_OTP'],
    )
    const asked = await offered.submit('/challenge', { answer: 'PASSWORD' })
    const wrong = await asked.submit('/challenge', { password: 'wrong' })
    assert.deepEqual([wrong.heading, wrong.error], ['Enter your password', 'Incorrect username or password.'])
    assert.equal((await redeemed(await wrong.submit('/challenge', { password })))['email'], email)
  })

  it('takes a code by e-mail', async (t) => {
    const { visit, redeemed, mail } = await openChoicePages(t, ['PASSWORD', 'EMAIL_OTP'])
    const offered = await (await visit('/login')).submit('/login', { username: email })
    const asked = await offered.submit('/challenge', { answer: 'EMAIL_OTP' })
    assert.equal(asked.heading, 'Check your email')
    const wrong = await asked.submit('/challenge', { code: '00000000' })
    assert.equal(wrong.error, 'Invalid code or auth state for the user.')
    const code = /\d{8}/.exec(mail.messages.at(-1)?.html ?? '')?.[0] ?? ''
    assert.equal((await redeemed(await wrong.submit('/challenge', { code })))['email_verified'], true)
  })

  it('is spared those who have but a password', async (t) => {
    const { visit, redeemed } = await openChoicePages(t, ['PASSWORD', 'WEB_AUTHN'])
    const asked = await (await visit('/login')).submit('/login', { username: email })
    assert.equal(asked.heading, 'Enter your password')
    assert.equal((await redeemed(await asked.submit('/challenge', { password })))['email'], email)
  })

  it('takes no answer that was not offered', async (t) => {
    const { visit } = await openChoicePages(t, ['PASSWORD', 'EMAIL_OTP'])
    const offered = await (await visit('/login')).submit('/login', { username: email })
    assert.equal((await offered.submit('/challenge', { answer: 'SMS_OTP' })).error, 'The choice is missing.')
  })
})
