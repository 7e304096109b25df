import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { openCognito } from '../../../test/support/cognito.ts'
import { ApiError } from '../../wire/operation.ts'
import { changePool } from './pools.ts'

const fail = (code: string, message: string): never => {
  throw new ApiError(code, message)
}

describe('changePool', () => {
  it('makes a change anew on the record that another change left', async (t) => {
    const { client, store, clock } = await openCognito(t)
    const { UserPool: pool } = await client.CreateUserPool({ PoolName: 'x', UserPoolTags: { a: '1' } })
    const seen: object[] = []
    const context = {
      region: 'us-east-1',
      now: clock.now(),
      fail,
      store: {
        findPool: (id: string) => store.findPool(id),
        replacePool: async (record: Parameters<typeof store.replacePool>[0]) => {
          if (seen.length === 1) await client.TagResource({ ResourceArn: pool?.Arn, Tags: { b: '2' } })
          return store.replacePool(record)
        },
      },
    }
    await changePool(context, pool?.Id ?? '', ({ tags }) => {
      seen.push(tags)
      return { tags: { ...tags, c: '3' } }
    })
    assert.deepEqual(seen, [{ a: '1' }, { a: '1', b: '2' }])
    assert.deepEqual((await store.findPool(pool?.Id ?? ''))?.tags, { a: '1', b: '2', c: '3' })
  })

  it('asks the caller to slow down when every change comes second', async (t) => {
    const { client, store, clock } = await openCognito(t)
    const { UserPool: pool } = await client.CreateUserPool({ PoolName: 'x' })
    const context = {
      region: 'us-east-1',
      now: clock.now(),
      fail,
      store: { findPool: (id: string) => store.findPool(id), replacePool: async () => false },
    }
    await assert.rejects(
      changePool(context, pool?.Id ?? '', () => ({ name: 'y' })),
      { code: 'TooManyRequestsException', message: 'Too many requests' },
    )
  })
})
