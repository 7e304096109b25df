import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { openSecrets } from '../../../test/support/secrets.ts'

const lower = 'abcdefghijklmnopqrstuvwxyz'

describe('a random password', () => {
  it('has 32 characters of every kind', async (t) => {
    const { client } = await openSecrets(t)
    const { RandomPassword = '' } = await client.GetRandomPassword({})
    assert.equal(RandomPassword.length, 32)
    for (const kind of [/[a-z]/, /[A-Z]/, /\d/, /[!-/:-@[-`{-~]/]) assert.match(RandomPassword, kind)
    assert.doesNotMatch(RandomPassword, / /)
  })

  it('has each kind even when it is as short as can be', async (t) => {
    const { client } = await openSecrets(t)
    const { RandomPassword = '' } = await client.GetRandomPassword({ PasswordLength: 5, IncludeSpace: true })
    for (const kind of [/[a-z]/, /[A-Z]/, /\d/, /[!-/:-@[-`{-~]/, / /]) assert.match(RandomPassword, kind)
    await assert.rejects(client.GetRandomPassword({ PasswordLength: 3 }), {
      name: 'InvalidParameterException',
      message: 'Password length is too short based on the required types.',
    })
  })

  it('leaves out what it is told to', async (t) => {
    const { client } = await openSecrets(t)
    const { RandomPassword = '' } = await client.GetRandomPassword({
      PasswordLength: 4096,
      ExcludeUppercase: true,
      ExcludePunctuation: true,
      ExcludeCharacters: 'abc123',
    })
    assert.match(RandomPassword, /^[d-z04-9]{4096}$/)
    const digits = await client.GetRandomPassword({
      ExcludeLowercase: true,
      ExcludeUppercase: true,
      ExcludePunctuation: true,
      PasswordLength: 6,
    })
    assert.match(digits.RandomPassword ?? '', /^\d{6}$/)
  })

  it('may lack a kind when it need not have each', async (t) => {
    const { client } = await openSecrets(t)
    const without = { RequireEachIncludedType: false, ExcludeCharacters: lower }
    assert.doesNotMatch((await client.GetRandomPassword(without)).RandomPassword ?? '', /[a-z]/)
    assert.equal((await client.GetRandomPassword({ ...without, PasswordLength: 1 })).RandomPassword?.length, 1)
    const refused = { name: 'InvalidParameterException' }
    await assert.rejects(client.GetRandomPassword({ ExcludeCharacters: lower }), refused)
    const nothing = { ExcludeLowercase: true, ExcludeUppercase: true, ExcludeNumbers: true, ExcludePunctuation: true }
    await assert.rejects(client.GetRandomPassword({ ...nothing, RequireEachIncludedType: false }), refused)
  })
})
