import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { email, openUserPool, password, refusal } from '../../../test/support/user-pool.ts'
import { secretHash } from '../clients/app-client.ts'

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

describe('SignUp', () => {
  it("mails from the pool's own address, with the answers going where it says", async (t) => {
    const EmailConfiguration = {
      EmailSendingAccount: 'DEVELOPER',
      SourceArn: 'arn:aws:ses:us-east-1:123456789012:identity/shop@example.com',
      ReplyToEmailAddress: 'help@example.com',
      ConfigurationSet: 'shop',
    } as const
    const { client, UserPoolId, signUp, mail } = await openUserPool(t, { pool: { EmailConfiguration } })
    await signUp()
    const { from, replyTo, configurationSet } = mail.messages[0] ?? assert.fail('no mail')
    assert.deepEqual([from, replyTo, configurationSet], ['shop@example.com', 'help@example.com', 'shop'])
    const { UserPool } = await client.DescribeUserPool({ UserPoolId })
    assert.deepEqual(UserPool?.EmailConfiguration, EmailConfiguration)
  })

  it('registers an unconfirmed user under a sub, with the e-mail address copied to its attribute', async (t) => {
    const { signUp, client, UserPoolId } = await openUserPool(t)
    const answer = await signUp()
    assert.match(answer.UserSub, uuid)
    assert.deepEqual(answer, {
      UserConfirmed: false,
      UserSub: answer.UserSub,
      CodeDeliveryDetails: { Destination: 'j***@e***', DeliveryMedium: 'EMAIL', AttributeName: 'email' },
    })
    const user = await client.AdminGetUser({ UserPoolId, Username: email })
    assert.equal(user.Username, answer.UserSub)
    assert.equal(user.UserStatus, 'UNCONFIRMED')
    assert.equal(user.Enabled, true)
    assert.deepEqual(user.UserAttributes, [
      { Name: 'sub', Value: answer.UserSub },
      { Name: 'email', Value: email },
      { Name: 'email_verified', Value: 'false' },
    ])
  })

  it('mails a code of six digits in the default words', async (t) => {
    const { signUp, mail, UserPoolId } = await openUserPool(t)
    await signUp()
    const [message, ...more] = mail.messages
    assert.deepEqual(more, [])
    assert.match(message?.html ?? '', /^Your confirmation code is \d{6}$/)
    assert.deepEqual(
      { ...message, html: '' },
      {
        from: 'no-reply@verificationemail.com',
        to: email,
        subject: 'Your verification code',
        html: '',
        userPoolId: UserPoolId,
        purpose: 'SignUp',
      },
    )
  })

  it("mails the code in the pool's own words", async (t) => {
    const { signUp, mail } = await openUserPool(t, {
      pool: { EmailVerificationMessage: 'Code: {####}!', EmailVerificationSubject: 'Welcome' },
    })
    await signUp()
    assert.match(mail.messages[0]?.html ?? '', /^Code: \d{6}!$/)
    assert.equal(mail.messages[0]?.subject, 'Welcome')
  })

  it('stores the password as argon2id and nothing else of it', async (t) => {
    const { signUp, store, UserPoolId, log } = await openUserPool(t)
    const { UserSub } = await signUp()
    const user = await store.findUser(UserPoolId, UserSub)
    assert.match(user?.passwordHash ?? '', /^\$argon2id\$v=19\$m=8,t=1,p=1\$/)
    assert.doesNotMatch(JSON.stringify([user, log.entries]), /S3cure!!/)
  })

  it('refuses an e-mail address that is taken, verified or not', async (t) => {
    const { signUp } = await openUserPool(t)
    await signUp()
    await assert.rejects(
      signUp(),
      refusal('UsernameExistsException', 'An account with the given email already exists.'),
    )
  })

  it('lets exactly one of two simultaneous sign-ups with one address through', async (t) => {
    const { signUp } = await openUserPool(t)
    const outcomes = await Promise.allSettled([signUp(), signUp()])
    const refused = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason.code] : []))
    assert.deepEqual(refused, ['UsernameExistsException'])
  })

  it('keeps apart addresses that differ in case, unless the pool ignores case', async (t) => {
    const sensitive = await openUserPool(t)
    await sensitive.signUp()
    await sensitive.signUp('Jane@example.com')
    const insensitive = await openUserPool(t, { pool: { UsernameConfiguration: { CaseSensitive: false } } })
    await insensitive.signUp()
    await assert.rejects(insensitive.signUp('Jane@example.com'), { code: 'UsernameExistsException' })
  })

  it('refuses a username that is no e-mail address where it has to be one', async (t) => {
    const { signUp } = await openUserPool(t)
    // The last four are, or hold, the address of somebody else to a mail system.
    for (const name of [
      'jane',
      'jane@@example.com',
      '<jane@example.com>',
      'eve,jane@example.com',
      'jane@example.com(',
      'a:b@c',
    ])
      await assert.rejects(signUp(name), refusal('InvalidParameterException', 'Username should be an email.'), name)
  })

  it('refuses an email attribute that contradicts the username', async (t) => {
    const { signUp } = await openUserPool(t)
    await assert.rejects(signUp(email, { UserAttributes: [{ Name: 'email', Value: 'eve@example.com' }] }), {
      code: 'InvalidParameterException',
    })
  })

  it('keeps chosen usernames in a plain pool, unique, and mails nothing', async (t) => {
    const { signUp, client, UserPoolId, mail } = await openUserPool(t, {
      pool: { UsernameAttributes: [], AutoVerifiedAttributes: [] },
    })
    const answer = await signUp('jane')
    assert.deepEqual(Object.keys(answer).sort(), ['UserConfirmed', 'UserSub'])
    assert.equal((await client.AdminGetUser({ UserPoolId, Username: answer.UserSub })).Username, 'jane')
    assert.deepEqual(mail.messages, [])
    await assert.rejects(signUp('jane'), refusal('UsernameExistsException', 'User already exists'))
    await assert.rejects(signUp(answer.UserSub), refusal('UsernameExistsException', 'User already exists'))
  })

  for (const [candidate, rule] of [
    ['Ab1!', 'not long enough'],
    ['abcdef1!', 'must have uppercase characters'],
    ['ABCDEF1!', 'must have lowercase characters'],
    ['Abcdefg!', 'must have numeric characters'],
    ['Abcdefg1', 'must have symbol characters'],
  ] as const)
    it(`refuses the password ${candidate}: ${rule}`, async (t) => {
      const { signUp } = await openUserPool(t)
      await assert.rejects(
        signUp(email, { Password: candidate }),
        refusal('InvalidPasswordException', `Password did not conform with policy: Password ${rule}`),
      )
    })

  it('refuses to do without a required attribute', async (t) => {
    const { signUp } = await openUserPool(t, {
      pool: {
        Schema: [
          { Name: 'given_name', Required: true },
          { Name: 'family_name', Required: true },
        ],
      },
    })
    await assert.rejects(
      signUp(),
      refusal(
        'InvalidParameterException',
        'Attributes did not conform to the schema: given_name: The attribute is required\nfamily_name: The attribute is required\n',
      ),
    )
  })

  it('refuses attributes that are unknown, not writable, immutable or malformed', async (t) => {
    const { signUp } = await openUserPool(t, {
      pool: { Schema: [{ Name: 'tenant', AttributeDataType: 'String', Mutable: true }] },
    })
    const withAttribute = (Name: string, Value: string) => signUp(email, { UserAttributes: [{ Name, Value }] })
    await assert.rejects(
      withAttribute('custom:x', '1'),
      refusal(
        'InvalidParameterException',
        'Attributes did not conform to the schema: custom:x: Attribute does not exist in the schema.\n',
      ),
    )
    const unauthorized = refusal('NotAuthorizedException', 'A client attempted to write unauthorized attribute')
    await assert.rejects(withAttribute('custom:tenant', '7'), unauthorized)
    await assert.rejects(withAttribute('email_verified', 'true'), unauthorized)
    await assert.rejects(
      withAttribute('sub', 'x'),
      refusal('InvalidParameterException', 'Cannot modify the non-mutable attribute sub'),
    )
    await assert.rejects(
      withAttribute('phone_number', '555-1234'),
      refusal('InvalidParameterException', 'Invalid phone number format.'),
    )
    await assert.rejects(withAttribute('__proto__', 'x'), { code: 'InvalidParameterException' })
    await assert.rejects(withAttribute('name', 'a\0b'), { code: 'InvalidParameterException' })
  })

  it('refuses an address of no e-mail form given as an attribute', async (t) => {
    const { signUp } = await openUserPool(t, { pool: { UsernameAttributes: [] } })
    await assert.rejects(
      signUp('jane', { UserAttributes: [{ Name: 'email', Value: 'nonsense' }] }),
      refusal('InvalidParameterException', 'Invalid email address format.'),
    )
  })

  it('lets a client write the custom attributes it was given', async (t) => {
    const { signUp, attributesOf } = await openUserPool(t, {
      pool: { Schema: [{ Name: 'tenant', AttributeDataType: 'String' }] },
      client: { WriteAttributes: ['custom:tenant', 'email'] },
    })
    await signUp(email, { UserAttributes: [{ Name: 'custom:tenant', Value: '7' }] })
    assert.equal((await attributesOf())['custom:tenant'], '7')
  })

  it('refuses where only administrators create users', async (t) => {
    const { signUp } = await openUserPool(t, { pool: { AdminCreateUserConfig: { AllowAdminCreateUserOnly: true } } })
    await assert.rejects(signUp(), refusal('NotAuthorizedException', 'SignUp is not permitted for this user pool'))
  })

  it('demands the secret hash of a client with a secret', async (t) => {
    const { signUp, ClientId, secret = '' } = await openUserPool(t, { client: { GenerateSecret: true } })
    await assert.rejects(
      signUp(),
      refusal(
        'NotAuthorizedException',
        `Client ${ClientId} is configured with secret but SECRET_HASH was not received`,
      ),
    )
    await assert.rejects(
      signUp(email, { SecretHash: secretHash(secret, 'eve@example.com', ClientId) }),
      refusal('NotAuthorizedException', `SecretHash does not match for the client: ${ClientId}`),
    )
    await signUp(email, { SecretHash: secretHash(secret, email, ClientId) })
  })

  it('refuses a client that does not exist', async (t) => {
    const { client } = await openUserPool(t)
    await assert.rejects(
      client.SignUp({ ClientId: 'nope', Username: email, Password: password }),
      refusal('ResourceNotFoundException', 'User pool client nope does not exist.'),
    )
  })

  it('says that the mail failed and keeps the user', async (t) => {
    const { signUp, client, mail, UserPoolId } = await openUserPool(t)
    mail.send = async () => {
      throw new Error('connection refused')
    }
    await assert.rejects(signUp(), { code: 'CodeDeliveryFailureException' })
    assert.equal((await client.AdminGetUser({ UserPoolId, Username: email })).UserStatus, 'UNCONFIRMED')
  })
})
