import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { UserPoolDomainRecord } from '../user-pool-domain-store.ts'
import { createLoginHosts } from './login-hosts.ts'

const host = 'login.example.com'
const record: UserPoolDomainRecord = {
  domain: host,
  poolId: 'us-east-1_shop',
  certificateArn: 'arn:aws:acm:us-east-1:000000000000:certificate/1',
  managedLoginVersion: 1,
  cloudFrontDistribution: 'd1.cloudfront.net',
  modifiedAt: new Date('2026-11-22T12:00:00Z'),
  revision: 0,
}

/** Over a store whose every read the test answers by hand. */
function open() {
  const reads: PromiseWithResolvers<UserPoolDomainRecord | undefined>[] = []
  const lists: PromiseWithResolvers<UserPoolDomainRecord[]>[] = []
  const readOf = <Found>(under: PromiseWithResolvers<Found>[]): Promise<Found> => {
    const read = Promise.withResolvers<Found>()
    under.push(read)
    return read.promise
  }
  const hosts = createLoginHosts({
    findUserPoolDomain: () => readOf(reads),
    listCustomDomains: () => readOf(lists),
  })
  return { reads, lists, hosts }
}

describe('the custom domains of pools in memory', () => {
  it('keep what the read found that began last, whichever ends first', async () => {
    for (const [older, newer] of [
      [record, undefined],
      [undefined, record],
    ]) {
      const { reads, hosts } = open()
      const reloads = [hosts.reload(host), hosts.reload(host)]
      reads[1]?.resolve(newer)
      await reloads[1]
      reads[0]?.resolve(older)
      await reloads[0]
      assert.equal(hosts.has(host), newer !== undefined)
    }
  })

  it('keep what a reload found that began after all were asked for', async () => {
    for (const [before, after] of [
      [[record], undefined],
      [[], record],
    ] as const) {
      const { reads, lists, hosts } = open()
      const loaded = hosts.load()
      const reloaded = hosts.reload(host)
      reads[0]?.resolve(after)
      await reloaded
      lists[0]?.resolve([...before])
      await loaded
      assert.equal(hosts.has(host), after !== undefined)
    }
  })

  it('forget at a load what the store has no more', async () => {
    const { lists, hosts } = open()
    for (const [time, found] of [[record], []].entries()) {
      const loaded = hosts.load()
      lists[time]?.resolve(found)
      await loaded
      assert.equal(hosts.has(host), found.length > 0)
    }
  })
})
