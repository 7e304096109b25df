import type { Client, Pool, PoolClient } from 'pg'

/** Somebody has a connection for as many looks before anybody asks after it. */
const patience = 3

/**
 * Gives up connections that somebody waits on and that the database knows nothing of. When its machine dies without a word, or
 * another takes its place, the kernel tries for a quarter of an hour before it says so; by then every connection of the pool would
 * wait. A connection that is new is asked instead: a long statement is known there, and goes on. Behind a pooler nobody can
 * tell, and everything is left alone.
 *
 * @param create a connection beside those of the pool
 * @param lookEvery milliseconds
 * @returns what ends it
 */
export function giveUpLostConnections(pool: Pool, create: () => Client, lookEvery = 10_000): () => void {
  const taken = new Map<PoolClient, { looks: number }>()
  let isLooking = false
  pool.on('acquire', (client) => void taken.set(client, { looks: 0 }))
  pool.on('release', (_, client) => void taken.delete(client))

  async function look(): Promise<void> {
    const overdue = [...taken].filter(([, state]) => ++state.looks > patience)
    if (overdue.length === 0) return
    const known = await readBackends(create())
    for (const [client, state] of overdue) {
      const backend = backendOf(client)
      if (taken.get(client) !== state || backend === undefined || known.has(backend)) continue
      // Whoever waits on it is told, and the pool makes another.
      client.end().catch(() => {})
    }
  }

  const timer = setInterval(() => {
    if (isLooking) return
    isLooking = true
    // While the database cannot be reached nobody knows.
    look()
      .catch(() => {})
      .finally(() => (isLooking = false))
  }, lookEvery)
  timer.unref()
  return () => clearInterval(timer)
}

/** The process ids of all its backends. Rejects when it cannot tell. */
async function readBackends(client: Client): Promise<ReadonlySet<number>> {
  client.on('error', () => {})
  try {
    await client.connect()
    const { rows } = await client.query<{ pid: number; own: boolean }>(
      'SELECT pid, pid = pg_backend_pid() AS own FROM pg_stat_activity',
    )
    const own = rows.find((row) => row.own)?.pid
    if (own === undefined || own !== backendOf(client)) throw new Error('there is a pooler in between')
    return new Set(rows.map(({ pid }) => pid))
  } finally {
    client.end().catch(() => {})
  }
}

/** As the database said when it took the connection; the driver keeps it to cancel statements. */
function backendOf(client: Client): number | undefined {
  const { processID } = client as Client & { readonly processID?: number | null }
  return processID ?? undefined
}
