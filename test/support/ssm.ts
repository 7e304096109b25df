import type { TestContext } from 'node:test'
import { manualClock } from '../../src/ports/clock.ts'
import { seededRandom } from '../../src/ports/random.ts'
import { ssmService } from '../../src/server/products/parameters.ts'
import type { SsmClient } from '../../src/ssm/service.ts'
import { migrate } from '../../src/store/migrations/index.ts'
import { openSqlite } from '../../src/store/sqlite.ts'
import { parameterStore } from '../../src/store/ssm.ts'
import { inProcessClient } from '../../src/wire/service.ts'

/** Parameter Store in process over a store in memory. */
export async function openSsm(t: TestContext) {
  const database = openSqlite(':memory:')
  t.after(() => database.close())
  await migrate(database)
  const clock = manualClock('2026-11-22T12:00:00Z')
  const random = seededRandom('ssm')
  const service = ssmService({ store: parameterStore(database) })
  const client = inProcessClient<SsmClient>(service, () => ({
    requestId: random.uuid(),
    now: clock.now(),
    region: 'us-east-1',
    accountId: '000000000000',
    sourceIp: '127.0.0.1',
  }))
  return { client, service, clock }
}
