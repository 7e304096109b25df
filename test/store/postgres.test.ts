import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { changeLogConformance } from '../../src/store/change-log.conformance.ts'
import { stackExportsConformance } from '../../src/store/cloudformation/exports.conformance.ts'
import { stackStoreConformance } from '../../src/store/cloudformation/store.conformance.ts'
import { cognitoDevicesConformance } from '../../src/store/cognito/devices.conformance.ts'
import { cognitoAuthEventsConformance } from '../../src/store/cognito/auth-events.conformance.ts'
import { cognitoAuthorizationConformance } from '../../src/store/cognito/authorization.conformance.ts'
import { cognitoBrandingConformance } from '../../src/store/cognito/branding.conformance.ts'
import { cognitoDomainsConformance } from '../../src/store/cognito/domains.conformance.ts'
import { cognitoGroupsConformance } from '../../src/store/cognito/groups.conformance.ts'
import { cognitoIdentityLinksConformance } from '../../src/store/cognito/identity-links.conformance.ts'
import { cognitoIdentityProvidersConformance } from '../../src/store/cognito/identity-providers.conformance.ts'
import { cognitoPasskeysConformance } from '../../src/store/cognito/passkeys.conformance.ts'
import { cognitoPoolsConformance } from '../../src/store/cognito/pools.conformance.ts'
import { cognitoResourceServersConformance } from '../../src/store/cognito/resource-servers.conformance.ts'
import { cognitoUserImportConformance } from '../../src/store/cognito/user-import.conformance.ts'
import { cognitoSignInsConformance } from '../../src/store/cognito/sign-ins.conformance.ts'
import { cognitoUsersConformance } from '../../src/store/cognito/users.conformance.ts'
import { databaseConformance } from '../../src/store/database.conformance.ts'
import { domainStoreConformance } from '../../src/store/gateway/domains.conformance.ts'
import { vpcLinkStoreConformance } from '../../src/store/gateway/vpc-links.conformance.ts'
import { gatewayStoreConformance } from '../../src/store/gateway/store.conformance.ts'
import { iamStoreConformance } from '../../src/store/iam/store.conformance.ts'
import { keyStoreConformance } from '../../src/store/kms.conformance.ts'
import { objectStoreConformance } from '../../src/store/s3.conformance.ts'
import { parameterStoreConformance } from '../../src/store/ssm.conformance.ts'
import { secretStoreConformance } from '../../src/store/secretsmanager.conformance.ts'
import { logStoreConformance } from '../../src/store/logs.conformance.ts'
import { type OpenPortable, portableConformance } from '../../src/store/portable/portable.conformance.ts'
import { readPostgresSnapshot } from '../../src/store/portable/snapshot.ts'
import { openPortableFile } from '../support/portable.ts'
import { resealConformance } from '../../src/store/reseal.conformance.ts'
import { migrate } from '../../src/store/migrations/index.ts'
import { Overloaded } from '../../src/ports/overloaded.ts'
import { type PostgresServer, startPostgres } from '../support/postgres.ts'

describe('the stores on a real PostgreSQL', () => {
  let server: PostgresServer
  before(async () => {
    server = await startPostgres()
  })
  after(() => server.stop())

  const openMigrated = async () => {
    const database = await server.open()
    await migrate(database)
    return database
  }

  it('go on when a connection breaks in the middle of a transaction', async (t) => {
    const database = await server.open()
    t.after(() => database.close())
    await database.run('CREATE TABLE t (n BIGINT)')
    const broken = database.transaction(async (sql) => {
      await sql.run('INSERT INTO t (n) VALUES (1)')
      const { pid } = (await sql.get<{ pid: number }>('SELECT pg_backend_pid() AS pid'))!
      await database.run('SELECT pg_terminate_backend(?, 5000)', pid)
      await sql.run('INSERT INTO t (n) VALUES (2)')
    })
    await assert.rejects(broken, /connection/i)
    assert.deepEqual(await database.all('SELECT n FROM t'), [])
  })

  it('give up a transaction that others are always in the way of', async (t) => {
    const database = await server.open()
    t.after(() => database.close())
    let attempts = 0
    const inTheWay = database.transaction(async () => {
      attempts += 1
      throw Object.assign(new Error('could not serialize access'), { code: '40001' })
    })
    await assert.rejects(inTheWay, Overloaded)
    assert.equal(attempts, 12)
  })

  const openPortable: OpenPortable = async (t) => {
    const database = await openMigrated()
    t.after(() => database.close())
    return { database, read: (work) => readPostgresSnapshot(database, work) }
  }
  portableConformance('SQLite to PostgreSQL', openPortableFile, openPortable)
  portableConformance('PostgreSQL to SQLite', openPortable, openPortableFile)
  portableConformance('PostgreSQL to PostgreSQL', openPortable, openPortable)

  resealConformance('PostgreSQL', openMigrated)

  databaseConformance('PostgreSQL', () => server.open())
  changeLogConformance('PostgreSQL', openMigrated)
  cognitoPoolsConformance('PostgreSQL', openMigrated)
  cognitoUsersConformance('PostgreSQL', openMigrated)
  cognitoSignInsConformance('PostgreSQL', openMigrated)
  cognitoAuthorizationConformance('PostgreSQL', openMigrated)
  cognitoDevicesConformance('PostgreSQL', openMigrated)
  cognitoPasskeysConformance('PostgreSQL', openMigrated)
  cognitoGroupsConformance('PostgreSQL', openMigrated)
  cognitoAuthEventsConformance('PostgreSQL', openMigrated)
  cognitoUserImportConformance('PostgreSQL', openMigrated)
  cognitoResourceServersConformance('PostgreSQL', openMigrated)
  cognitoIdentityProvidersConformance('PostgreSQL', openMigrated)
  cognitoIdentityLinksConformance('PostgreSQL', openMigrated)
  cognitoDomainsConformance('PostgreSQL', openMigrated)
  cognitoBrandingConformance('PostgreSQL', openMigrated)
  gatewayStoreConformance('PostgreSQL', openMigrated)
  domainStoreConformance('PostgreSQL', openMigrated)
  vpcLinkStoreConformance('PostgreSQL', openMigrated)
  iamStoreConformance('PostgreSQL', openMigrated)
  logStoreConformance('PostgreSQL', openMigrated)
  objectStoreConformance('PostgreSQL', openMigrated)
  keyStoreConformance('PostgreSQL', openMigrated)
  parameterStoreConformance('PostgreSQL', openMigrated)
  secretStoreConformance('PostgreSQL', openMigrated)
  stackStoreConformance('PostgreSQL', openMigrated)
  stackExportsConformance('PostgreSQL', openMigrated)
})
