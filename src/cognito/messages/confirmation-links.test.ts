import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { email, openUserPool } from '../../../test/support/user-pool.ts'

const byLink = { DefaultEmailOption: 'CONFIRM_WITH_LINK' } as const

/** Where the link of a mail leads, and its query. */
function linkIn(html = ''): { readonly url: string; readonly query: Record<string, string> } {
  const url = new URL((/href="([^"]+)"/.exec(html)?.[1] ?? '').replaceAll('&amp;', '&'))
  return { url: `${url.origin}${url.pathname}`, query: Object.fromEntries(url.searchParams) }
}

const openLinked = (t: TestContext, template: object = {}) =>
  openUserPool(t, { pool: { VerificationMessageTemplate: { ...byLink, ...template } } })

describe('a pool that confirms by link', () => {
  it('mails a link with the code of the sign-up, in the words of its template', async (t) => {
    const { client, UserPoolId, ClientId, signUp, mail } = await openLinked(t, {
      EmailSubjectByLink: 'Welcome',
      EmailMessageByLink: '<b>Hi!</b> {##Come <i>in</i>##}',
    })
    const { UserSub } = await signUp()
    const { subject, html } = mail.messages[0] ?? assert.fail('no mail')
    assert.equal(subject, 'Welcome')
    assert.match(html, /^<b>Hi!<\/b> <a href="[^"]+" target="_blank">Come <i>in<\/i><\/a>$/)
    const { url, query } = linkIn(html)
    assert.equal(url, 'http://localhost:4566/confirmUser')
    assert.deepEqual([query['client_id'], query['user_name']], [ClientId, UserSub])
    const confirmation = { ClientId, Username: UserSub, ConfirmationCode: query['confirmation_code'] }
    await client.ConfirmSignUp(confirmation)
    assert.equal((await client.AdminGetUser({ UserPoolId, Username: email })).UserStatus, 'CONFIRMED')
  })

  it('has a text of its own, also when the mail is sent again', async (t) => {
    const { client, ClientId, signUp, mail } = await openLinked(t)
    await signUp()
    await client.ResendConfirmationCode({ ClientId, Username: email })
    const [first, second] = mail.messages.map(({ subject, html }) => [subject, html.replace(/<a.*/, '')])
    assert.deepEqual(first, ['Your verification link', 'Please click the link below to verify your email address. '])
    assert.deepEqual(second, first)
  })

  it('mails codes for everything else', async (t) => {
    const { client, ClientId, addUser, mail } = await openLinked(t)
    await addUser()
    const UserPoolId = (await client.ListUserPools({ MaxResults: 1 })).UserPools?.[0]?.Id
    const UserAttributes = [{ Name: 'email_verified', Value: 'true' }]
    await client.AdminUpdateUserAttributes({ UserPoolId, Username: email, UserAttributes })
    await client.ForgotPassword({ ClientId, Username: email })
    assert.match(mail.messages.at(-1)?.html ?? '', /^Your confirmation code is \d{6}$/)
  })

  it('shows its templates', async (t) => {
    const { client, UserPoolId } = await openLinked(t, { EmailMessageByLink: '{##Go##}' })
    const { UserPool } = await client.DescribeUserPool({ UserPoolId })
    assert.deepEqual(UserPool?.VerificationMessageTemplate, { ...byLink, EmailMessageByLink: '{##Go##}' })
  })
})
