import { inSpan, type SpanOutcome, type Tracing } from '../../ports/tracing.ts'
import type { Database } from '../../store/sql.ts'

/** The same database, whose every answer is a span below that of who asked; what a transaction does is one. */
export function tracedDatabase(database: Database, tracing: Pick<Tracing, 'begin'>): Database {
  const system = { 'db.system.name': database.dialect === 'postgres' ? 'postgresql' : 'sqlite' }
  const begin = (summary: string) => tracing.begin('client', summary, { ...system, 'db.query.summary': summary })
  const describe = (rows: unknown): SpanOutcome =>
    Array.isArray(rows) ? { attributes: { 'db.response.returned_rows': rows.length } } : {}
  return {
    dialect: database.dialect,
    all: <Row>(...query: Parameters<Database['all']>) =>
      inSpan(begin(summarize(query[0])), () => database.all<Row>(...query), describe),
    get: <Row>(...query: Parameters<Database['get']>) =>
      inSpan(begin(summarize(query[0])), () => database.get<Row>(...query)),
    run: (...query) => inSpan(begin(summarize(query[0])), () => database.run(...query)),
    transaction: (...work) => inSpan(begin('transaction'), () => database.transaction(...work)),
    isUniqueViolation: (error) => database.isUniqueViolation(error),
    check: () => database.check(),
    close: () => database.close(),
  }
}

/** What a statement does, and to which table: `SELECT user_pool`. */
function summarize(statement: string): string {
  const [verb = 'statement'] = /\b(?:SELECT|INSERT|UPDATE|DELETE)\b/.exec(statement) ?? []
  const [, table] = /\b(?:FROM|INTO|UPDATE)\s+(\w+)/.exec(statement) ?? []
  return table === undefined ? verb : `${verb} ${table}`
}
