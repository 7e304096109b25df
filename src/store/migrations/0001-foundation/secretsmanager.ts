/** Secrets: their values are sealed. */
export const secretsmanager: readonly string[] = [
  `CREATE TABLE secrets (
    region TEXT NOT NULL,
    name TEXT NOT NULL,
    suffix TEXT NOT NULL,
    revision BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    accessed_on BIGINT NOT NULL,
    document TEXT NOT NULL,
    PRIMARY KEY (region, name)
  )`,
  'CREATE INDEX secrets_by_creation ON secrets (region, created_at, name)',
  `CREATE TABLE secret_values (
    region TEXT NOT NULL,
    secret TEXT NOT NULL,
    version_id TEXT NOT NULL,
    content {bytes} NOT NULL,
    PRIMARY KEY (region, secret, version_id),
    FOREIGN KEY (region, secret) REFERENCES secrets (region, name) ON DELETE CASCADE
  )`,
]
