/** Who may administer: users, their inline policies and their access keys. */
export const iam: readonly string[] = [
  `CREATE TABLE iam_users (
    name_key TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    id TEXT NOT NULL,
    created_at BIGINT NOT NULL
  )`,
  `CREATE TABLE iam_user_policies (
    name_key TEXT NOT NULL REFERENCES iam_users (name_key),
    policy_name TEXT NOT NULL,
    document TEXT NOT NULL,
    PRIMARY KEY (name_key, policy_name)
  )`,
  `CREATE TABLE iam_access_keys (
    id TEXT NOT NULL PRIMARY KEY,
    name_key TEXT NOT NULL REFERENCES iam_users (name_key),
    user_name TEXT NOT NULL,
    secret {bytes} NOT NULL,
    active BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    used_at BIGINT,
    used_service TEXT,
    used_region TEXT
  )`,
  'CREATE INDEX iam_access_keys_by_user ON iam_access_keys (name_key, created_at, id)',
]
