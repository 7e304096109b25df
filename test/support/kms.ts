import type { TestContext } from 'node:test'
import type { KmsClient } from '../../src/kms/service.ts'
import { manualClock } from '../../src/ports/clock.ts'
import { seededRandom } from '../../src/ports/random.ts'
import { createVault } from '../../src/ports/vault.ts'
import { kmsService } from '../../src/server/products/keys.ts'
import { keyStore } from '../../src/store/kms.ts'
import { migrate } from '../../src/store/migrations/index.ts'
import { openSqlite } from '../../src/store/sqlite.ts'
import type { Caller } from '../../src/wire/access.ts'
import { inProcessClient } from '../../src/wire/service.ts'

/** Keys in process over a store in memory. */
export async function openKms(t: Pick<TestContext, 'after'>) {
  const database = openSqlite(':memory:')
  t.after(() => database.close())
  await migrate(database)
  const clock = manualClock('2026-11-22T12:00:00Z')
  const random = seededRandom('kms')
  const store = keyStore(database)
  const service = kmsService({ store, random, vault: createVault(random.bytes(32), random) })
  const clientOf = (caller?: Caller) =>
    inProcessClient<KmsClient>(service, () => ({
      requestId: random.uuid(),
      now: clock.now(),
      region: 'us-east-1',
      accountId: '000000000000',
      sourceIp: '127.0.0.1',
      ...(caller && { caller }),
    }))
  return { client: clientOf(), clientOf, service, clock, store }
}
