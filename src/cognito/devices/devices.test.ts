import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { openDevicePool } from '../../../test/support/devices.ts'
import { email, openUserPool, password, readVerified, refusal } from '../../../test/support/user-pool.ts'

const unknownDevice = refusal('ResourceNotFoundException', 'Device does not exist.')
const invalidToken = refusal('NotAuthorizedException', 'Invalid Refresh Token')
const stranger = 'us-east-1_6a2d7a3e-0000-4000-8000-000000000000'

describe('a pool that remembers devices', () => {
  it('gives a sign-in a device key, which its access token names', async (t) => {
    const { addUser, signInAnew, signingKeys, UserPoolId } = await openDevicePool(t)
    await addUser()
    const { metadata, key, AccessToken } = await signInAnew()
    assert.match(key, /^us-east-1_[0-9a-f-]{36}$/)
    assert.match(metadata.DeviceGroupKey ?? '', /^-[\w-]{8}$/)
    const { claims } = await readVerified(AccessToken, await signingKeys.published(UserPoolId))
    assert.equal(claims.device_key, key)
  })

  it('keeps what it is given, the other member being false, and none of an empty configuration', async (t) => {
    const { client, UserPoolId } = await openDevicePool(t, { DeviceOnlyRememberedOnUserPrompt: true })
    const configurationOf = async () => (await client.DescribeUserPool({ UserPoolId })).UserPool?.DeviceConfiguration
    assert.deepEqual(await configurationOf(), {
      ChallengeRequiredOnNewDevice: false,
      DeviceOnlyRememberedOnUserPrompt: true,
    })
    await client.UpdateUserPool({ UserPoolId, DeviceConfiguration: {} })
    assert.equal(await configurationOf(), undefined)
  })

  it('gives none to a sign-in that an administrator signs', async (t) => {
    const { addUser, client, UserPoolId, ClientId } = await openDevicePool(t)
    await addUser()
    const { AuthenticationResult: result } = await client.AdminInitiateAuth({
      UserPoolId,
      ClientId,
      AuthFlow: 'ADMIN_USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME: email, PASSWORD: password },
    })
    assert.equal(result?.NewDeviceMetadata, undefined)
    assert.ok(result?.AccessToken)
  })
})

describe('ConfirmDevice', () => {
  it('makes a device that is remembered at once', async (t) => {
    const { addUser, signInAnew, confirm, client } = await openDevicePool(t)
    await addUser()
    const { AccessToken, metadata, key } = await signInAnew()
    const confirmed = await confirm(AccessToken, metadata, { DeviceName: 'phone' })
    assert.deepEqual(confirmed, { UserConfirmationNecessary: false })
    const { Device: device } = await client.GetDevice({ AccessToken, DeviceKey: key })
    assert.deepEqual(device?.DeviceAttributes, [
      { Name: 'device_status', Value: 'valid' },
      { Name: 'device_name', Value: 'phone' },
      { Name: 'last_ip_used', Value: '127.0.0.1' },
    ])
    await assert.rejects(confirm(AccessToken, metadata), { code: 'DeviceKeyExistsException' })
  })

  it('takes only the key that this sign-in was given', async (t) => {
    const { addUser, signInAnew, confirm } = await openDevicePool(t)
    await addUser()
    const [first, second] = [await signInAnew(), await signInAnew()]
    await assert.rejects(confirm(first.AccessToken, second.metadata), unknownDevice)
    await assert.rejects(confirm(first.AccessToken, { DeviceKey: stranger, DeviceGroupKey: '-x' }), unknownDevice)
  })

  it('refuses a verifier that no password leads to', async (t) => {
    const { addUser, signInAnew, client } = await openDevicePool(t)
    await addUser()
    const { AccessToken, key: DeviceKey } = await signInAnew()
    for (const DeviceSecretVerifierConfig of [
      undefined,
      {},
      { Salt: 'AAAA', PasswordVerifier: 'AA==' },
      { Salt: 'AAAA', PasswordVerifier: Buffer.alloc(385, 0xff).toString('base64') },
      { Salt: '', PasswordVerifier: 'Ag==' },
      { Salt: Buffer.alloc(256, 1).toString('base64'), PasswordVerifier: 'Ag==' },
    ])
      await assert.rejects(
        client.ConfirmDevice({
          AccessToken,
          DeviceKey,
          ...(DeviceSecretVerifierConfig && { DeviceSecretVerifierConfig }),
        }),
        refusal('InvalidParameterException', 'DeviceSecretVerifierConfig is not valid.'),
      )
  })

  it('needs the device only where the user has to agree', async (t) => {
    const { addUser, signInAnew, confirm, client } = await openDevicePool(t, { DeviceOnlyRememberedOnUserPrompt: true })
    await addUser()
    const { AccessToken, metadata, key: DeviceKey } = await signInAnew()
    assert.deepEqual(await confirm(AccessToken, metadata), { UserConfirmationNecessary: true })
    const remember = (DeviceRememberedStatus: 'remembered' | 'not_remembered') =>
      client.UpdateDeviceStatus({ AccessToken, DeviceKey, DeviceRememberedStatus })
    assert.deepEqual((await client.ListDevices({ AccessToken })).Devices, [])
    await remember('remembered')
    assert.equal((await client.ListDevices({ AccessToken })).Devices?.length, 1)
    await remember('not_remembered')
    await assert.rejects(client.GetDevice({ AccessToken, DeviceKey }), unknownDevice)
  })
})

