import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { openLoginPages } from '../../../test/support/login-pages.ts'
import { email, password } from '../../../test/support/user-pool.ts'

const twice = { 'new-password': password, 'new-password-again': password }
const joe = { username: 'joe@example.com', ...twice }

describe('the sign-up page', () => {
  it('makes an account, takes its code, and leads to the sign-in', async (t) => {
    const { visit, redeemed, lastCode, attributesOf } = await openLoginPages(t)
    const asked = await (await visit('/signup')).submit('/signup', joe)
    assert.equal(asked.heading, 'Confirm your account')
    assert.match(asked.body, /We have sent a code to j\*\*\*@e\*\*\*\./)
    const wrong = await asked.submit('/confirm', { code: '000000' })
    assert.equal(wrong.error, 'Invalid verification code provided, please try again.')
    const confirmed = await wrong.submit('/confirm', { code: ` ${lastCode().slice(0, 3)} ${lastCode().slice(3)} ` })
    assert.equal(confirmed.notice, 'Your account is confirmed. You can sign in now.')
    const back = await confirmed.submit('/login', { password })
    const { sub } = await attributesOf(joe.username)
    assert.equal((await redeemed(back))['sub'], sub)
  })

  it('says what is wrong with a form, and keeps all of it but the passwords', async (t) => {
    const { visit } = await openLoginPages(t)
    const page = await visit('/signup')
    for (const [fields, text] of [
      [{ ...joe, 'new-password-again': 'S3cure!?' }, 'The two passwords differ.'],
      [
        { ...joe, 'new-password': 'short', 'new-password-again': 'short' },
        'This password is not allowed: Password not long enough.',
      ],
      [{ ...joe, username: 'joe' }, 'Username should be an email.'],
      [{ ...joe, username: email }, 'An account with the given email already exists.'],
      [{ ...joe, 'new-password': '', 'new-password-again': '' }, 'The password is missing.'],
    ] as const) {
      const again = await page.submit('/signup', fields)
      assert.deepEqual([again.status, again.error], [400, text])
      assert.ok(again.body.includes(`value="${fields.username}"`))
      assert.doesNotMatch(again.body, /S3cure|value="short"/)
    }
  })

  it('asks for what the pool requires, and for where its codes go', async (t) => {
    const { visit, client } = await openLoginPages(t)
    const { UserPool: pool } = await client.CreateUserPool({
      PoolName: 'members',
      AutoVerifiedAttributes: ['email'],
      Schema: [
        { Name: 'family_name', Required: true, Mutable: true },
        { Name: 'birthdate', Required: true, Mutable: true },
      ],
    })
    const { UserPoolClient: app } = await client.CreateUserPoolClient({
      UserPoolId: pool!.Id!,
      ClientName: 'web',
      AllowedOAuthFlowsUserPoolClient: true,
      AllowedOAuthFlows: ['code'],
      AllowedOAuthScopes: ['openid'],
      CallbackURLs: ['https://app.example.com/callback'],
      SupportedIdentityProviders: ['COGNITO'],
    })
    await client.CreateUserPoolDomain({ UserPoolId: pool!.Id!, Domain: 'members' })
    const { body } = await visit('/signup', { client_id: app!.ClientId! }, new Map(), 'members')
    const names = [...body.matchAll(/name="([^"_][^"]*)"\s+type=/g)].map(([, name]) => name)
    assert.deepEqual(names, [
      'username',
      'attribute.family_name',
      'attribute.email',
      'attribute.birthdate',
      'new-password',
      'new-password-again',
    ])
    assert.match(body, /name="attribute\.birthdate"\s+type="date"\s+autocomplete="bday"/)
  })

  it('shows the terms of the client', async (t) => {
    const { visit, client, UserPoolId, ClientId } = await openLoginPages(t)
    for (const TermsName of ['terms-of-use', 'privacy-policy'])
      await client.CreateTerms({
        UserPoolId,
        ClientId,
        TermsName,
        TermsSource: 'LINK',
        Enforcement: 'NONE',
        Links: { 'cognito:default': `https://example.com/${TermsName}` },
      })
    const { body } = await visit('/signup')
    assert.match(
      body,
      /you agree to our[^]*https:\/\/example\.com\/terms-of-use[^]*https:\/\/example\.com\/privacy-policy/,
    )
  })

  it('is not there where only administrators make accounts', async (t) => {
    const { visit, client, UserPoolId } = await openLoginPages(t)
    assert.match((await visit('/login')).body, /Create an account/)
    const page = await visit('/signup')
    await client.UpdateUserPool({
      UserPoolId,
      AutoVerifiedAttributes: ['email'],
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
    })
    assert.doesNotMatch((await visit('/login')).body, /Create an account/)
    const text = 'SignUp is not permitted for this user pool.'
    assert.equal((await visit('/signup')).error, text)
    assert.equal((await page.submit('/signup', joe)).error, text)
  })

  it('signs in at once whoever confirms with a code that can be signed in with', async (t) => {
    const { visit, redeemed, lastCode, client, UserPoolId, ClientId } = await openLoginPages(t, {
      pool: { Policies: { SignInPolicy: { AllowedFirstAuthFactors: ['PASSWORD', 'EMAIL_OTP'] } } },
      client: { ExplicitAuthFlows: ['ALLOW_USER_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'] },
    })
    await client.UpdateUserPoolDomain({ UserPoolId, Domain: 'shop', ManagedLoginVersion: 2 })
    await client.CreateManagedLoginBranding({ UserPoolId, ClientId, UseCognitoProvidedValues: true })
    const asked = await (await visit('/signup')).submit('/signup', { username: joe.username })
    const back = await asked.submit('/confirm', { code: lastCode() })
    assert.equal((await redeemed(back))['email_verified'], true)
  })
})
