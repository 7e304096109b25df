/** The APIs that a pool issues custom scopes for. */
export const cognitoResourceServers: readonly string[] = [
  `CREATE TABLE resource_servers (
    pool_id TEXT NOT NULL REFERENCES user_pools (id) ON DELETE CASCADE,
    identifier TEXT NOT NULL,
    name TEXT NOT NULL,
    scopes TEXT NOT NULL,
    PRIMARY KEY (pool_id, identifier)
  )`,
]
