import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { EventQuery, LogEventRecord, LogGroupRecord, LogStore } from '../logs/store.ts'
import { logStore } from './logs.ts'
import type { Database } from './sql.ts'

const region = 'eu-west-1'
const time = new Date('2026-11-22T10:00:00.123Z')
const day = 86_400_000
const bounds = { mostEvents: 1000 }

function newGroup(name: string, more: Partial<LogGroupRecord> = {}): LogGroupRecord {
  return { region, name, id: `id-of-${name}-${more.createdAt?.getTime() ?? 0}`, tags: {}, createdAt: time, ...more }
}

/** One that happened this many milliseconds after `time`. */
function newEvent(offset: number, id: string, more: Partial<LogEventRecord> = {}): LogEventRecord {
  const at = time.getTime() + offset
  return { at, id, logStream: 'a', ingestedAt: at, message: id, ...more }
}

/** What every store of log groups does, whatever the database. `open` yields an empty, migrated one. */
export function logStoreConformance(name: string, open: () => Promise<Database>): void {
  describe(`log groups on ${name}`, () => {
    let database: Database
    let store: LogStore
    before(async () => {
      database = await open()
      store = logStore(database)
    })
    after(() => database.close())

    const idsOf = async (query: Omit<EventQuery, 'limit' | 'order'> & Partial<EventQuery>) =>
      (await store.listLogEvents({ order: 'oldest-first', limit: 100, ...query })).map(({ id }) => id).join(' ')
    const countOf = async (groupId: string) =>
      (
        await database.get<{ n: number }>(
          'SELECT CAST(COALESCE(SUM(events), 0) AS BIGINT) AS n FROM log_segment WHERE group_id = ?',
          groupId,
        )
      )?.n

    it('are found as they were made, once in a region', async () => {
      const group = newGroup('made', { tags: { team: 'shop' }, retentionInDays: 7 })
      assert.equal(await store.insertLogGroup(group), true)
      assert.equal(await store.insertLogGroup({ ...group, id: 'other' }), false)
      assert.equal(await store.insertLogGroup({ ...group, id: 'abroad', region: 'us-east-1' }), true)
      assert.deepEqual(await store.findLogGroup(region, 'made'), group)
      assert.equal(await store.findLogGroup(region, 'Made'), undefined)
    })

    it('are listed by the beginning and by a part of their names, case and all', async () => {
      for (const each of ['list/b', 'list/a', 'list/Ab', 'lost_a']) await store.insertLogGroup(newGroup(each))
      const names = async (having: object, page = { limit: 10 }) =>
        (await store.listLogGroups(region, having, page)).items.map((group) => group.name).toSorted()
      assert.deepEqual(await names({ prefix: 'list/' }), ['list/Ab', 'list/a', 'list/b'])
      assert.deepEqual(await names({ prefix: 'l_st' }), [])
      assert.deepEqual(await names({ contained: '/a' }), ['list/a'])
      assert.deepEqual(await names({ names: ['list/b', 'none'] }), ['list/b'])
      const { items, next } = await store.listLogGroups(region, { prefix: 'list/' }, { limit: 2 })
      const rest = await store.listLogGroups(region, { prefix: 'list/' }, { limit: 2, after: next ?? '' })
      assert.equal(new Set([...items, ...rest.items].map((group) => group.name)).size, 3)
      assert.equal(rest.next, undefined)
    })

    it('change their retention and their tags', async () => {
      const group = newGroup('changed')
      await store.insertLogGroup(group)
      assert.equal(await store.setRetention(region, 'changed', 3), true)
      assert.deepEqual(await store.findLogGroup(region, 'changed'), { ...group, retentionInDays: 3 })
      assert.equal(await store.setRetention(region, 'changed'), true)
      assert.deepEqual(await store.findLogGroup(region, 'changed'), group)
      assert.equal(await store.setRetention(region, 'none', 3), false)
      const add = (key: string) => store.changeTags(region, 'changed', (tags) => ({ ...tags, [key]: '' }))
      await Promise.all([add('a'), add('b')])
      assert.deepEqual((await store.findLogGroup(region, 'changed'))?.tags, { a: '', b: '' })
      assert.equal(await store.changeTags(region, 'none', (tags) => tags), undefined)
    })

    it('have events in the order of their times, then of their ids', async () => {
      const { id: groupId } = newGroup('ordered')
      await store.insertLogGroup(newGroup('ordered'))
      const events = [newEvent(5, '3'), newEvent(0, '2', { logStream: 'b' }), newEvent(0, '1'), newEvent(9, '0')]
      assert.equal(await store.appendLogEvents(region, 'ordered', events, bounds), true)
      const [first] = await store.listLogEvents({ groupId, order: 'oldest-first', limit: 1 })
      assert.deepEqual(first, newEvent(0, '1'))
      assert.equal(await idsOf({ groupId }), '1 2 3 0')
      assert.equal(await idsOf({ groupId, order: 'newest-first' }), '0 3 2 1')
      assert.equal(await idsOf({ groupId, after: newEvent(0, '1') }), '2 3 0')
      assert.equal(await idsOf({ groupId, order: 'newest-first', after: newEvent(5, '3') }), '2 1')
      assert.equal(await idsOf({ groupId, from: time.getTime() + 5, until: time.getTime() + 9 }), '3')
      assert.equal(await idsOf({ groupId, logStreams: ['b', 'c'] }), '2')
      assert.equal(await idsOf({ groupId, logStreamPrefix: 'a' }), '1 3 0')
    })

    it('take account of streams and of bytes, overhead included', async () => {
      const { id: groupId } = newGroup('counted')
      await store.insertLogGroup(newGroup('counted'))
      await store.appendLogEvents(region, 'counted', [newEvent(5, '1', { message: 'é' })], bounds)
      await store.appendLogEvents(region, 'counted', [newEvent(2, '2'), newEvent(9, '3', { logStream: 'b' })], bounds)
      const { items } = await store.listLogGroups(region, { names: ['counted'] }, { limit: 1 })
      assert.equal(items[0]?.storedBytes, 2 + 1 + 1 + 3 * 26)
      const at = (offset: number) => new Date(time.getTime() + offset)
      const [a, b] = [
        { name: 'a', createdAt: at(5), firstEventAt: at(2), lastEventAt: at(5), lastIngestedAt: at(2) },
        { name: 'b', createdAt: at(9), firstEventAt: at(9), lastEventAt: at(9), lastIngestedAt: at(9) },
      ]
      const list = (more: object) =>
        store.listLogStreams({ groupId, order: 'name', descending: false, limit: 10, ...more })
      assert.deepEqual(await list({}), [a, b])
      assert.deepEqual(await list({ descending: true, limit: 1 }), [b])
      assert.deepEqual(await list({ prefix: 'b' }), [b])
      assert.deepEqual(await list({ order: 'last-event', after: { name: 'a', lastEventAt: at(5).getTime() } }), [b])
      assert.equal(await store.hasLogStream(groupId, 'b'), true)
      assert.equal(await store.hasLogStream(groupId, 'c'), false)
    })

    it('take many events at once', async () => {
      const { id: groupId } = newGroup('many')
      await store.insertLogGroup(newGroup('many'))
      const events = Array.from({ length: 113 }, (_, index) => newEvent(index, String(index)))
      await store.appendLogEvents(region, 'many', events, bounds)
      assert.equal(await countOf(groupId), 113)
    })

    it('have every event once, page by page, however those of several streams and writers lie between each other', async () => {
      const { id: groupId } = newGroup('mixed')
      await store.insertLogGroup(newGroup('mixed'))
      const all: LogEventRecord[] = []
      // Every writer has its own clock, and some have much to say at once.
      for (let index = 0; index < 60; index++) {
        const offset = (index * 137) % 1500
        const events = Array.from({ length: index % 7 === 0 ? 120 : (index % 3) + 1 }, (_, n) =>
          newEvent(offset + n * 9, `${index % 5}-${index}-${n}`, { logStream: `s${index % 4}` }),
        )
        await store.appendLogEvents(region, 'mixed', events, { mostEvents: 10_000 })
        all.push(...events)
      }
      const sorted = all.toSorted((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1))
      for (const having of [{}, { logStreams: ['s1', 's3'] }, { logStreamPrefix: 's2' }] as const)
        for (const order of ['oldest-first', 'newest-first'] as const)
          for (const limit of [1, 37, 500]) {
            const [from, until] = [time.getTime() + 300, time.getTime() + (limit === 1 ? 420 : 2000)]
            const found: LogEventRecord[] = []
            let page: readonly LogEventRecord[]
            do {
              const after = found.at(-1)
              page = await store.listLogEvents({
                groupId,
                ...having,
                from,
                until,
                order,
                limit,
                ...(after && { after }),
              })
              found.push(...page)
            } while (page.length === limit)
            const isMeant = ({ at, logStream }: LogEventRecord) =>
              at >= from &&
              at < until &&
              (!('logStreams' in having) || (having.logStreams as readonly string[]).includes(logStream)) &&
              (!('logStreamPrefix' in having) || logStream === 's2')
            const meant = sorted.filter(isMeant)
            assert.deepEqual(found, order === 'oldest-first' ? meant : meant.toReversed())
          }
    })

    it('keep messages as they are, whatever they hold', async () => {
      const { id: groupId } = newGroup('odd')
      await store.insertLogGroup(newGroup('odd'))
      const message = 'a\0b\ud800"\\\u2028é\n'
      await store.appendLogEvents(region, 'odd', [newEvent(0, '1', { message })], bounds)
      const [found] = await store.listLogEvents({ groupId, order: 'oldest-first', limit: 1 })
      assert.equal(found?.message, message)
    })

    it('take no events when they are gone', async () => {
      assert.equal(await store.appendLogEvents(region, 'none', [newEvent(0, '1')], bounds), false)
    })

    it('drop the oldest events for which there is no more room', async () => {
      const { id: groupId } = newGroup('full')
      await store.insertLogGroup(newGroup('full'))
      for (const id of ['1', '2', '3', '4'])
        await store.appendLogEvents(region, 'full', [newEvent(Number(id), id)], { mostEvents: 2 })
      assert.equal(await idsOf({ groupId }), '3 4')
    })

    it('drop what has become older than their retention', async () => {
      const { id: groupId } = newGroup('short')
      await store.insertLogGroup(newGroup('short', { retentionInDays: 1 }))
      await store.appendLogEvents(region, 'short', [newEvent(0, '1'), newEvent(500, '2')], bounds)
      await store.appendLogEvents(region, 'short', [newEvent(day + 400, '3')], bounds)
      assert.equal(await idsOf({ groupId }), '2 3')
      await store.dropExpiredEvents(new Date(time.getTime() + 2 * day))
      assert.equal(await idsOf({ groupId }), '3')
      await store.dropExpiredEvents(new Date(time.getTime() + 3 * day))
      assert.equal(await idsOf({ groupId }), '')
      const { items } = await store.listLogGroups(region, { names: ['short'] }, { limit: 1 })
      assert.equal(items[0]?.storedBytes, 0)
    })

    it('leave nothing behind, and one that is made anew begins empty', async () => {
      const old = newGroup('gone')
      await store.insertLogGroup(old)
      const events = Array.from({ length: 1203 }, (_, index) => newEvent(index, String(index)))
      await store.appendLogEvents(region, 'gone', events, { mostEvents: 2000 })
      assert.equal(await store.deleteLogGroup(region, 'gone'), true)
      assert.equal(await store.deleteLogGroup(region, 'gone'), false)
      assert.equal(await countOf(old.id), 0)
      assert.equal(await store.hasLogStream(old.id, 'a'), false)
      const { id: groupId } = newGroup('gone', { createdAt: new Date(1) })
      await store.insertLogGroup(newGroup('gone', { createdAt: new Date(1) }))
      assert.equal(await idsOf({ groupId }), '')
    })

    it('lose the events that a deletion left which came to no end', async () => {
      await database.run(
        `INSERT INTO log_segment (group_id, at, id, stream, last_at, events, bytes, content)
         VALUES ('crashed', 1, '1', 'a', 1, 1, 27, '{}')`,
      )
      await store.dropExpiredEvents(time)
      assert.equal(await countOf('crashed'), 0)
      assert.equal(await countOf(newGroup('ordered').id), 4)
    })
  })
}
