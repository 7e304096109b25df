import type { TestContext } from 'node:test'
import { createAccess } from '../../src/iam/access/access.ts'
import { operations } from '../../src/iam/operations/index.ts'
import type { IamClient } from '../../src/iam/service.ts'
import { manualClock } from '../../src/ports/clock.ts'
import { seededRandom } from '../../src/ports/random.ts'
import { createVault } from '../../src/ports/vault.ts'
import { secretOfOnly } from '../../src/server/root-access-key.ts'
import { iamStore } from '../../src/store/iam/store.ts'
import { migrate } from '../../src/store/migrations/index.ts'
import { openSqlite } from '../../src/store/sqlite.ts'
import type { Caller } from '../../src/wire/access.ts'
import { loadModel } from '../../src/wire/model.ts'
import { inProcessClient } from '../../src/wire/service.ts'

export const rootKey = { accessKeyId: 'AKIAROOTROOTROOTROOT', secretAccessKey: 'root-secret-root-secret-root-secret' }

/** IAM in process over a store in memory, and the access that its keys give. */
export async function openIam(t: TestContext) {
  const database = openSqlite(':memory:')
  t.after(() => database.close())
  await migrate(database)
  const clock = manualClock('2026-11-22T12:00:00Z')
  const random = seededRandom('iam')
  const vault = createVault(random.bytes(32), random)
  const store = iamStore(database)
  const accountId = '000000000000'
  const service = {
    model: loadModel('iam'),
    operations,
    dependencies: { store, random, vault },
    permissionOf: () => undefined,
    invalidCode: 'ValidationError',
    internalCode: 'ServiceFailureException',
  }
  const clientOf = (caller?: Caller) =>
    inProcessClient<IamClient>(service, () => ({
      requestId: random.uuid(),
      now: clock.now(),
      region: 'us-east-1',
      accountId,
      sourceIp: '127.0.0.1',
      ...(caller && { caller }),
    }))
  return {
    client: clientOf(),
    service,
    clientOf,
    store,
    vault,
    clock,
    access: createAccess({ store, vault, clock, accountId, findRootSecret: secretOfOnly(rootKey) }),
  }
}
