/** Passkeys of users. */
export const cognitoPasskeys: readonly string[] = [
  `CREATE TABLE passkeys (
    pool_id TEXT NOT NULL,
    id TEXT NOT NULL,
    sub TEXT NOT NULL,
    public_key {bytes} NOT NULL,
    counter BIGINT NOT NULL,
    relying_party_id TEXT NOT NULL,
    transports TEXT NOT NULL,
    attachment TEXT,
    name TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (pool_id, id),
    FOREIGN KEY (pool_id, sub) REFERENCES users (pool_id, sub) ON DELETE CASCADE
  )`,
  'CREATE INDEX passkeys_by_user ON passkeys (pool_id, sub, id)',
]
