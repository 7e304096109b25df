import type { TestContext } from 'node:test'
import type { Cognito } from '../../src/cognito/cognito.ts'
import { operations } from '../../src/cognito/operations/index.ts'
import { createUserImports } from '../../src/cognito/user-import/user-imports.ts'
import { createPasswords } from '../../src/cognito/users/passwords.ts'
import type { CognitoIdpClient } from '../../src/cognito/service.ts'
import { createLoginHosts } from '../../src/cognito/domains/login-hosts.ts'
import { openSigningKeys } from '../../src/cognito/keys/signing-keys.ts'
import type { KmsClient } from '../../src/kms/service.ts'
import { functionSenders, kmsDataKeys } from '../../src/server/products/custom-senders.ts'
import { kmsService } from '../../src/server/products/keys.ts'
import { createFunctions, type Functions } from '../../src/ports/functions.ts'
import { isReservedHost } from '../../src/http/hosts.ts'
import { createAddressPolicy } from '../../src/ports/addresses.ts'
import { manualClock } from '../../src/ports/clock.ts'
import { reusedKeyPairs } from '../../src/ports/key-pairs.ts'
import { recordingLog } from '../../src/ports/log.ts'
import { recordingMail } from '../../src/ports/mail.ts'
import { createOutbound } from '../../src/ports/outbound.ts'
import { seededRandom } from '../../src/ports/random.ts'
import { recordingSms } from '../../src/ports/sms.ts'
import { settlingSender } from '../../src/ports/sending.ts'
import { memoryUploads } from '../../src/ports/uploads.ts'
import { createVault } from '../../src/ports/vault.ts'
import { cognitoStore } from '../../src/store/cognito/store.ts'
import { keyStore } from '../../src/store/kms.ts'
import { migrate } from '../../src/store/migrations/index.ts'
import { openSqlite } from '../../src/store/sqlite.ts'
import { loadModel } from '../../src/wire/model.ts'
import { inProcessClient, type Service } from '../../src/wire/service.ts'

const model = loadModel('cognito-idp')

/**
 * User pools on an empty store in memory, or in this database, called as over the wire but without HTTP: time stands still until `clock`
 * moves it, mail and text messages stay in `mail` and `sms`, triggers run in `functions` (none by default). Closes with the test.
 */
export async function openCognito(
  t: Pick<TestContext, 'after'>,
  functions: Functions = createFunctions({}),
  database = openSqlite(':memory:'),
) {
  t.after(async () => {
    await Promise.all([userImports.settled(), senders.settled()])
    await database.close()
  })
  await migrate(database)
  const random = seededRandom('cognito')
  const vault = createVault(random.bytes(32), random)
  const store = cognitoStore(database)
  const clock = manualClock('2026-11-22T10:00:00.123Z')
  const [mail, sms, log] = [recordingMail(), recordingSms(), recordingLog()]
  const loginHosts = createLoginHosts(store)
  const uploads = memoryUploads()
  const userImports = createUserImports({ store, random, uploads, log, clock })
  const senders = settlingSender(functionSenders(functions))
  const keys = kmsService({ store: keyStore(database), vault, random })
  const kms = inProcessClient<KmsClient>(keys, () => ({
    requestId: random.uuid(),
    now: clock.now(),
    region: 'us-east-1',
    accountId: '000000000000',
    sourceIp: '127.0.0.1',
  }))
  const dependencies: Cognito = {
    store,
    random,
    vault,
    mail,
    sms,
    log,
    uploads,
    userImports,
    origin: () => 'http://localhost:4566',
    keyPairs: reusedKeyPairs,
    signingKeys: openSigningKeys({ store, vault, clock }),
    // The least that argon2id allows: what a hash costs is not what these tests are about.
    passwords: createPasswords(random, { memoryKibibytes: 8, passes: 1, parallelism: 1 }),
    functions,
    senders,
    dataKeys: kmsDataKeys(keys, { clock, random, accountId: '000000000000' }),
    outbound: createOutbound(createAddressPolicy({ allowPrivate: true })),
    loginHosts,
    isReservedHost: (name) => isReservedHost(name, new Set()),
  }
  const service: Service = {
    model,
    operations,
    dependencies,
    permissionOf: () => undefined,
    invalidCode: 'InvalidParameterException',
    internalCode: 'InternalErrorException',
  }
  const clientIn = (region: string): CognitoIdpClient =>
    inProcessClient<CognitoIdpClient>(service, () => ({
      requestId: random.uuid(),
      now: clock.now(),
      region,
      accountId: '000000000000',
      sourceIp: '127.0.0.1',
    }))
  return {
    ...dependencies,
    senders,
    kms,
    uploads,
    userImports,
    mail,
    sms,
    log,
    loginHosts,
    clock,
    service,
    client: clientIn('us-east-1'),
    clientIn,
  }
}
