import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import type { CreateTermsCommandInput } from '@aws-sdk/client-cognito-identity-provider'
import { openUserPool, refusal } from '../../../test/support/user-pool.ts'

const Links = { 'cognito:default': 'https://example.com/terms', 'cognito:dutch': 'https://example.com/nl' }
const given = { TermsName: 'terms-of-use', TermsSource: 'LINK', Enforcement: 'NONE', Links } as const
const invalid = (message: string) => refusal('InvalidParameterException', message)

async function open(t: TestContext) {
  const opened = await openUserPool(t)
  const { client, UserPoolId, ClientId } = opened
  const create = async (more: Partial<CreateTermsCommandInput> = {}) =>
    (await client.CreateTerms({ UserPoolId, ClientId, ...given, ...more })).Terms
  return { ...opened, create }
}

describe('CreateTerms, DescribeTerms, UpdateTerms and DeleteTerms', () => {
  it('make terms that are shown as they were given', async (t) => {
    const { create, client, UserPoolId, ClientId, clock } = await open(t)
    const created = await create()
    const { TermsId } = created ?? {}
    const dates = { CreationDate: clock.now(), LastModifiedDate: clock.now() }
    assert.deepEqual(created, { TermsId, UserPoolId, ClientId, ...given, ...dates })
    assert.deepEqual((await client.DescribeTerms({ UserPoolId, TermsId })).Terms, created)
  })

  it('keep one of each name of a client', async (t) => {
    const { create, client, addClient, UserPoolId } = await open(t)
    await create()
    const exists = refusal(
      'TermsExistsException',
      'Terms already exist for this app client with the name terms-of-use.',
    )
    await assert.rejects(create(), exists)
    const { TermsId } = (await create({ TermsName: 'privacy-policy' })) ?? {}
    await assert.rejects(client.UpdateTerms({ UserPoolId, TermsId, TermsName: 'terms-of-use' }), exists)
    await create({ ClientId: (await addClient()).id })
  })

  it('change what is given and leave the rest', async (t) => {
    const { create, client, clock, UserPoolId } = await open(t)
    const created = await create()
    const named = { UserPoolId, TermsId: created?.TermsId }
    clock.advance(1000)
    const links = { 'cognito:default': 'https://example.com/new' }
    const updated = await client.UpdateTerms({ ...named, Links: links })
    assert.deepEqual(updated.Terms, { ...created, Links: links, LastModifiedDate: clock.now() })
    assert.deepEqual((await client.DescribeTerms(named)).Terms, updated.Terms)
  })

  it('refuse terms that are not there, or no more', async (t) => {
    const { create, client, UserPoolId } = await open(t)
    const named = { UserPoolId, TermsId: (await create())?.TermsId }
    await client.DeleteTerms(named)
    const missing = refusal('ResourceNotFoundException', `Terms ${named.TermsId} does not exist.`)
    for (const gone of [client.DescribeTerms(named), client.UpdateTerms(named), client.DeleteTerms(named)])
      await assert.rejects(gone, missing)
  })

  it('refuse no links, and one that a browser would run', async (t) => {
    const { create } = await open(t)
    await assert.rejects(create({ Links: undefined }), invalid('Links must be given for terms with the source LINK.'))
    await assert.rejects(
      create({ Links: { 'cognito:default': 'javascript:alert(1)' } }),
      invalid('The link for cognito:default must be an http or https URL.'),
    )
  })

  it('refuse the 41st of a pool', async (t) => {
    const { create, addClient } = await open(t)
    for (let index = 0; index < 20; index++) {
      const ClientId = (await addClient()).id
      await create({ ClientId })
      await create({ ClientId, TermsName: 'privacy-policy' })
    }
    await assert.rejects(create(), refusal('LimitExceededException', 'A user pool can have at most 40 terms.'))
  })
})

describe('ListTerms', () => {
  it('answers each once, page by page', async (t) => {
    const { create, client, UserPoolId } = await open(t)
    const both = [await create(), await create({ TermsName: 'privacy-policy' })]
    const first = await client.ListTerms({ UserPoolId, MaxResults: 1 })
    const rest = await client.ListTerms({ UserPoolId, MaxResults: 1, NextToken: first.NextToken })
    assert.equal(rest.NextToken, undefined)
    const listed = [...(first.Terms ?? []), ...(rest.Terms ?? [])]
    const summaries = both.map((terms) => {
      const { ClientId: _, Links: __, TermsSource: ___, UserPoolId: ____, ...summary } = terms ?? assert.fail()
      return summary
    })
    assert.deepEqual(new Set(listed), new Set(summaries))
  })
})
