import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { openChoicePool } from '../../../test/support/choices.ts'
import { phoneNumber } from '../../../test/support/message-mfa.ts'
import { runTriggers } from '../../../test/support/triggers.ts'
import { email, password, refusal } from '../../../test/support/user-pool.ts'

const invalidSession = refusal('NotAuthorizedException', 'Invalid session for the user.')
const usedSession = refusal('NotAuthorizedException', 'Invalid session for the user, session can only be used once.')
const wrongCode = refusal('CodeMismatchException', 'Invalid code or auth state for the user.')
const locked = refusal('NotAuthorizedException', 'Password attempts exceeded')
const hiding = { client: { PreventUserExistenceErrors: 'ENABLED' as const } }

describe('EMAIL_OTP and SMS_OTP as the first factor', () => {
  it('confirm whoever signed up, and run post confirmation', async (t) => {
    const { functions, LambdaConfig, events } = runTriggers({ PostConfirmation: () => ({}) })
    const { signUp, prefer, answerMail, mailedCode, client, UserPoolId } = await openChoicePool(t, undefined, {
      functions,
      pool: { LambdaConfig },
    })
    await signUp()
    const { Session } = await prefer('EMAIL_OTP')
    assert.ok((await answerMail(Session, mailedCode())).AuthenticationResult)
    assert.equal((await client.AdminGetUser({ UserPoolId, Username: email })).UserStatus, 'CONFIRMED')
    assert.deepEqual(
      events.map(({ triggerSource }) => triggerSource),
      ['PostConfirmation_ConfirmSignUp'],
    )
  })

  it('go to the phone as well', async (t) => {
    const { client, UserPoolId, begin, respond, textedCode, sms } = await openChoicePool(t, ['PASSWORD', 'SMS_OTP'])
    await client.AdminCreateUser({
      UserPoolId,
      Username: email,
      UserAttributes: [{ Name: 'phone_number', Value: phoneNumber }],
      MessageAction: 'SUPPRESS',
    })
    const { Session, ...asked } = await begin()
    assert.deepEqual(asked, {
      ChallengeName: 'SMS_OTP',
      ChallengeParameters: { CODE_DELIVERY_DELIVERY_MEDIUM: 'SMS', CODE_DELIVERY_DESTINATION: '+*******0123' },
      AvailableChallenges: ['SMS_OTP'],
    })
    assert.equal(sms.messages.at(-1)?.to, phoneNumber)
    await assert.rejects(respond('EMAIL_OTP', Session, { EMAIL_OTP_CODE: textedCode() }), invalidSession)
    assert.ok((await respond('SMS_OTP', Session, { SMS_OTP_CODE: textedCode() })).AuthenticationResult)
  })

  it('take a code for its own session only, once', async (t) => {
    const { addUser, prefer, answerMail, mailedCode } = await openChoicePool(t)
    await addUser()
    await addUser('eve@example.com')
    const first = await prefer('EMAIL_OTP')
    const code = mailedCode()
    const second = await prefer('EMAIL_OTP')
    const eves = await prefer('EMAIL_OTP', 'eve@example.com')
    const evesCode = mailedCode()
    await assert.rejects(answerMail(second.Session, code), wrongCode)
    await assert.rejects(answerMail(first.Session, evesCode), wrongCode)
    await assert.rejects(answerMail(eves.Session, evesCode), invalidSession)
    await assert.rejects(answerMail(first.Session, code, 'eve@example.com'), invalidSession)
    const outcomes = await Promise.allSettled([answerMail(first.Session, code), answerMail(first.Session, code)])
    assert.deepEqual(outcomes.map(({ status }) => status).sort(), ['fulfilled', 'rejected'])
    await assert.rejects(answerMail(first.Session, code), { code: 'NotAuthorizedException' })
    assert.ok((await answerMail(eves.Session, evesCode, 'eve@example.com')).AuthenticationResult)
  })

  it('refuse a replayed code even for a user who is as before', async (t) => {
    const { addUser, prefer, answerMail, mailedCode } = await openChoicePool(t)
    await addUser()
    const verified = await prefer('EMAIL_OTP')
    await answerMail(verified.Session, mailedCode())
    const { Session } = await prefer('EMAIL_OTP')
    const code = mailedCode()
    await answerMail(Session, code)
    await assert.rejects(answerMail(Session, code), usedSession)
  })

  it('refuse a user who was changed, disabled, or deleted and made again meanwhile', async (t) => {
    const { addUser, prefer, answerMail, mailedCode, client, UserPoolId, clock } = await openChoicePool(t)
    const user = { UserPoolId, Username: email }
    const changes: (() => Promise<unknown>)[] = [
      () => client.AdminSetUserPassword({ ...user, Password: 'N3w-pass!', Permanent: true }),
      () => client.AdminDisableUser(user),
      () => client.AdminUpdateUserAttributes({ ...user, UserAttributes: [{ Name: 'name', Value: 'J' }] }),
      () => client.AdminDeleteUser(user),
      () => client.AdminDeleteUser(user).then(() => addUser()),
    ]
    for (const change of changes) {
      await addUser()
      const { Session } = await prefer('EMAIL_OTP')
      const code = mailedCode()
      clock.advance(1000)
      await change()
      await assert.rejects(answerMail(Session, code), invalidSession, String(change))
      await client.AdminDeleteUser(user).catch(() => undefined)
    }
  })

  it('are no longer taken when the pool has taken the factor away or asks for MFA', async (t) => {
    const { addUser, prefer, answerMail, mailedCode, client, UserPoolId } = await openChoicePool(t)
    await addUser()
    const { Session } = await prefer('EMAIL_OTP')
    await client.UpdateUserPool({ UserPoolId })
    await assert.rejects(answerMail(Session, mailedCode()), wrongCode)
  })

  it('count wrong codes to the lockout, together with wrong passwords', async (t) => {
    const { addUser, prefer, answerMail, mailedCode, clock } = await openChoicePool(t)
    await addUser()
    for (let failure = 1; failure <= 4; failure++)
      await assert.rejects(answerMail((await prefer('EMAIL_OTP')).Session, '00000000'), wrongCode)
    await assert.rejects(prefer('PASSWORD', email, { PASSWORD: 'Wr0ng!!!' }), { code: 'NotAuthorizedException' })
    await assert.rejects(prefer('PASSWORD', email, { PASSWORD: password }), locked)
    const { Session } = await prefer('EMAIL_OTP')
    await assert.rejects(answerMail(Session, mailedCode()), locked)
    clock.advance(1000)
    assert.ok((await answerMail(Session, mailedCode())).AuthenticationResult)
  })

  it('tell of a disabled user and of mail that cannot leave on clients that hide nothing', async (t) => {
    const { addUser, prefer, mail, client, UserPoolId } = await openChoicePool(t)
    await addUser()
    mail.send = async () => Promise.reject(new Error('the relay is down'))
    await assert.rejects(
      prefer('EMAIL_OTP'),
      refusal('InvalidEmailRoleAccessPolicyException', 'Unable to deliver the message.'),
    )
    await client.AdminDisableUser({ UserPoolId, Username: email })
    await assert.rejects(prefer('EMAIL_OTP'), refusal('NotAuthorizedException', 'User is disabled.'))
  })
})

