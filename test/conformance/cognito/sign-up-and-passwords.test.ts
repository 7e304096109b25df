import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { openTriggeredPool } from '../../support/triggers.ts'
import { email, openUserPool, password, refusal } from '../../support/user-pool.ts'

const plain = { pool: { UsernameAttributes: [], AutoVerifiedAttributes: [] } }
const uuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/
const incorrect = refusal('NotAuthorizedException', 'Incorrect username or password.')
const mismatch = refusal('CodeMismatchException', 'Invalid verification code provided, please try again.')
const expired = refusal('ExpiredCodeException', 'Invalid code provided, please request a code again.')

/** Any code of six digits but this one. */
const not = (code: string): string => (code === '000000' ? '000001' : '000000')

async function openSignedUp(t: TestContext, settings: Parameters<typeof openUserPool>[1] = {}) {
  const opened = await openUserPool(t, settings)
  const { client, ClientId, UserPoolId, signUp } = opened
  await signUp()
  const confirm = (ConfirmationCode: string) => client.ConfirmSignUp({ ClientId, Username: email, ConfirmationCode })
  const forget = (Username = email) => client.ForgotPassword({ ClientId, Username })
  const status = async () => (await client.AdminGetUser({ UserPoolId, Username: email })).UserStatus
  return { ...opened, confirm, forget, status }
}

describe('signing up', () => {
  it('C026 sends a code to the address that is the username, and makes the sub the username', async (t) => {
    const { client, signUp, UserPoolId, attributesOf } = await openUserPool(t)
    const { UserConfirmed, UserSub, CodeDeliveryDetails } = await signUp()
    assert.equal(UserConfirmed, false)
    assert.match(UserSub, uuid)
    assert.deepEqual(CodeDeliveryDetails, {
      Destination: 'j***@e***',
      DeliveryMedium: 'EMAIL',
      AttributeName: 'email',
    })
    assert.equal((await client.AdminGetUser({ UserPoolId, Username: email })).Username, UserSub)
    assert.equal((await attributesOf())['email'], email)
  })

  it('C027 refuses an address that has an account', async (t) => {
    const { signUp } = await openSignedUp(t)
    const taken = refusal('UsernameExistsException', 'An account with the given email already exists.')
    await assert.rejects(signUp(), taken)
  })

  it('C028 refuses a name that is no address', async (t) => {
    const { signUp } = await openUserPool(t)
    await assert.rejects(signUp('jane'), refusal('InvalidParameterException', 'Username should be an email.'))
  })

  it('C029 says nothing of a code where none is sent', async (t) => {
    const { signUp } = await openUserPool(t, plain)
    assert.equal('CodeDeliveryDetails' in (await signUp('jane')), false)
  })

  it('C030 refuses a name that is taken, even where users are hidden', async (t) => {
    const { signUp, addClient } = await openUserPool(t, plain)
    const { id: ClientId } = await addClient({ PreventUserExistenceErrors: 'ENABLED' })
    await signUp('jane')
    const taken = refusal('UsernameExistsException', 'User already exists')
    await assert.rejects(signUp('jane'), taken)
    await assert.rejects(signUp('jane', { ClientId }), taken)
  })

  it('C031 says in which way a password is too weak', async (t) => {
    const { signUp } = await openUserPool(t, plain)
    const faults = {
      'Ab1!': 'Password not long enough',
      'abcdef1!': 'Password must have uppercase characters',
      'ABCDEF1!': 'Password must have lowercase characters',
      'Abcdefg!': 'Password must have numeric characters',
      Abcdefg1: 'Password must have symbol characters',
    }
    for (const [Password, fault] of Object.entries(faults)) {
      const text = `Password did not conform with policy: ${fault}`
      await assert.rejects(signUp('jane', { Password }), refusal('InvalidPasswordException', text))
    }
  })

  it('C032 names the required attributes that are missing', async (t) => {
    const Schema = [{ Name: 'given_name', Required: true, Mutable: true }]
    const { signUp } = await openUserPool(t, { pool: { ...plain.pool, Schema } })
    const text = 'Attributes did not conform to the schema: given_name: The attribute is required\n'
    await assert.rejects(signUp('jane'), refusal('InvalidParameterException', text))
  })

  it('C033 is left to administrators where the pool says so', async (t) => {
    const AdminCreateUserConfig = { AllowAdminCreateUserOnly: true }
    const { signUp } = await openUserPool(t, { pool: { AdminCreateUserConfig } })
    const text = 'SignUp is not permitted for this user pool'
    await assert.rejects(signUp(), refusal('NotAuthorizedException', text))
  })
})

