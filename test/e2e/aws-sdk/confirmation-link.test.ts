import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { it } from 'node:test'
import { AdminGetUserCommand, SignUpCommand } from '@aws-sdk/client-cognito-identity-provider'
import { createPoolWithClient } from '../../support/sdk.ts'
import { serverWithClients } from '../../support/server-with-clients.ts'

const poolgate = serverWithClients()

it('a user confirms themselves by following the link of their mail, once', async () => {
  const { cognito } = poolgate
  const { UserPoolId, ClientId, ClientSecret } = await createPoolWithClient(
    cognito,
    {
      AutoVerifiedAttributes: ['email'],
      VerificationMessageTemplate: { DefaultEmailOption: 'CONFIRM_WITH_LINK' },
    },
    { GenerateSecret: true },
  )
  const Username = 'jane+doe & co'.replaceAll(' ', '_')
  const SecretHash = createHmac('sha256', ClientSecret).update(`${Username}${ClientId}`).digest('base64')
  const UserAttributes = [{ Name: 'email', Value: 'jane@example.com' }]
  await cognito.send(new SignUpCommand({ ClientId, SecretHash, Username, Password: 'S3cure!!', UserAttributes }))

  const { messages } = Object(await (await fetch(`${poolgate.url}/_poolgate/inbox?format=json`)).json())
  const link = (/href="([^"]+)"/.exec(messages[0].body)?.[1] ?? '').replaceAll('&amp;', '&')
  const follow = async (url: string, method = 'GET') => {
    const response = await fetch(url, { method })
    return { status: response.status, title: /<h1>([^<]*)/.exec(await response.text())?.[1], response }
  }
  const status = async () => (await cognito.send(new AdminGetUserCommand({ UserPoolId, Username }))).UserStatus

  assert.equal((await follow(link, 'HEAD')).status, 405)
  assert.equal((await follow(link.replace(/confirmation_code=\d+/, ''))).title, 'The link is not complete.')
  const wrong = await follow(link.replace(/confirmation_code=\d/, 'confirmation_code=x'))
  assert.deepEqual([wrong.status, wrong.title], [400, 'Invalid verification code provided, please try again.'])
  assert.equal(await status(), 'UNCONFIRMED')

  const right = await follow(link)
  assert.deepEqual([right.status, right.title], [200, 'Your registration has been confirmed!'])
  assert.equal(right.response.headers.get('referrer-policy'), 'no-referrer')
  assert.equal(await status(), 'CONFIRMED')
  const again = await follow(link)
  assert.deepEqual([again.status, again.title], [400, 'User cannot be confirmed. Current status is CONFIRMED'])
})
