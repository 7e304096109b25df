/** How the login pages of a pool look, and the terms that users agree to there. */
export const cognitoBranding: readonly string[] = [
  // `target` is the client's id, or empty for all clients.
  `CREATE TABLE ui_customizations (
    pool_id TEXT NOT NULL REFERENCES user_pools (id) ON DELETE CASCADE,
    target TEXT NOT NULL,
    client_id TEXT REFERENCES user_pool_clients (id) ON DELETE CASCADE,
    css TEXT,
    image {bytes},
    created_at BIGINT NOT NULL,
    modified_at BIGINT NOT NULL,
    PRIMARY KEY (pool_id, target)
  )`,
  'CREATE INDEX ui_customizations_by_client ON ui_customizations (client_id)',
  `CREATE TABLE managed_login_brandings (
    id TEXT NOT NULL PRIMARY KEY,
    pool_id TEXT NOT NULL REFERENCES user_pools (id) ON DELETE CASCADE,
    client_id TEXT NOT NULL UNIQUE REFERENCES user_pool_clients (id) ON DELETE CASCADE,
    use_cognito_provided_values BIGINT NOT NULL,
    settings TEXT,
    assets TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    modified_at BIGINT NOT NULL,
    revision BIGINT NOT NULL
  )`,
  'CREATE INDEX managed_login_brandings_by_pool ON managed_login_brandings (pool_id)',
  `CREATE TABLE terms (
    id TEXT NOT NULL PRIMARY KEY,
    pool_id TEXT NOT NULL REFERENCES user_pools (id) ON DELETE CASCADE,
    client_id TEXT NOT NULL REFERENCES user_pool_clients (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    source TEXT NOT NULL,
    enforcement TEXT NOT NULL,
    links TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    modified_at BIGINT NOT NULL,
    revision BIGINT NOT NULL,
    UNIQUE (client_id, name)
  )`,
  'CREATE INDEX terms_by_pool ON terms (pool_id, id)',
]
