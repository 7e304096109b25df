import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { openLogs } from '../../../test/support/logs.ts'
import { recordingLog } from '../../ports/log.ts'
import { createLogWriter } from '../log-events/log-writer.ts'

const logGroupName = 'pets'
const logStreamName = 'a1b2c3d4e5/$default'

/** A group with these entries, a second apart, each in the stream that is written before it. */
async function openEvents(t: TestContext, entries: readonly string[]) {
  const logs = await openLogs(t)
  const writer = createLogWriter({ ...logs, log: recordingLog() }, { collect: async () => {} })
  await logs.client.CreateLogGroup({ logGroupName })
  for (const entry of entries) {
    const [logStream = '', message = ''] = entry.includes('|') ? entry.split('|') : [logStreamName, entry]
    writer.write({ region: 'us-east-1', logGroup: logGroupName, logStream }, message)
    logs.clock.advance(1000)
  }
  await writer.close()
  const start = logs.clock.time() - entries.length * 1000
  return { ...logs, start }
}

const messagesOf = ({ events = [] }: { events?: { message?: string | undefined }[] | undefined }) =>
  events.map(({ message }) => message)

describe('GetLogEvents', () => {
  it('answers the newest events of a stream, oldest first, and leads back to those before', async (t) => {
    const { client, start } = await openEvents(t, ['1', '2', '3', 'other|x', '4', '5'])
    const stream = { logGroupName, logStreamName, limit: 2 }
    const newest = await client.GetLogEvents(stream)
    assert.deepEqual(newest.events, [
      { timestamp: start + 4000, message: '4', ingestionTime: start + 4000 },
      { timestamp: start + 5000, message: '5', ingestionTime: start + 5000 },
    ])
    const before = await client.GetLogEvents({ ...stream, nextToken: newest.nextBackwardToken })
    assert.deepEqual(messagesOf(before), ['2', '3'])
    const after = await client.GetLogEvents({ ...stream, nextToken: before.nextForwardToken })
    assert.deepEqual(messagesOf(after), ['4', '5'])
  })

  it('answers from the oldest on, and the same token at the end', async (t) => {
    const { client } = await openEvents(t, ['1', '2', '3'])
    const stream = { logGroupIdentifier: logGroupName, logStreamName, limit: 2 }
    const first = await client.GetLogEvents({ ...stream, startFromHead: true })
    const second = await client.GetLogEvents({ ...stream, nextToken: first.nextForwardToken })
    assert.deepEqual([messagesOf(first), messagesOf(second)], [['1', '2'], ['3']])
    const end = await client.GetLogEvents({ ...stream, nextToken: second.nextForwardToken })
    assert.deepEqual(messagesOf(end), [])
    assert.equal(end.nextForwardToken, second.nextForwardToken)
  })

  it('answers from a time on and before another', async (t) => {
    const { client, start } = await openEvents(t, ['1', '2', '3'])
    const times = { startTime: start + 1000, endTime: start + 2000 }
    assert.deepEqual(messagesOf(await client.GetLogEvents({ logGroupName, logStreamName, ...times })), ['2'])
  })

  it('refuses what is not there', async (t) => {
    const { client } = await openEvents(t, ['1'])
    const refusal = (input: object) => assert.rejects.bind(undefined, client.GetLogEvents({ logStreamName, ...input }))
    await refusal({ logGroupName: 'none' })({ message: 'The specified log group does not exist.' })
    await refusal({ logGroupName, logStreamName: 'none' })({ message: 'The specified log stream does not exist.' })
    await refusal({ logGroupName, nextToken: 'x' })({ message: 'The specified nextToken is invalid.' })
    await refusal({})({ message: 'Exactly one of logGroupName and logGroupIdentifier must be given' })
  })
})