describe('confirming', () => {
  it('C034 takes no wrong code', async (t) => {
    const { confirm, lastCode } = await openSignedUp(t)
    await assert.rejects(confirm(not(lastCode())), mismatch)
  })

  it('C035 verifies the address and tells the function of the pool', async (t) => {
    const opened = await openTriggeredPool(t, { PostConfirmation: () => ({}) })
    const { client, ClientId, UserPoolId, signUp, lastCode, attributesOf, sources } = opened
    await signUp()
    await client.ConfirmSignUp({ ClientId, Username: email, ConfirmationCode: lastCode() })
    assert.equal((await client.AdminGetUser({ UserPoolId, Username: email })).UserStatus, 'CONFIRMED')
    assert.equal((await attributesOf())['email_verified'], 'true')
    assert.deepEqual(sources(), ['PostConfirmation_ConfirmSignUp'])
  })

  it('C036 happens once', async (t) => {
    const { confirm, lastCode } = await openSignedUp(t)
    await confirm(lastCode())
    const text = 'User cannot be confirmed. Current status is CONFIRMED'
    await assert.rejects(confirm(lastCode()), refusal('NotAuthorizedException', text))
  })

  it('C037 needs no further code when it is done', async (t) => {
    const { client, ClientId, confirm, lastCode } = await openSignedUp(t)
    await confirm(lastCode())
    const resent = client.ResendConfirmationCode({ ClientId, Username: email })
    await assert.rejects(resent, refusal('InvalidParameterException', 'User is already confirmed.'))
  })

  it('C038 takes the newest code only', async (t) => {
    const { client, ClientId, confirm, lastCode } = await openSignedUp(t)
    const older = lastCode()
    await client.ResendConfirmationCode({ ClientId, Username: email })
    assert.notEqual(lastCode(), older)
    await assert.rejects(confirm(older), { code: 'CodeMismatchException' })
    await confirm(lastCode())
  })

  it('C039 verifies nothing when an administrator does it', async (t) => {
    const { client, UserPoolId, status, attributesOf } = await openSignedUp(t)
    await client.AdminConfirmSignUp({ UserPoolId, Username: email })
    assert.equal(await status(), 'CONFIRMED')
    assert.notEqual((await attributesOf())['email_verified'], 'true')
  })
})

