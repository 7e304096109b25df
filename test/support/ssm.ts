import type { TestContext } from 'node:test'
import { manualClock } from '../../src/ports/clock.ts'
import { seededRandom } from '../../src/ports/random.ts'
import { createVault } from '../../src/ports/vault.ts'
import { keyStore } from '../../src/store/kms.ts'
import { kmsService } from '../../src/server/products/keys.ts'
import type { KmsClient } from '../../src/kms/service.ts'
import type { Caller } from '../../src/wire/access.ts'
import { ssmService } from '../../src/server/products/parameters.ts'
import type { SsmClient } from '../../src/ssm/service.ts'
import { migrate } from '../../src/store/migrations/index.ts'
import { openSqlite } from '../../src/store/sqlite.ts'
import { parameterStore } from '../../src/store/ssm.ts'
import { inProcessClient } from '../../src/wire/service.ts'

/** Parameter Store, and the keys of KMS that its secrets may be under, in process over a store in memory. */
export async function openSsm(t: TestContext) {
  const database = openSqlite(':memory:')
  t.after(() => database.close())
  await migrate(database)
  const clock = manualClock('2026-11-22T12:00:00Z')
  const random = seededRandom('ssm')
  const vault = createVault(random.bytes(32), random)
  const kms = kmsService({ store: keyStore(database), random, vault })
  const service = ssmService({
    store: parameterStore(database),
    vault,
    keysFor: (call) => inProcessClient<KmsClient>(kms, () => call),
  })
  const call = (caller?: Caller) => ({
    requestId: random.uuid(),
    now: clock.now(),
    region: 'us-east-1',
    accountId: '000000000000',
    sourceIp: '127.0.0.1',
    ...(caller && { caller }),
  })
  const clientOf = (caller?: Caller) => inProcessClient<SsmClient>(service, () => call(caller))
  const keys = inProcessClient<KmsClient>(kms, call)
  return { client: clientOf(), clientOf, keys, service, clock, database }
}