describe('a device', () => {
  it('is seen by an administrator with its owner, whether it is remembered or not', async (t) => {
    const { addDevice, client, UserPoolId } = await openDevicePool(t)
    const { key: DeviceKey, AccessToken } = await addDevice()
    const { Username } = await client.GetUser({ AccessToken })
    await client.AdminUpdateDeviceStatus({
      UserPoolId,
      Username,
      DeviceKey,
      DeviceRememberedStatus: 'not_remembered',
    })
    const { Device: device } = await client.AdminGetDevice({ UserPoolId, Username, DeviceKey })
    const owner = `${Username}.${UserPoolId}`
    assert.deepEqual(device?.DeviceAttributes?.slice(2), [
      {
        Name: 'dev:device_arn',
        Value: `arn:aws:cognito-idp:us-east-1:000000000000:owner/${owner}/device/${DeviceKey}`,
      },
      { Name: 'dev:device_owner', Value: owner },
      { Name: 'dev:device_remembered_status', Value: 'not_remembered' },
      { Name: 'dev:device_sdk', Value: 'aws-sdk' },
    ])
    const { Devices } = await client.AdminListDevices({ UserPoolId, Username })
    assert.deepEqual(Devices, [device])
    const nobody = { UserPoolId, Username: 'nobody@example.com', DeviceKey }
    await assert.rejects(client.AdminListDevices(nobody), { code: 'ResourceNotFoundException' })
    await assert.rejects(client.AdminGetDevice(nobody), { code: 'ResourceNotFoundException' })
    await assert.rejects(client.AdminForgetDevice(nobody), { code: 'UserNotFoundException' })
  })

  it('is nothing to another user', async (t) => {
    const { addDevice, client, signInOn, UserPoolId } = await openDevicePool(t)
    const { key: DeviceKey } = await addDevice()
    const { AccessToken } = await addDevice('joe@example.com')
    for (const reach of [
      client.GetDevice({ AccessToken, DeviceKey }),
      client.ForgetDevice({ AccessToken, DeviceKey }),
      client.UpdateDeviceStatus({ AccessToken, DeviceKey, DeviceRememberedStatus: 'not_remembered' }),
      client.AdminForgetDevice({ UserPoolId, Username: 'joe@example.com', DeviceKey }),
      signInOn(DeviceKey, 'joe@example.com'),
    ])
      await assert.rejects(reach, unknownDevice)
  })

  it('is listed with the others page by page', async (t) => {
    const { addDevice, client } = await openDevicePool(t)
    const keys = []
    for (let count = 0; count < 3; count++) keys.push((await addDevice()).key)
    const { AccessToken } = await addDevice()
    const first = await client.ListDevices({ AccessToken, Limit: 3 })
    assert.ok(first.PaginationToken)
    const rest = await client.ListDevices({ AccessToken, Limit: 3, PaginationToken: first.PaginationToken })
    assert.equal(rest.PaginationToken, undefined)
    const listed = [...(first.Devices ?? []), ...(rest.Devices ?? [])].map((device) => device.DeviceKey)
    assert.equal(new Set(listed).size, 4)
    assert.ok(keys.every((key) => listed.includes(key)))
  })

  it('demands the access token that its model lets out', async (t) => {
    const { client } = await openDevicePool(t)
    const missing = refusal('InvalidParameterException', 'Missing required parameter AccessToken')
    await assert.rejects(client.GetDevice({ DeviceKey: stranger }), missing)
    await assert.rejects(client.ForgetDevice({ DeviceKey: stranger }), missing)
  })

  it('takes its refresh tokens along when it is forgotten, and cannot be confirmed again', async (t) => {
    const { addDevice, confirm, signInOn, client, ClientId } = await openDevicePool(t)
    const { AccessToken, RefreshToken, key: DeviceKey, metadata } = await addDevice()
    await client.ForgetDevice({ AccessToken, DeviceKey })
    await assert.rejects(client.GetTokensFromRefreshToken({ ClientId, RefreshToken, DeviceKey }), invalidToken)
    await assert.rejects(signInOn(DeviceKey), unknownDevice)
    await assert.rejects(confirm(AccessToken, metadata), unknownDevice)
    await assert.rejects(client.ForgetDevice({ AccessToken, DeviceKey }), unknownDevice)
  })

  it('ends with its user', async (t) => {
    const { addDevice, client, UserPoolId, signInOn } = await openDevicePool(t)
    const { key } = await addDevice()
    await client.AdminDeleteUser({ UserPoolId, Username: email })
    const { key: other } = await addDevice()
    await assert.rejects(signInOn(key), unknownDevice)
    await signInOn(other)
  })
})

