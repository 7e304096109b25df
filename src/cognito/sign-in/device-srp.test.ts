import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { openDevicePool } from '../../../test/support/devices.ts'
import { email, password, readVerified, refusal } from '../../../test/support/user-pool.ts'

const wrong = refusal('NotAuthorizedException', 'Incorrect username or password.')
const invalidSession = refusal('NotAuthorizedException', 'Invalid session for the user.')
const usedSession = refusal('NotAuthorizedException', 'Invalid session for the user, session can only be used once.')

/** A user with a remembered device and an authenticator app, in a pool that asks for its codes. */
async function openWithFactor(t: TestContext, configuration?: Parameters<typeof openDevicePool>[1]) {
  const opened = await openDevicePool(t, configuration, 'OPTIONAL')
  const { addDevice, client, nextCode, clock } = opened
  const device = await addDevice()
  const { AccessToken } = device
  const { SecretCode: secret = '' } = await client.AssociateSoftwareToken({ AccessToken })
  await client.VerifySoftwareToken({ AccessToken, UserCode: nextCode(secret) })
  await client.SetUserMFAPreference({ AccessToken, SoftwareTokenMfaSettings: { Enabled: true, PreferredMfa: true } })
  clock.advance(1000)
  return { ...opened, ...device, secret }
}

