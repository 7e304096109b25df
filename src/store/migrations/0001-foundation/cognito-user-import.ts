/** Imports of users from CSV files. */
export const cognitoUserImport: readonly string[] = [
  `CREATE TABLE user_import_jobs (
    pool_id TEXT NOT NULL REFERENCES user_pools (id) ON DELETE CASCADE,
    id TEXT NOT NULL,
    status TEXT NOT NULL,
    job TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (pool_id, id)
  )`,
  'CREATE INDEX user_import_jobs_by_time ON user_import_jobs (pool_id, created_at, id)',
  `CREATE UNIQUE INDEX one_active_import ON user_import_jobs (pool_id)
   WHERE status IN ('Pending', 'InProgress', 'Stopping')`,
]
