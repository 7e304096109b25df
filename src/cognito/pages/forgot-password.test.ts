import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { openLoginPages } from '../../../test/support/login-pages.ts'
import { email } from '../../../test/support/user-pool.ts'

const changed = { 'new-password': 'N3w-secret', 'new-password-again': 'N3w-secret' }

describe('the pages for a forgotten password', () => {
  it('send a code, take it with a new password, and lead to the sign-in', async (t) => {
    const { visit, client, UserPoolId, lastCode } = await openLoginPages(t)
    await client.AdminUpdateUserAttributes({
      UserPoolId,
      Username: email,
      UserAttributes: [{ Name: 'email_verified', Value: 'true' }],
    })
    const asked = await (await visit('/forgotPassword')).submit('/forgotPassword', { username: email })
    assert.equal(asked.heading, 'Choose a new password')
    assert.match(asked.body, /We have sent a code to j\*\*\*@e\*\*\*\./)
    const wrong = await asked.submit('/confirmforgotPassword', { ...changed, code: '000000' })
    assert.equal(wrong.error, 'Invalid verification code provided, please try again.')
    const done = await wrong.submit('/confirmforgotPassword', { ...changed, code: lastCode() })
    assert.equal(done.notice, 'Your password is changed. You can sign in with it now.')
    assert.match((await done.submit('/login', { password: 'N3w-secret' })).location, /callback\?code=/)
  })

  it('do not tell whether there is a user, where the client hides that', async (t) => {
    const { visit } = await openLoginPages(t, { client: { PreventUserExistenceErrors: 'ENABLED' } })
    const asked = await (await visit('/forgotPassword')).submit('/forgotPassword', { username: 'nobody@example.com' })
    assert.deepEqual([asked.status, asked.heading], [200, 'Choose a new password'])
    assert.match(asked.body, /We have sent a code to n\*\*\*@e\*\*\*\./)
  })

  it('say so where it does not', async (t) => {
    const { visit } = await openLoginPages(t)
    const asked = await (await visit('/forgotPassword')).submit('/forgotPassword', { username: 'nobody@example.com' })
    assert.deepEqual([asked.heading, asked.error], ['Reset your password', 'Username/client id combination not found.'])
  })
})
