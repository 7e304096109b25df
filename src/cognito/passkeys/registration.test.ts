import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { describe, it } from 'node:test'
import { type CeremonyOptions, coseKey, newAuthenticator } from '../../../test/support/authenticator.ts'
import { openPasskeyPool, origin } from '../../../test/support/passkeys.ts'
import { email, openUserPool, refusal } from '../../../test/support/user-pool.ts'

const notFound = refusal('WebAuthnChallengeNotFoundException', 'The challenge was not found or has expired.')
const malformed = refusal('InvalidParameterException', 'The credential is not valid.')
const unsupported = refusal('WebAuthnCredentialNotSupportedException', 'The credential is not supported.')

describe('StartWebAuthnRegistration', () => {
  it('answers what a browser needs to make a passkey for this user and relying party', async (t) => {
    const { addSignedIn, start, client } = await openPasskeyPool(t)
    const AccessToken = await addSignedIn()
    const { Username } = await client.GetUser({ AccessToken })
    const { challenge, ...options } = await start(AccessToken)
    assert.ok(Buffer.from(challenge, 'base64url').length >= 16)
    assert.deepEqual(options, {
      rp: { id: 'shop.example', name: 'shop.example' },
      user: { id: Buffer.from(Username).toString('base64url'), name: email, displayName: email },
      pubKeyCredParams: [
        { type: 'public-key', alg: -7 },
        { type: 'public-key', alg: -257 },
      ],
      timeout: 60_000,
      excludeCredentials: [],
      authenticatorSelection: { requireResidentKey: true, residentKey: 'required', userVerification: 'preferred' },
    })
  })

  it('demands verification where the pool does, or takes a passkey for two factors', async (t) => {
    for (const more of [
      { UserVerification: 'required' },
      { UserVerification: 'preferred', FactorConfiguration: 'MULTI_FACTOR_WITH_USER_VERIFICATION' },
    ] as const) {
      const { addSignedIn, start } = await openPasskeyPool(t, { RelyingPartyId: 'shop.example', ...more })
      const { authenticatorSelection } = await start(await addSignedIn())
      assert.equal(authenticatorSelection.userVerification, 'required')
    }
  })

  it("takes the pool's domain for the relying party when none is given, the custom one first", async (t) => {
    const { addSignedIn, start, client, UserPoolId } = await openPasskeyPool(t, {})
    const AccessToken = await addSignedIn()
    await assert.rejects(start(AccessToken), { code: 'WebAuthnConfigurationMissingException' })
    await client.CreateUserPoolDomain({ UserPoolId, Domain: 'shop' })
    assert.equal((await start(AccessToken)).rp.id, 'shop.auth.us-east-1.amazoncognito.com')
    const CustomDomainConfig = {
      CertificateArn: 'arn:aws:acm:us-east-1:123456789012:certificate/6a2d7a3e-0000-4000-8000-000000000000',
    }
    await client.CreateUserPoolDomain({ UserPoolId, Domain: 'auth.shop.example', CustomDomainConfig })
    assert.equal((await start(AccessToken)).rp.id, 'auth.shop.example')
  })

  it('is refused in a pool without passkeys, as completing is', async (t) => {
    const { addUser, tokens, client } = await openUserPool(t)
    await addUser()
    const { AccessToken } = await tokens()
    const disabled = refusal('WebAuthnNotEnabledException', 'WebAuthn is not enabled for this user pool.')
    await assert.rejects(client.StartWebAuthnRegistration({ AccessToken }), disabled)
    await assert.rejects(client.CompleteWebAuthnRegistration({ AccessToken, Credential: {} }), disabled)
  })
})

