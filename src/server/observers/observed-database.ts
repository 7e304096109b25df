import type { Metrics } from '../../ports/metrics.ts'
import type { Tracing } from '../../ports/tracing.ts'
import type { Database } from '../../store/sql.ts'
import { timedDatabase } from './timed-database.ts'
import { tracedDatabase } from './traced-database.ts'

/** The same database, timed and traced where somebody wants that. */
export function observedDatabase(
  database: Database,
  metrics: Pick<Metrics, 'stored'> | undefined,
  tracing: Pick<Tracing, 'begin'> | undefined,
): Database {
  const timed = metrics ? timedDatabase(database, metrics) : database
  return tracing ? tracedDatabase(timed, tracing) : timed
}
