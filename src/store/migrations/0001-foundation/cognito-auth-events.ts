/** What was recorded of users' sign-ups, sign-ins and password changes. */
export const cognitoAuthEvents: readonly string[] = [
  `CREATE TABLE auth_events (
    pool_id TEXT NOT NULL,
    sub TEXT NOT NULL,
    id TEXT NOT NULL,
    event TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (pool_id, sub, id),
    FOREIGN KEY (pool_id, sub) REFERENCES users (pool_id, sub) ON DELETE CASCADE
  )`,
  'CREATE INDEX auth_events_by_time ON auth_events (pool_id, sub, created_at, id)',
]
