import type { TestContext } from 'node:test'
import { manualClock } from '../../src/ports/clock.ts'
import { seededRandom } from '../../src/ports/random.ts'
import { createVault } from '../../src/ports/vault.ts'
import type { S3Client } from '../../src/s3/service.ts'
import { s3Service } from '../../src/server/products/objects.ts'
import { migrate } from '../../src/store/migrations/index.ts'
import { objectStore } from '../../src/store/s3.ts'
import { openSqlite } from '../../src/store/sqlite.ts'
import { inProcessClient } from '../../src/wire/service.ts'

/** S3 in process over a store in memory. */
export async function openS3(t: TestContext, region = 'us-east-1') {
  const database = openSqlite(':memory:')
  t.after(() => database.close())
  await migrate(database)
  const clock = manualClock('2026-11-22T12:00:00Z')
  const random = seededRandom('s3')
  const vault = createVault(random.bytes(32), random)
  const service = s3Service({ store: objectStore(database), random, vault })
  const client = inProcessClient<S3Client>(service, () => ({
    requestId: random.uuid(),
    now: clock.now(),
    region,
    accountId: '000000000000',
    sourceIp: '127.0.0.1',
  }))
  return { client, service, clock, database }
}
