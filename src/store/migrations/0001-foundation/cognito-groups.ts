/** Groups of a pool and who is in them. */
export const cognitoGroups: readonly string[] = [
  `CREATE TABLE user_groups (
    pool_id TEXT NOT NULL REFERENCES user_pools (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    settings TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    modified_at BIGINT NOT NULL,
    PRIMARY KEY (pool_id, name)
  )`,
  `CREATE TABLE user_group_members (
    pool_id TEXT NOT NULL,
    sub TEXT NOT NULL,
    group_name TEXT NOT NULL,
    PRIMARY KEY (pool_id, sub, group_name),
    FOREIGN KEY (pool_id, sub) REFERENCES users (pool_id, sub) ON DELETE CASCADE,
    FOREIGN KEY (pool_id, group_name) REFERENCES user_groups (pool_id, name) ON DELETE CASCADE
  )`,
  'CREATE INDEX user_group_members_by_group ON user_group_members (pool_id, group_name, sub)',
]