describe('a refresh token of a device', () => {
  it('works with the key of its device alone, confirmed or not', async (t) => {
    const { addUser, signInAnew, client, ClientId } = await openDevicePool(t)
    await addUser()
    const [{ RefreshToken, key }, other] = [await signInAnew(), await signInAnew()]
    const refreshOn = (DEVICE_KEY?: string) =>
      client.InitiateAuth({
        ClientId,
        AuthFlow: 'REFRESH_TOKEN_AUTH',
        AuthParameters: { REFRESH_TOKEN: RefreshToken, ...(DEVICE_KEY !== undefined && { DEVICE_KEY }) },
      })
    await assert.rejects(refreshOn(), invalidToken)
    await assert.rejects(refreshOn(other.key), invalidToken)
    await assert.rejects(client.GetTokensFromRefreshToken({ ClientId, RefreshToken }), invalidToken)
    await assert.rejects(
      client.GetTokensFromRefreshToken({ ClientId, RefreshToken, DeviceKey: stranger }),
      invalidToken,
    )
    await refreshOn(key)
    const { AuthenticationResult } = await client.GetTokensFromRefreshToken({ ClientId, RefreshToken, DeviceKey: key })
    assert.equal(AuthenticationResult?.NewDeviceMetadata, undefined)
  })

  it('works without it once the pool remembers devices no more', async (t) => {
    const { addUser, signInAnew, client, ClientId, UserPoolId } = await openDevicePool(t)
    await addUser()
    const { RefreshToken, key: DeviceKey } = await signInAnew()
    await client.UpdateUserPool({ UserPoolId })
    await client.GetTokensFromRefreshToken({ ClientId, RefreshToken })
    await client.GetTokensFromRefreshToken({ ClientId, RefreshToken, DeviceKey })
  })

  it('works without one when it is older than that the pool remembers devices', async (t) => {
    const { addUser, tokens, client, ClientId, UserPoolId } = await openUserPool(t)
    await addUser()
    const { RefreshToken } = await tokens()
    await client.UpdateUserPool({ UserPoolId, DeviceConfiguration: { ChallengeRequiredOnNewDevice: true } })
    await client.GetTokensFromRefreshToken({ ClientId, RefreshToken })
  })
})
