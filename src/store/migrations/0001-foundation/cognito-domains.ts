/** The names under which the login pages of pools are. */
export const cognitoDomains: readonly string[] = [
  `CREATE TABLE user_pool_domains (
    domain TEXT NOT NULL PRIMARY KEY,
    pool_id TEXT NOT NULL REFERENCES user_pools (id) ON DELETE CASCADE,
    custom BIGINT NOT NULL,
    certificate_arn TEXT,
    managed_login_version BIGINT NOT NULL,
    cloud_front_distribution TEXT NOT NULL,
    modified_at BIGINT NOT NULL,
    revision BIGINT NOT NULL,
    UNIQUE (pool_id, custom)
  )`,
]
