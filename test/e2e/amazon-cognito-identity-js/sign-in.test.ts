import assert from 'node:assert/strict'
import { before, beforeEach, describe, it } from 'node:test'
import {
  AdminCreateUserCommand,
  AdminForgetDeviceCommand,
  AdminListDevicesCommand,
  AdminSetUserPasswordCommand,
  SetUserPoolMfaConfigCommand,
} from '@aws-sdk/client-cognito-identity-provider'
import {
  AuthenticationDetails,
  CognitoUser,
  CognitoUserPool,
  type CognitoUserSession,
} from 'amazon-cognito-identity-js'
import { createPoolWithClient } from '../../support/sdk.ts'
import { serverWithClients } from '../../support/server-with-clients.ts'
import { totp } from '../../support/totp-client.ts'

const Password = 'S3cure!!'

/** What a browser keeps of one person. */
function newStorage() {
  const items = new Map<string, string>()
  return {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
    removeItem: (key: string) => void items.delete(key),
    clear: () => items.clear(),
  }
}

/** How a sign-in ends, or what it asks for. */
type Outcome =
  | { readonly kind: 'signed in'; readonly session: CognitoUserSession; readonly mayRemember: boolean }
  | { readonly kind: 'code asked' | 'new password asked' }

const called = <Result>(run: (callback: (error: Error | null | undefined, result: Result) => void) => void) =>
  new Promise<Result>((resolve, reject) => run((error, result) => (error ? reject(error) : resolve(result))))

const succeeded = <Result>(
  run: (callbacks: { onSuccess: (result: Result) => void; onFailure: (error: Error) => void }) => void,
) => new Promise<Result>((resolve, reject) => run({ onSuccess: resolve, onFailure: reject }))

function outcomeOf(run: (callbacks: Parameters<CognitoUser['authenticateUser']>[1]) => void): Promise<Outcome> {
  return new Promise((resolve, reject) =>
    run({
      onSuccess: (session, mayRemember = false) => resolve({ kind: 'signed in', session, mayRemember }),
      onFailure: reject,
      totpRequired: () => resolve({ kind: 'code asked' }),
      newPasswordRequired: () => resolve({ kind: 'new password asked' }),
    }),
  )
}

