import type { TestContext } from 'node:test'
import type { LogsClient } from '../../src/logs/service.ts'
import { manualClock } from '../../src/ports/clock.ts'
import { seededRandom } from '../../src/ports/random.ts'
import { logsService } from '../../src/server/products/log-groups.ts'
import { logStore } from '../../src/store/logs.ts'
import { migrate } from '../../src/store/migrations/index.ts'
import { openSqlite } from '../../src/store/sqlite.ts'
import { inProcessClient } from '../../src/wire/service.ts'

/** Log groups on an empty store in memory. */
export async function openLogs(t: TestContext) {
  const database = openSqlite(':memory:')
  t.after(() => database.close())
  await migrate(database)
  const clock = manualClock('2026-11-22T10:00:00.000Z')
  const random = seededRandom('logs')
  const store = logStore(database)
  const service = logsService({ store, random })
  const client = inProcessClient<LogsClient>(service, () => ({
    requestId: random.uuid(),
    now: clock.now(),
    region: 'us-east-1',
    accountId: '000000000000',
    sourceIp: '127.0.0.1',
  }))
  return { client, service, store, clock, random }
}