describe('CompleteWebAuthnRegistration', () => {
  it('keeps the passkey, which is listed and excluded from then on', async (t) => {
    const { addSignedIn, start, register, client, clock } = await openPasskeyPool(t)
    const AccessToken = await addSignedIn()
    const { id } = await register(AccessToken)
    const { Credentials } = await client.ListWebAuthnCredentials({ AccessToken })
    assert.deepEqual(Credentials, [
      {
        CredentialId: id,
        FriendlyCredentialName: 'Passkey',
        RelyingPartyId: 'shop.example',
        AuthenticatorAttachment: 'platform',
        AuthenticatorTransports: ['internal'],
        CreatedAt: clock.now(),
      },
    ])
    const { excludeCredentials } = await start(AccessToken)
    assert.deepEqual(
      excludeCredentials.map((credential) => credential.id),
      [id],
    )
  })

  it('takes RSA keys, and an attestation that nobody asked for without looking at it', async (t) => {
    const { addSignedIn, register, start, complete } = await openPasskeyPool(t)
    const AccessToken = await addSignedIn()
    await register(AccessToken, newAuthenticator(origin, 'RS256'))
    const attested = { fmt: 'packed', attStmt: new Map<string, unknown>([['x5c', 'http://169.254.169.254/']]) }
    await complete(AccessToken, newAuthenticator(origin).create(await start(AccessToken), attested))
  })

  it('takes a challenge once, in time, and only from whom it was made for', async (t) => {
    const { addSignedIn, start, complete, clock } = await openPasskeyPool(t)
    const [jane, joe] = [await addSignedIn(), await addSignedIn('joe@example.com')]
    const options = await start(jane)
    await assert.rejects(complete(joe, newAuthenticator(origin).create(options)), notFound)
    await complete(jane, newAuthenticator(origin).create(options))
    await assert.rejects(complete(jane, newAuthenticator(origin).create(options)), notFound)
    await assert.rejects(
      complete(jane, newAuthenticator(origin).create({ ...options, challenge: 'bWFkZSB1cA' })),
      notFound,
    )
    const late = await start(jane)
    clock.advance(3 * 60_000)
    await assert.rejects(complete(jane, newAuthenticator(origin).create(late)), notFound)
  })

  it('lets one of two simultaneous answers to a challenge win', async (t) => {
    const { addSignedIn, start, complete } = await openPasskeyPool(t)
    const AccessToken = await addSignedIn()
    const options = await start(AccessToken)
    const outcomes = await Promise.allSettled(
      [1, 2].map(() => complete(AccessToken, newAuthenticator(origin).create(options))),
    )
    assert.deepEqual(outcomes.map(({ status }) => status).sort(), ['fulfilled', 'rejected'])
  })

  it('refuses a challenge that another app client was given', async (t) => {
    const { addSignedIn, start, complete, addClient, client } = await openPasskeyPool(t)
    const AccessToken = await addSignedIn()
    const options = await start(AccessToken)
    const { id: ClientId } = await addClient()
    const { AuthenticationResult: other } = await client.InitiateAuth({
      ClientId,
      AuthFlow: 'USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME: email, PASSWORD: 'S3cure!!' },
    })
    await assert.rejects(complete(other?.AccessToken ?? '', newAuthenticator(origin).create(options)), {
      code: 'WebAuthnClientMismatchException',
    })
  })

  const refused: readonly (readonly [string, CeremonyOptions, { code: string }])[] = [
    ['another site', { origin: 'https://evil.example' }, { code: 'WebAuthnOriginNotAllowedException' }],
    ['a site of a like name', { origin: 'https://evilshop.example' }, { code: 'WebAuthnOriginNotAllowedException' }],
    ['plain HTTP', { origin: 'http://shop.example' }, { code: 'WebAuthnOriginNotAllowedException' }],
    ['no origin', { origin: 'shop.example' }, { code: 'WebAuthnOriginNotAllowedException' }],
    ['an embedded page', { clientData: { crossOrigin: true } }, { code: 'WebAuthnOriginNotAllowedException' }],
    ['another relying party', { rpId: 'evil.example' }, { code: 'WebAuthnRelyingPartyMismatchException' }],
    ['nobody present', { flags: 0x04 }, unsupported],
    ['the wrong ceremony', { clientData: { type: 'webauthn.get' } }, malformed],
  ]
  for (const [what, more, expected] of refused)
    it(`refuses an answer from ${what}`, async (t) => {
      const { addSignedIn, start, complete, client } = await openPasskeyPool(t)
      const AccessToken = await addSignedIn()
      await assert.rejects(
        complete(AccessToken, newAuthenticator(origin).create(await start(AccessToken), more)),
        expected,
      )
      assert.deepEqual((await client.ListWebAuthnCredentials({ AccessToken })).Credentials, [])
    })

  it('takes pages on the relying party itself and below it, and on the own machine without HTTPS', async (t) => {
    const { addSignedIn, register } = await openPasskeyPool(t)
    const AccessToken = await addSignedIn()
    for (const own of ['https://shop.example', 'https://a.b.shop.example:8443'])
      await register(AccessToken, newAuthenticator(own))
    const local = await openPasskeyPool(t, { RelyingPartyId: 'localhost' })
    await local.register(await local.addSignedIn(), newAuthenticator('http://localhost:3000'))
  })

  it('refuses a user who was not verified where that is demanded', async (t) => {
    const config = { RelyingPartyId: 'shop.example', UserVerification: 'required' } as const
    const { addSignedIn, start, complete } = await openPasskeyPool(t, config)
    const AccessToken = await addSignedIn()
    const options = await start(AccessToken)
    await assert.rejects(complete(AccessToken, newAuthenticator(origin).create(options, { flags: 0x01 })), unsupported)
    await complete(AccessToken, newAuthenticator(origin).create(options, { flags: 0x05 }))
  })

  it('refuses keys of other algorithms, and weak or broken ones', async (t) => {
    const { addSignedIn, start, complete } = await openPasskeyPool(t)
    const AccessToken = await addSignedIn()
    const jwkOf = (type: 'P-256' | 'P-384' | number, publicExponent = 65_537) =>
      typeof type === 'number'
        ? generateKeyPairSync('rsa', { modulusLength: type, publicExponent }).publicKey.export({ format: 'jwk' })
        : generateKeyPairSync('ec', { namedCurve: type }).publicKey.export({ format: 'jwk' })
    for (const publicKey of [
      coseKey(jwkOf('P-384'), -35),
      coseKey(jwkOf('P-384'), -7),
      coseKey(jwkOf(1024)),
      coseKey({ ...jwkOf(2048), e: 'AQ' }),
      coseKey({ ...jwkOf('P-256'), x: Buffer.alloc(32, 1).toString('base64url') }),
    ]) {
      const made = newAuthenticator(origin).create(await start(AccessToken), { publicKey })
      await assert.rejects(complete(AccessToken, made), unsupported)
    }
  })

  it('refuses what is no registration at all, whatever it is', async (t) => {
    const { addSignedIn, start, complete, client } = await openPasskeyPool(t)
    const AccessToken = await addSignedIn()
    const good = newAuthenticator(origin).create(await start(AccessToken))
    const { response } = good
    for (const broken of [
      {},
      { ...good, id: 'AAAA', rawId: 'AAAA' },
      { ...good, id: `${good.id}=` },
      { ...good, rawId: 'AAAA' },
      { ...good, type: 'password' },
      { ...good, response: {} },
      { ...good, response: { ...response, clientDataJSON: 'AAAA' } },
      { ...good, response: { ...response, attestationObject: 'AAAA' } },
      { ...good, response: { ...response, attestationObject: response.attestationObject.slice(0, -80) } },
    ])
      await assert.rejects(client.CompleteWebAuthnRegistration({ AccessToken, Credential: broken }), malformed)
    await complete(AccessToken, good)
  })

  it('registers a credential once, whoever asks, and twenty of a user at most', async (t) => {
    const { addSignedIn, start, complete, register } = await openPasskeyPool(t)
    const [jane, joe] = [await addSignedIn(), await addSignedIn('joe@example.com')]
    const authenticator = await register(jane)
    await assert.rejects(complete(joe, authenticator.create(await start(joe))), malformed)
    for (let count = 1; count < 20; count++) await register(jane)
    await assert.rejects(register(jane), refusal('LimitExceededException', 'A user can have no more than 20 passkeys.'))
    await register(joe)
  })
})

