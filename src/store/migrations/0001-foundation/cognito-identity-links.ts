/** Which users sign in by which identities of a pool's providers. */
export const cognitoIdentityLinks: readonly string[] = [
  `CREATE TABLE identity_links (
    pool_id TEXT NOT NULL,
    provider_name TEXT NOT NULL,
    attribute_name TEXT NOT NULL,
    attribute_value TEXT NOT NULL,
    sub TEXT NOT NULL,
    PRIMARY KEY (pool_id, provider_name, attribute_name, attribute_value),
    FOREIGN KEY (pool_id, provider_name) REFERENCES identity_providers (pool_id, name) ON DELETE CASCADE,
    FOREIGN KEY (pool_id, sub) REFERENCES users (pool_id, sub) ON DELETE CASCADE
  )`,
  'CREATE INDEX identity_links_by_user ON identity_links (pool_id, sub)',
]
