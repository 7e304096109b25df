import { after, before, describe } from 'node:test'
import { databaseConformance } from '../../src/store/database.conformance.ts'
import { type PostgresServer, startPostgres } from '../support/postgres.ts'

describe('the stores on a real PostgreSQL', () => {
  let server: PostgresServer
  before(async () => {
    server = await startPostgres()
  })
  after(() => server.stop())

  databaseConformance('PostgreSQL', () => server.open())
})
