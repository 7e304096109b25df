/** Who may administer: users, roles, their policies, and access keys. */
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
  `CREATE TABLE iam_roles (
    name_key TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    path TEXT NOT NULL,
    id TEXT NOT NULL,
    trust_policy TEXT NOT NULL,
    description TEXT NOT NULL,
    max_session_seconds BIGINT NOT NULL,
    tags TEXT NOT NULL,
    created_at BIGINT NOT NULL
  )`,
  `CREATE TABLE iam_role_policies (
    name_key TEXT NOT NULL REFERENCES iam_roles (name_key),
    policy_name TEXT NOT NULL,
    document TEXT NOT NULL,
    PRIMARY KEY (name_key, policy_name)
  )`,
  `CREATE TABLE iam_role_attachments (
    name_key TEXT NOT NULL REFERENCES iam_roles (name_key),
    policy_arn TEXT NOT NULL,
    PRIMARY KEY (name_key, policy_arn)
  )`,
  'CREATE INDEX iam_role_attachments_by_policy ON iam_role_attachments (policy_arn)',
  `CREATE TABLE iam_managed_policies (
    name_key TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    path TEXT NOT NULL,
    id TEXT NOT NULL,
    description TEXT NOT NULL,
    versions TEXT NOT NULL,
    default_version_id TEXT NOT NULL,
    version_count BIGINT NOT NULL,
    tags TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
  )`,
]