describe('FilterLogEvents', () => {
  it('finds in all streams, in the order of time', async (t) => {
    const { client, start } = await openEvents(t, ['GET /a', 'b|POST /a', 'GET /b'])
    const { events = [], searchedLogStreams } = await client.FilterLogEvents({ logGroupName, filterPattern: '/a' })
    assert.deepEqual(searchedLogStreams, [])
    assert.deepEqual(
      events.map((event) => ({ ...event, eventId: '' })),
      [
        { logStreamName, timestamp: start, message: 'GET /a', ingestionTime: start, eventId: '' },
        { logStreamName: 'b', timestamp: start + 1000, message: 'POST /a', ingestionTime: start + 1000, eventId: '' },
      ],
    )
    assert.match(events[0]?.eventId ?? '', /^\d{40}$/)
  })

  it('finds in the streams and the time that it is told', async (t) => {
    const { client, start } = await openEvents(t, ['a/1|1', 'a/2|2', 'b|3', 'a/1|4'])
    const found = async (input: object) => messagesOf(await client.FilterLogEvents({ logGroupName, ...input }))
    assert.deepEqual(await found({ logStreamNames: ['b', 'a/2'] }), ['2', '3'])
    assert.deepEqual(await found({ logStreamNamePrefix: 'a/' }), ['1', '2', '4'])
    assert.deepEqual(await found({ startTime: start + 1000, endTime: start + 2000 }), ['2', '3'])
    await assert.rejects(found({ logStreamNames: ['b'], logStreamNamePrefix: 'a' }), {
      name: 'InvalidParameterException',
    })
  })

  it('answers in pages, each event once', async (t) => {
    const entries = Array.from({ length: 7 }, (_, index) => String(index))
    const { client } = await openEvents(t, entries)
    const found: (string | undefined)[] = []
    let nextToken: string | undefined
    do {
      const page = await client.FilterLogEvents({ logGroupName, limit: 3, nextToken })
      found.push(...messagesOf(page))
      nextToken = page.nextToken
    } while (nextToken !== undefined)
    assert.deepEqual(found, entries)
  })

  it('refuses patterns for JSON by name', async (t) => {
    const { client } = await openEvents(t, [])
    await assert.rejects(client.FilterLogEvents({ logGroupName, filterPattern: '{ $.status = 404 }' }), {
      name: 'InvalidParameterException',
      message: 'poolgate does not implement filter patterns other than terms: JSON, columns and regular expressions',
    })
  })

  it('finds nothing older than the retention of the group', async (t) => {
    const { client, clock } = await openEvents(t, ['1', '2'])
    await client.PutRetentionPolicy({ logGroupName, retentionInDays: 1 })
    clock.advance(86_400_000 - 1000)
    assert.deepEqual(messagesOf(await client.FilterLogEvents({ logGroupName })), ['2'])
    assert.deepEqual(messagesOf(await client.GetLogEvents({ logGroupName, logStreamName })), ['2'])
  })
})

describe('DescribeLogStreams', () => {
  it('describes streams in the order of names or of last events, in pages', async (t) => {
    const { client, start } = await openEvents(t, ['b|1', 'a|2', 'c|3', 'b|4'])
    const names = async (input: object) => {
      const found: (string | undefined)[] = []
      let nextToken: string | undefined
      do {
        const page = await client.DescribeLogStreams({ logGroupName, limit: 2, nextToken, ...input })
        found.push(...(page.logStreams ?? []).map((stream) => stream.logStreamName))
        nextToken = page.nextToken
      } while (nextToken !== undefined)
      return found.join(' ')
    }
    assert.equal(await names({}), 'a b c')
    assert.equal(await names({ descending: true }), 'c b a')
    assert.equal(await names({ orderBy: 'LastEventTime' }), 'a c b')
    assert.equal(await names({ orderBy: 'LastEventTime', descending: true }), 'b c a')
    assert.equal(await names({ logStreamNamePrefix: 'b' }), 'b')
    const { logStreams: [, b] = [] } = await client.DescribeLogStreams({ logGroupName })
    assert.deepEqual(b, {
      logStreamName: 'b',
      creationTime: start,
      firstEventTimestamp: start,
      lastEventTimestamp: start + 3000,
      lastIngestionTime: start + 3000,
      arn: 'arn:aws:logs:us-east-1:000000000000:log-group:pets:log-stream:b',
      storedBytes: 0,
    })
  })

  it('orders by last events among all streams only', async (t) => {
    const { client } = await openEvents(t, [])
    const input = { logGroupName, logStreamNamePrefix: 'a', orderBy: 'LastEventTime' } as const
    await assert.rejects(client.DescribeLogStreams(input), {
      name: 'InvalidParameterException',
      message: 'Cannot order by LastEventTime with a logStreamNamePrefix.',
    })
  })
})
