import { performance } from 'node:perf_hooks'
import type { Metrics } from '../../ports/metrics.ts'
import type { Database } from '../../store/sql.ts'

/** The same database, whose every answer is timed; what a transaction does is timed as one. */
export function timedDatabase(database: Database, metrics: Pick<Metrics, 'stored'>): Database {
  async function timed<Result>(kind: Parameters<Metrics['stored']>[0], work: () => Promise<Result>): Promise<Result> {
    const began = performance.now()
    try {
      return await work()
    } finally {
      metrics.stored(kind, (performance.now() - began) / 1000)
    }
  }
  return {
    dialect: database.dialect,
    all: <Row>(...query: Parameters<Database['all']>) => timed('read', () => database.all<Row>(...query)),
    get: <Row>(...query: Parameters<Database['get']>) => timed('read', () => database.get<Row>(...query)),
    run: (...query) => timed('write', () => database.run(...query)),
    transaction: (work, committed) => timed('transaction', () => database.transaction(work, committed)),
    isUniqueViolation: (error) => database.isUniqueViolation(error),
    check: () => timed('read', () => database.check()),
    close: () => database.close(),
  }
}