describe('the passkeys of a user', () => {
  it('are listed page by page, and deleted by their user alone', async (t) => {
    const { addSignedIn, register, client } = await openPasskeyPool(t)
    const [jane, joe] = [await addSignedIn(), await addSignedIn('joe@example.com')]
    const ids = [(await register(jane)).id, (await register(jane)).id]
    const first = await client.ListWebAuthnCredentials({ AccessToken: jane, MaxResults: 1 })
    assert.ok(first.NextToken)
    const rest = await client.ListWebAuthnCredentials({ AccessToken: jane, NextToken: first.NextToken })
    const listed = [...(first.Credentials ?? []), ...(rest.Credentials ?? [])].map(({ CredentialId }) => CredentialId)
    assert.deepEqual(listed, ids.toSorted())
    const unknown = refusal('ResourceNotFoundException', 'The passkey does not exist.')
    const [CredentialId = ''] = ids
    await assert.rejects(client.DeleteWebAuthnCredential({ AccessToken: joe, CredentialId }), unknown)
    await client.DeleteWebAuthnCredential({ AccessToken: jane, CredentialId })
    await assert.rejects(client.DeleteWebAuthnCredential({ AccessToken: jane, CredentialId }), unknown)
    await assert.rejects(client.DeleteWebAuthnCredential({ AccessToken: jane, CredentialId: '\0' }), unknown)
    assert.equal((await client.ListWebAuthnCredentials({ AccessToken: jane })).Credentials?.length, 1)
  })
})