describe('amazon-cognito-identity-js', () => {
  const poolgate = serverWithClients()
  let UserPoolId: string
  let ClientId: string
  let Storage = newStorage()

  const userNamed = (Username: string) =>
    new CognitoUser({
      Username,
      Pool: new CognitoUserPool({ UserPoolId, ClientId, endpoint: poolgate.url, Storage }),
      Storage,
    })

  async function addUser(Username: string, Permanent = true): Promise<void> {
    const { cognito } = poolgate
    const named = { UserPoolId, Username }
    await cognito.send(new AdminCreateUserCommand({ ...named, MessageAction: 'SUPPRESS' }))
    await cognito.send(new AdminSetUserPasswordCommand({ ...named, Password, Permanent }))
  }

  async function signIn(Username: string, password = Password): Promise<Outcome & { readonly user: CognitoUser }> {
    const user = userNamed(Username)
    const details = new AuthenticationDetails({ Username, Password: password })
    return { ...(await outcomeOf((callbacks) => user.authenticateUser(details, callbacks))), user }
  }

  /** The code of the next half minute, as each is good once. */
  const sendNextCode = (user: CognitoUser, secret: string) =>
    outcomeOf((callbacks) =>
      user.sendMFACode(totp(secret, new Date(Date.now() + 30_000)), callbacks, 'SOFTWARE_TOKEN_MFA'),
    )

  before(async () => {
    const { cognito } = poolgate
    ;({ UserPoolId, ClientId } = await createPoolWithClient(
      cognito,
      {
        DeviceConfiguration: { ChallengeRequiredOnNewDevice: true, DeviceOnlyRememberedOnUserPrompt: true },
      },
      {
        ExplicitAuthFlows: ['ALLOW_USER_SRP_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
      },
    ))
    await cognito.send(
      new SetUserPoolMfaConfigCommand({
        UserPoolId,
        MfaConfiguration: 'OPTIONAL',
        SoftwareTokenMfaConfiguration: { Enabled: true },
      }),
    )
  })
  beforeEach(() => {
    Storage = newStorage()
  })

  it('signs in with the right password and not with a wrong one', async () => {
    await addUser('jane')
    await assert.rejects(signIn('jane', 'Wr0ng!!!'), {
      name: 'NotAuthorizedException',
      message: 'Incorrect username or password.',
    })
    const { kind, user } = await signIn('jane')
    assert.equal(kind, 'signed in')
    const attributes = await called<{ getName(): string }[] | undefined>((done) => user.getUserAttributes(done))
    assert.deepEqual(
      attributes?.map((attribute) => attribute.getName()),
      ['sub'],
    )
  })

  it('chooses a new password when it is asked to', async () => {
    await addUser('new', false)
    const { kind, user } = await signIn('new')
    assert.equal(kind, 'new password asked')
    const chosen = await outcomeOf((callbacks) => user.completeNewPasswordChallenge('An0ther!!', {}, callbacks))
    assert.equal(chosen.kind, 'signed in')
    Storage = newStorage()
    assert.equal((await signIn('new', 'An0ther!!')).kind, 'signed in')
  })

  it('refreshes its tokens with its device, and cannot any more once it has signed out everywhere', async () => {
    await addUser('traveller')
    const { user } = await signIn('traveller')
    const session = await called<CognitoUserSession | null>((done) => user.getSession(done))
    const refreshToken = session!.getRefreshToken()
    const before = session!.getAccessToken().getJwtToken()
    const refreshed = await called<CognitoUserSession>((done) => user.refreshSession(refreshToken, done))
    assert.notEqual(refreshed.getAccessToken().getJwtToken(), before)
    assert.equal(refreshed.getAccessToken().payload['device_key'], session!.getAccessToken().payload['device_key'])
    await succeeded((callbacks) => user.globalSignOut(callbacks))
    await assert.rejects(
      called((done) => user.refreshSession(refreshToken, done)),
      { name: 'NotAuthorizedException' },
    )
  })

  it('asks for codes of an authenticator app, save on a device that is remembered', async () => {
    await addUser('careful')
    const first = await signIn('careful')
    assert.equal(first.kind === 'signed in' && first.mayRemember, true)
    const { user } = first
    const secret = await new Promise<string>((associateSecretCode, onFailure) =>
      user.associateSoftwareToken({ associateSecretCode, onFailure }),
    )
    const code = totp(secret, new Date())
    await succeeded((callbacks) => user.verifySoftwareToken(code, 'phone', callbacks))
    await called((done) => user.setUserMfaPreference(null, { PreferredMfa: true, Enabled: true }, done))

    const second = await signIn('careful')
    assert.equal(second.kind, 'code asked')
    assert.equal((await sendNextCode(second.user, secret)).kind, 'signed in')
    await succeeded<string>((callbacks) => second.user.setDeviceStatusRemembered(callbacks))

    const third = await signIn('careful')
    assert.equal(third.kind, 'signed in', 'the device stands for the code')
    // Declared as a text, it is the whole answer.
    const device: unknown = await succeeded<string>((callbacks) => third.user.getDevice(callbacks))
    assert.match(JSON.stringify(device), /"DeviceKey":"us-east-1_/)
  })

  it('is asked for a code again once its device was forgotten, by itself or by an administrator', async () => {
    const Username = 'forgetful'
    await addUser(Username)
    const { user } = await signIn(Username)
    await succeeded<string>((callbacks) => user.setDeviceStatusRemembered(callbacks))
    assert.equal((await signIn(Username)).kind, 'signed in')
    const named = { UserPoolId, Username }
    const devices = async () => (await poolgate.cognito.send(new AdminListDevicesCommand(named))).Devices ?? []
    const [device] = await devices()
    await poolgate.cognito.send(new AdminForgetDeviceCommand({ ...named, DeviceKey: device!.DeviceKey }))
    const again = await signIn(Username)
    assert.equal(again.kind === 'signed in' && again.mayRemember, true, 'it is a new device')
    await succeeded<string>((callbacks) => again.user.forgetDevice(callbacks))
    assert.deepEqual(await devices(), [])
  })
})