describe('a forgotten password', () => {
  it('C040 tells legacy clients of names that no user has', async (t) => {
    const { forget } = await openSignedUp(t, { client: { PreventUserExistenceErrors: 'LEGACY' } })
    const unknown = refusal('UserNotFoundException', 'Username/client id combination not found.')
    await assert.rejects(forget('nobody@example.com'), unknown)
  })

  it('C041 pretends to send a code, always to the same place, where users are hidden', async (t) => {
    const { forget, mail } = await openSignedUp(t, { client: { PreventUserExistenceErrors: 'ENABLED' } })
    const sent = mail.messages.length
    const { CodeDeliveryDetails: details } = await forget('nobody@example.com')
    assert.equal(details?.DeliveryMedium, 'EMAIL')
    assert.match(details?.Destination ?? '', /^.\*\*\*@.\*\*\*$/)
    assert.deepEqual((await forget('nobody@example.com')).CodeDeliveryDetails, details)
    assert.equal(mail.messages.length, sent)
  })

  it('C042 cannot be reset without a verified contact', async (t) => {
    const { addUser, client, ClientId } = await openUserPool(t, plain)
    await addUser('jane')
    const text = 'Cannot reset password for the user as there is no registered/verified email or phone_number'
    const asked = client.ForgotPassword({ ClientId, Username: 'jane' })
    await assert.rejects(asked, refusal('InvalidParameterException', text))
  })

  it('C043 cannot be reset while it is a temporary one', async (t) => {
    const { client, ClientId, UserPoolId } = await openUserPool(t)
    const UserAttributes = [{ Name: 'email_verified', Value: 'true' }]
    await client.AdminCreateUser({ UserPoolId, Username: email, UserAttributes })
    const asked = client.ForgotPassword({ ClientId, Username: email })
    const text = 'User password cannot be reset in the current state.'
    await assert.rejects(asked, refusal('NotAuthorizedException', text))
  })

  it('C044 is replaced by means of a code that works once', async (t) => {
    const { client, ClientId, confirm, forget, lastCode, signIn } = await openSignedUp(t)
    await confirm(lastCode())
    await forget()
    const code = lastCode()
    const reset = () =>
      client.ConfirmForgotPassword({ ClientId, Username: email, ConfirmationCode: code, Password: 'N3wer!!!' })
    await reset()
    await assert.rejects(signIn(), incorrect)
    assert.ok((await signIn(email, 'N3wer!!!')).AuthenticationResult)
    await assert.rejects(reset(), expired)
  })
})

describe('a password', () => {
  it('C045 is not changed by who does not know it', async (t) => {
    const { addUser, tokens, client } = await openUserPool(t)
    await addUser()
    const { AccessToken } = await tokens()
    const changed = client.ChangePassword({
      AccessToken,
      PreviousPassword: 'Wr0ng!!!',
      ProposedPassword: 'N3wer!!!',
    })
    await assert.rejects(changed, incorrect)
  })

  it('C046 is not used again where the pool remembers', async (t) => {
    const Policies = { PasswordPolicy: { PasswordHistorySize: 2 } }
    const { addUser, tokens, client } = await openUserPool(t, { pool: { Policies } })
    const chosen = 'S3cure!!'
    await addUser()
    const { AccessToken } = await tokens()
    const changed = client.ChangePassword({ AccessToken, PreviousPassword: chosen, ProposedPassword: chosen })
    const used = refusal('PasswordHistoryPolicyViolationException', 'Password has previously been used')
    await assert.rejects(changed, used)
  })

  it('C047 is a temporary one, sent in an invitation, when an administrator makes the user', async (t) => {
    const { client, UserPoolId, mail } = await openUserPool(t)
    const { User: user } = await client.AdminCreateUser({ UserPoolId, Username: email })
    assert.equal(user?.UserStatus, 'FORCE_CHANGE_PASSWORD')
    assert.equal(user?.Enabled, true)
    assert.match(user?.Attributes?.find(({ Name }) => Name === 'sub')?.Value ?? '', uuid)
    assert.equal(mail.messages.length, 1)
    await client.AdminCreateUser({ UserPoolId, Username: 'john@example.com', MessageAction: 'SUPPRESS' })
    assert.equal(mail.messages.length, 1)
  })

  it('C048 confirms the user when an administrator sets it for good', async (t) => {
    const { client, UserPoolId, signIn } = await openUserPool(t)
    await client.AdminCreateUser({ UserPoolId, Username: email, MessageAction: 'SUPPRESS' })
    await client.AdminSetUserPassword({ UserPoolId, Username: email, Password: password, Permanent: true })
    assert.equal((await client.AdminGetUser({ UserPoolId, Username: email })).UserStatus, 'CONFIRMED')
    assert.ok((await signIn()).AuthenticationResult)
  })
})