describe('choice-based sign-in on a client that hides users', () => {
  const names = Array.from({ length: 40 }, (_, index) => `nobody${index}@example.com`)

  it('offers a name without a user what some user is offered, and always the same', async (t) => {
    const { begin, client, UserPoolId, mail } = await openChoicePool(t, undefined, hiding)
    const offered = async (name: string) => {
      const { ChallengeName, AvailableChallenges } = await begin(name)
      return JSON.stringify([ChallengeName, AvailableChallenges])
    }
    const lists = await Promise.all(names.map(offered))
    assert.deepEqual(await Promise.all(names.map(offered)), lists)
    const both = '["SELECT_CHALLENGE",["PASSWORD","PASSWORD_SRP","EMAIL_OTP"]]'
    const passwords = '["SELECT_CHALLENGE",["PASSWORD","PASSWORD_SRP"]]'
    const code = '["EMAIL_OTP",["EMAIL_OTP"]]'
    assert.deepEqual(new Set(lists), new Set([both, passwords, code]))
    assert.deepEqual(mail.messages, [])
    await client.AdminCreateUser({ UserPoolId, Username: email, MessageAction: 'SUPPRESS' })
    assert.equal(await offered(email), code)
  })

  it('answers such a name as it answers a user, in words and in length, and mails nobody', async (t) => {
    const { addUser, begin, prefer, respond, select, answerMail, mail, clock } = await openChoicePool(
      t,
      undefined,
      hiding,
    )
    await addUser('jane00@example.com')
    const isOffered = async (name: string, challenge: string) =>
      (await begin(name)).AvailableChallenges?.some((one) => one === challenge)
    const found: string[] = []
    for (const name of names.slice(10))
      if ((await isOffered(name, 'EMAIL_OTP')) && (await isOffered(name, 'PASSWORD'))) found.push(name)
    const unknown = found[0] ?? ''
    const sent = mail.messages.length
    const [real, simulated] = [await prefer('EMAIL_OTP', 'jane00@example.com'), await prefer('EMAIL_OTP', unknown)]
    assert.equal(mail.messages.length, sent + 1)
    assert.equal(simulated.ChallengeName, real.ChallengeName)
    assert.deepEqual(simulated.AvailableChallenges, real.AvailableChallenges)
    assert.deepEqual(simulated.ChallengeParameters, {
      CODE_DELIVERY_DELIVERY_MEDIUM: 'EMAIL',
      CODE_DELIVERY_DESTINATION: 'n***@e***',
    })
    const length = (Session = '') => Buffer.from(Session, 'base64url').length
    assert.equal(length(simulated.Session), length(real.Session))
    const chosen = [await begin('jane00@example.com'), await begin(unknown)]
    assert.equal(length(chosen[1]?.Session), length(chosen[0]?.Session))

    for (let failure = 1; failure <= 5; failure++)
      await assert.rejects(answerMail(simulated.Session, '00000000', unknown), wrongCode)
    await assert.rejects(answerMail(simulated.Session, '00000000', unknown), locked)
    clock.advance(60_000)
    const { Session } = await begin(unknown)
    await assert.rejects(select(Session, 'PASSWORD', { PASSWORD: password }, unknown), {
      message: 'Incorrect username or password.',
    })
    const srp = await respond('PASSWORD_SRP', Session, { SRP_A: 'abcdef' }, unknown)
    assert.equal(srp.ChallengeName, 'PASSWORD_VERIFIER')
    await assert.rejects(respond('PASSWORD_SRP', Session, { SRP_A: 'abcdef' }, unknown), usedSession)
  })

  it('takes no session of such a name once a user has it', async (t) => {
    const { addUser, begin, answerMail, select } = await openChoicePool(t, ['EMAIL_OTP'], hiding)
    const { Session } = await begin()
    await addUser().catch(() => undefined)
    await assert.rejects(answerMail(Session, '00000000'), invalidSession)
    await assert.rejects(select(Session, 'EMAIL_OTP'), invalidSession)
  })

  it('limits codes for such a name as it limits them for a user', async (t) => {
    const { addUser, prefer, begin } = await openChoicePool(t, ['EMAIL_OTP'], hiding)
    await addUser().catch(() => undefined)
    assert.equal((await begin('nobody@example.com')).ChallengeName, 'EMAIL_OTP')
    for (let sent = 2; sent <= 20; sent++) await prefer('EMAIL_OTP', 'nobody@example.com')
    await assert.rejects(prefer('EMAIL_OTP', 'nobody@example.com'), { code: 'TooManyRequestsException' })
  })

  it('mails no disabled user, and does not wait for mail that does not leave', async (t) => {
    const { addUser, prefer, answerMail, mailedCode, client, UserPoolId, mail, log } = await openChoicePool(
      t,
      undefined,
      hiding,
    )
    await addUser()
    await client.AdminDisableUser({ UserPoolId, Username: email })
    const sent = mail.messages.length
    const { ChallengeName, Session } = await prefer('EMAIL_OTP')
    assert.equal(ChallengeName, 'EMAIL_OTP')
    assert.equal(mail.messages.length, sent)
    await assert.rejects(answerMail(Session, '00000000'), wrongCode)
    await client.AdminEnableUser({ UserPoolId, Username: email })
    let end: (() => void) | undefined
    mail.send = async (message) => {
      await new Promise<void>((resolve) => (end = resolve))
      mail.messages.push(message)
    }
    const waiting = await prefer('EMAIL_OTP')
    end?.()
    await new Promise((resolve) => setImmediate(resolve))
    assert.ok((await answerMail(waiting.Session, mailedCode())).AuthenticationResult)
    mail.send = async () => Promise.reject(new Error('the relay is down'))
    assert.equal((await prefer('EMAIL_OTP')).ChallengeName, 'EMAIL_OTP')
    await new Promise((resolve) => setImmediate(resolve))
    assert.ok(log.entries.some(({ event }) => event === 'mail-failed'))
  })

  it('offers a user who can use no factor what it offers a name without a user', async (t) => {
    const { begin, answerMail, client, UserPoolId, mail } = await openChoicePool(t, ['EMAIL_OTP'], hiding)
    await client.AdminCreateUser({
      UserPoolId,
      Username: email,
      TemporaryPassword: 'Temp0rary!',
      MessageAction: 'SUPPRESS',
    })
    const { ChallengeName, ChallengeParameters, Session } = await begin()
    assert.equal(ChallengeName, 'EMAIL_OTP')
    assert.equal(ChallengeParameters?.['CODE_DELIVERY_DESTINATION'], 'j***@e***')
    assert.deepEqual(mail.messages, [])
    await assert.rejects(answerMail(Session, '00000000'), wrongCode)
  })
})