describe('DEVICE_SRP_AUTH', () => {
  it('stands for the second factor on a remembered device, and ends in tokens of that device', async (t) => {
    const opened = await openWithFactor(t)
    const { signInOn, key, beginDevice, metadata, signIn, signingKeys, UserPoolId, client, ClientId } = opened
    assert.equal((await signIn()).ChallengeName, 'SOFTWARE_TOKEN_MFA')
    const challenge = await signInOn(key)
    assert.equal(challenge.ChallengeName, 'DEVICE_SRP_AUTH')
    assert.equal(challenge.AuthenticationResult, undefined)
    const { asked, finish } = await beginDevice(challenge.Session, metadata)
    assert.equal(asked.ChallengeName, 'DEVICE_PASSWORD_VERIFIER')
    assert.equal(asked.ChallengeParameters?.DEVICE_KEY, key)
    const { AuthenticationResult: result } = await finish()
    assert.equal(result?.NewDeviceMetadata, undefined)
    const keys = await signingKeys.published(UserPoolId)
    assert.equal((await readVerified(result?.AccessToken ?? '', keys)).claims.device_key, key)
    const RefreshToken = result?.RefreshToken ?? ''
    await client.GetTokensFromRefreshToken({ ClientId, RefreshToken, DeviceKey: key })
  })

  it('notes when the device was used', async (t) => {
    const { addDevice, signInOn, beginDevice, clock, client } = await openDevicePool(t)
    const { key: DeviceKey, metadata, AccessToken } = await addDevice()
    clock.advance(60_000)
    const { Session } = await signInOn(DeviceKey)
    await (await beginDevice(Session, metadata)).finish()
    const { Device: device } = await client.GetDevice({ AccessToken, DeviceKey })
    assert.deepEqual(device?.DeviceLastAuthenticatedDate, clock.now())
  })

  it('spares no factor that is not there to be spared: where MFA is on it has to be set up', async (t) => {
    const { addDevice, setMode, signInOn } = await openDevicePool(t, { ChallengeRequiredOnNewDevice: true }, 'OPTIONAL')
    const { key } = await addDevice()
    await setMode('ON')
    assert.equal((await signInOn(key)).ChallengeName, 'MFA_SETUP')
  })

  for (const [what, configuration, remembered] of [
    ['where devices do not spare it', { ChallengeRequiredOnNewDevice: false }, true],
    ['on a device that is not remembered', { ChallengeRequiredOnNewDevice: true }, false],
  ] as const)
    it(`leaves the second factor to be given ${what}, which makes the tokens the device's`, async (t) => {
      const { signInOn, key, client, UserPoolId, secret, nextCode, answerCode, signingKeys } = await openWithFactor(
        t,
        configuration,
      )
      const DeviceRememberedStatus = remembered ? 'remembered' : 'not_remembered'
      await client.AdminUpdateDeviceStatus({ UserPoolId, Username: email, DeviceKey: key, DeviceRememberedStatus })
      const challenge = await signInOn(key)
      assert.equal(challenge.ChallengeName, 'SOFTWARE_TOKEN_MFA')
      const { AuthenticationResult: result } = await answerCode(challenge.Session, nextCode(secret))
      assert.equal(result?.NewDeviceMetadata, undefined)
      const { claims } = await readVerified(result?.AccessToken ?? '', await signingKeys.published(UserPoolId))
      assert.equal(claims.device_key, key)
    })

  it('refuses a wrong password of the device, and a second answer to one challenge', async (t) => {
    const { addDevice, signInOn, beginDevice } = await openDevicePool(t)
    const { key, metadata } = await addDevice()
    const { Session } = await signInOn(key)
    const { finish } = await beginDevice(Session, metadata)
    await assert.rejects(finish('a guess'), wrong)
    await assert.rejects(finish(), wrong)
    await assert.rejects(beginDevice(Session, metadata), usedSession)
  })

  it('counts wrong passwords of the device as wrong passwords of the user', async (t) => {
    const { addDevice, signInOn, beginDevice } = await openDevicePool(t)
    const { key, metadata } = await addDevice()
    for (let tries = 0; tries < 5; tries++) {
      const { finish } = await beginDevice((await signInOn(key)).Session, metadata)
      await assert.rejects(finish('a guess'), wrong)
    }
    await assert.rejects(signInOn(key), refusal('NotAuthorizedException', 'Password attempts exceeded'))
  })

  it('goes to nobody without a session of this challenge, user and device', async (t) => {
    const { addDevice, signInOn, beginDevice, client, ClientId } = await openDevicePool(t)
    const [mine, other] = [await addDevice(), await addDevice()]
    const foreign = await addDevice('joe@example.com')
    await assert.rejects(
      beginDevice(undefined, mine.metadata),
      refusal('InvalidParameterException', 'Missing required parameter Session'),
    )
    const { Session } = await signInOn(mine.key)
    await assert.rejects(beginDevice(Session, other.metadata), invalidSession)
    await assert.rejects(beginDevice(Session, foreign.metadata, { USERNAME: 'joe@example.com' }), invalidSession)
    await assert.rejects(
      client.RespondToAuthChallenge({
        ClientId,
        ChallengeName: 'SOFTWARE_TOKEN_MFA',
        ...(Session !== undefined && { Session }),
        ChallengeResponses: { USERNAME: email, SOFTWARE_TOKEN_MFA_CODE: '123456' },
      }),
      invalidSession,
    )
    const { asked } = await beginDevice(Session, mine.metadata)
    assert.equal(asked.ChallengeName, 'DEVICE_PASSWORD_VERIFIER')
  })

  it('takes no answer for another device or user, and none that was made for PASSWORD_VERIFIER', async (t) => {
    const { addDevice, signInOn, beginDevice, client, ClientId } = await openDevicePool(t)
    const [mine, other, foreign] = [await addDevice(), await addDevice(), await addDevice('joe@example.com')]
    const begin = async () => beginDevice((await signInOn(mine.key)).Session, mine.metadata)
    await assert.rejects((await begin()).finish(undefined, { DEVICE_KEY: other.key }), wrong)
    const joe = { USERNAME: 'joe@example.com', DEVICE_KEY: foreign.key }
    await assert.rejects((await begin()).finish(undefined, joe), wrong)
    const { asked } = await begin()
    await assert.rejects(
      client.RespondToAuthChallenge({
        ClientId,
        ChallengeName: 'PASSWORD_VERIFIER',
        ChallengeResponses: {
          USERNAME: email,
          PASSWORD_CLAIM_SECRET_BLOCK: asked.ChallengeParameters?.SECRET_BLOCK ?? '',
          PASSWORD_CLAIM_SIGNATURE: 'AAAA',
          TIMESTAMP: 'Sun Nov 22 10:00:00 UTC 2026',
        },
      }),
      wrong,
    )
  })

  it('is void once the user was changed, or disabled, or the device forgotten', async (t) => {
    const { addDevice, signInOn, beginDevice, client, UserPoolId, clock } = await openDevicePool(t)
    const { key, metadata } = await addDevice()
    const named = { UserPoolId, Username: email }
    const first = await beginDevice((await signInOn(key)).Session, metadata)
    const { Session } = await signInOn(key)
    clock.advance(1000)
    await client.AdminUpdateUserAttributes({ ...named, UserAttributes: [{ Name: 'nickname', Value: 'J' }] })
    await assert.rejects(first.finish(), wrong)
    await assert.rejects(beginDevice(Session, metadata), invalidSession)
    const second = await beginDevice((await signInOn(key)).Session, metadata)
    await client.AdminForgetDevice({ ...named, DeviceKey: key })
    await assert.rejects(second.finish(), refusal('ResourceNotFoundException', 'Device does not exist.'))
  })

  it('spares no factor any more once the device is remembered no more, or the pool asks everybody for one', async (t) => {
    const { signInOn, key, beginDevice, metadata, client, UserPoolId } = await openWithFactor(t)
    const { finish } = await beginDevice((await signInOn(key)).Session, metadata)
    const device = { UserPoolId, Username: email, DeviceKey: key }
    await client.AdminUpdateDeviceStatus({ ...device, DeviceRememberedStatus: 'not_remembered' })
    await assert.rejects(finish(), wrong)
    const other = await openDevicePool(t, { ChallengeRequiredOnNewDevice: true }, 'OPTIONAL')
    const owned = await other.addDevice()
    const begun = await other.beginDevice((await other.signInOn(owned.key)).Session, owned.metadata)
    await other.setMode('ON')
    await assert.rejects(begun.finish(), wrong)
  })

  it('is asked for by the operations of administrators as well, who are given no new device', async (t) => {
    const { addDevice, client, UserPoolId, ClientId } = await openDevicePool(t)
    const { key: DEVICE_KEY } = await addDevice()
    const begun = await client.AdminInitiateAuth({
      UserPoolId,
      ClientId,
      AuthFlow: 'ADMIN_USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME: email, PASSWORD: password, DEVICE_KEY },
    })
    assert.equal(begun.ChallengeName, 'DEVICE_SRP_AUTH')
    const asked = await client.AdminRespondToAuthChallenge({
      UserPoolId,
      ClientId,
      ChallengeName: 'DEVICE_SRP_AUTH',
      ...(begun.Session !== undefined && { Session: begun.Session }),
      ChallengeResponses: { USERNAME: email, DEVICE_KEY, SRP_A: '2a' },
    })
    assert.equal(asked.ChallengeName, 'DEVICE_PASSWORD_VERIFIER')
  })

  it('refuses an SRP_A that gives the key away', async (t) => {
    const { addDevice, signInOn, client, ClientId } = await openDevicePool(t)
    const { key: DEVICE_KEY } = await addDevice()
    const { Session } = await signInOn(DEVICE_KEY)
    await assert.rejects(
      client.RespondToAuthChallenge({
        ClientId,
        ChallengeName: 'DEVICE_SRP_AUTH',
        ...(Session !== undefined && { Session }),
        ChallengeResponses: { USERNAME: email, DEVICE_KEY, SRP_A: '0' },
      }),
      refusal('InvalidParameterException', 'SRP_A is not valid.'),
    )
  })
})
