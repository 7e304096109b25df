import assert from 'node:assert/strict'
import { afterEach, before, describe, it } from 'node:test'
import {
  AdminConfirmSignUpCommand,
  SetUserPoolMfaConfigCommand,
  SignUpCommand,
} from '@aws-sdk/client-cognito-identity-provider'
import { Amplify } from 'aws-amplify'
import {
  confirmResetPassword,
  confirmSignIn,
  confirmSignUp,
  fetchAuthSession,
  fetchUserAttributes,
  getCurrentUser,
  resetPassword,
  setUpTOTP,
  signIn,
  signOut,
  signUp,
  updateMFAPreference,
  updateUserAttributes,
  verifyTOTPSetup,
} from 'aws-amplify/auth'
import { createPoolWithClient } from '../../support/sdk.ts'
import { serverWithClients } from '../../support/server-with-clients.ts'
import { totp } from '../../support/totp-client.ts'

const password = 'S3cure!!'
const incorrect = { name: 'NotAuthorizedException', message: 'Incorrect username or password.' }

/** What the app showed yesterday. */
const staleCode = (secret: string): string => totp(secret, new Date(Date.now() - 86_400_000))

describe('AWS Amplify', () => {
  const poolgate = serverWithClients()
  let UserPoolId: string
  let ClientId: string
  before(async () => {
    const { cognito } = poolgate
    ;({ UserPoolId, ClientId } = await createPoolWithClient(
      cognito,
      {
        UsernameAttributes: ['email'],
        AutoVerifiedAttributes: ['email'],
      },
      {
        ExplicitAuthFlows: ['ALLOW_USER_SRP_AUTH', 'ALLOW_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
        EnableTokenRevocation: true,
      },
    ))
    await cognito.send(
      new SetUserPoolMfaConfigCommand({
        UserPoolId,
        MfaConfiguration: 'OPTIONAL',
        SoftwareTokenMfaConfiguration: { Enabled: true },
      }),
    )
    // Nothing else of Amplify's configuration says that this is not AWS.
    Amplify.configure({
      Auth: { Cognito: { userPoolId: UserPoolId, userPoolClientId: ClientId, userPoolEndpoint: poolgate.url } },
    })
  })
  // Amplify keeps one user, who has to be gone before the next one signs in.
  afterEach(() => signOut())

  async function addUser(Username: string): Promise<void> {
    await poolgate.cognito.send(new SignUpCommand({ ClientId, Username, Password: password }))
    await poolgate.cognito.send(new AdminConfirmSignUpCommand({ UserPoolId, Username }))
  }
  /** The digits of the newest mail. */
  async function mailedCode(to: string): Promise<string> {
    const response = await fetch(`${poolgate.url}/_poolgate/inbox?format=json&to=${to}`)
    const { messages } = (await response.json()) as { readonly messages: readonly { readonly body: string }[] }
    return /\d{6}/.exec(messages[0]?.body ?? '')?.[0] ?? assert.fail(`no code was mailed to ${to}`)
  }

  it('signs a user up with a code that is mailed', async () => {
    const username = 'new@example.com'
    const { nextStep } = await signUp({ username, password, options: { userAttributes: { given_name: 'Nova' } } })
    assert.equal(nextStep.signUpStep, 'CONFIRM_SIGN_UP')
    const early = await signIn({ username, password })
    assert.equal(early.nextStep.signInStep, 'CONFIRM_SIGN_UP')
    await assert.rejects(confirmSignUp({ username, confirmationCode: 'wrong!' }), { name: 'CodeMismatchException' })
    const confirmed = await confirmSignUp({ username, confirmationCode: await mailedCode(username) })
    assert.equal(confirmed.isSignUpComplete, true)
    await assert.rejects(signUp({ username, password }), {
      name: 'UsernameExistsException',
      message: 'An account with the given email already exists.',
    })
  })

  for (const authFlowType of ['USER_SRP_AUTH', 'USER_PASSWORD_AUTH'] as const)
    it(`signs in by ${authFlowType}, and not with a wrong password`, async () => {
      const username = `${authFlowType.toLowerCase()}@example.com`
      await addUser(username)
      const options = { authFlowType }
      await assert.rejects(signIn({ username, password: 'Wr0ng!!!', options }), incorrect)
      const { isSignedIn } = await signIn({ username, password, options })
      assert.equal(isSignedIn, true)
      assert.equal((await getCurrentUser()).signInDetails?.loginId, username)
      await signOut()
      await assert.rejects(getCurrentUser(), { name: 'UserUnAuthenticatedException' })
    })

  it('refreshes tokens, and changes what the user says of themselves', async () => {
    const username = 'changing@example.com'
    await addUser(username)
    await signIn({ username, password })
    const { tokens: before } = await fetchAuthSession()
    const { tokens } = await fetchAuthSession({ forceRefresh: true })
    assert.notEqual(tokens?.accessToken.payload.jti, before?.accessToken.payload.jti)
    assert.equal(tokens?.accessToken.payload['origin_jti'], before?.accessToken.payload['origin_jti'])
    await updateUserAttributes({ userAttributes: { given_name: 'Chang' } })
    assert.equal((await fetchUserAttributes()).given_name, 'Chang')
    const refreshed = await fetchAuthSession({ forceRefresh: true })
    assert.equal(refreshed.tokens?.idToken?.payload['given_name'], 'Chang')
  })

  it('ends every sign-in of a user who signs out everywhere', async () => {
    const username = 'leaving@example.com'
    await addUser(username)
    await signIn({ username, password })
    const token = (await fetchAuthSession()).tokens?.accessToken.toString() ?? ''
    await signOut({ global: true })
    const response = await fetch(poolgate.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': 'AWSCognitoIdentityProviderService.GetUser',
      },
      body: JSON.stringify({ AccessToken: token }),
    })
    assert.equal(response.status, 400)
    assert.equal(((await response.json()) as { message: string }).message, 'Access Token has been revoked')
  })

  it('sets an authenticator app up, and signs in with its codes', async () => {
    const username = 'careful@example.com'
    await addUser(username)
    await signIn({ username, password })
    const { sharedSecret } = await setUpTOTP()
    await assert.rejects(verifyTOTPSetup({ code: staleCode(sharedSecret) }), {
      name: 'EnableSoftwareTokenMFAException',
    })
    await verifyTOTPSetup({ code: totp(sharedSecret, new Date()) })
    await updateMFAPreference({ totp: 'PREFERRED' })
    await signOut()

    const { nextStep } = await signIn({ username, password })
    assert.equal(nextStep.signInStep, 'CONFIRM_SIGN_IN_WITH_TOTP_CODE')
    await assert.rejects(confirmSignIn({ challengeResponse: staleCode(sharedSecret) }), {
      name: 'CodeMismatchException',
    })
    // That of the next half minute, as the one of this is used.
    const challengeResponse = totp(sharedSecret, new Date(Date.now() + 30_000))
    assert.equal((await confirmSignIn({ challengeResponse })).isSignedIn, true)
  })

  it('replaces a forgotten password by means of a code that is mailed', async () => {
    const username = 'new@example.com'
    const { nextStep } = await resetPassword({ username })
    assert.equal(nextStep.resetPasswordStep, 'CONFIRM_RESET_PASSWORD_WITH_CODE')
    const confirmationCode = await mailedCode(username)
    await confirmResetPassword({ username, confirmationCode, newPassword: 'N3wer!!!' })
    await assert.rejects(signIn({ username, password }), incorrect)
    assert.equal((await signIn({ username, password: 'N3wer!!!' })).isSignedIn, true)
  })
})
