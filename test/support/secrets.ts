import type { TestContext } from 'node:test'
import type { KmsClient } from '../../src/kms/service.ts'
import { manualClock } from '../../src/ports/clock.ts'
import { seededRandom } from '../../src/ports/random.ts'
import { createVault } from '../../src/ports/vault.ts'
import type { SecretsManagerClient } from '../../src/secretsmanager/service.ts'
import { kmsService } from '../../src/server/products/keys.ts'
import { secretsService } from '../../src/server/products/secrets.ts'
import { keyStore } from '../../src/store/kms.ts'
import { migrate } from '../../src/store/migrations/index.ts'
import { secretStore } from '../../src/store/secretsmanager.ts'
import { openSqlite } from '../../src/store/sqlite.ts'
import type { Caller } from '../../src/wire/access.ts'
import { inProcessClient } from '../../src/wire/service.ts'

/** Secrets, and the keys of KMS that they may be under, in process over a store in memory. */
export async function openSecrets(t: Pick<TestContext, 'after'>, mostSecrets = 500_000) {
  const database = openSqlite(':memory:')
  t.after(() => database.close())
  await migrate(database)
  const clock = manualClock('2026-11-22T12:00:00Z')
  const random = seededRandom('secrets')
  const vault = createVault(random.bytes(32), random)
  const store = secretStore(database)
  const kms = kmsService({ store: keyStore(database), random, vault })
  const service = secretsService({
    store,
    random,
    vault,
    keysFor: (call) => inProcessClient<KmsClient>(kms, () => call),
    mostSecrets,
  })
  const call = (caller?: Caller) => ({
    requestId: random.uuid(),
    now: clock.now(),
    region: 'us-east-1',
    accountId: '000000000000',
    sourceIp: '127.0.0.1',
    ...(caller && { caller }),
  })
  const clientOf = (caller?: Caller) => inProcessClient<SecretsManagerClient>(service, () => call(caller))
  const keys = inProcessClient<KmsClient>(kms, call)
  return { client: clientOf(), clientOf, keys, kms, service, clock, random, store, database }
}
