/** Users of a pool, what they sign in by, and what is remembered about their sign-ins, codes and failed tries. */
export const cognitoUsers: readonly string[] = [
  // Numbered in the order of their rows, so that what refers to users by the number is small and lies together.
  `CREATE TABLE users (
    row_id {row number},
    pool_id TEXT NOT NULL REFERENCES user_pools (id) ON DELETE CASCADE,
    sub TEXT NOT NULL,
    username TEXT NOT NULL,
    status TEXT NOT NULL,
    enabled BIGINT NOT NULL,
    attributes TEXT NOT NULL,
    pending_attributes TEXT,
    password_hash TEXT,
    password_history TEXT,
    sealed_srp_verifier {bytes},
    temporary_password_at BIGINT,
    mfa TEXT,
    created_at BIGINT NOT NULL,
    modified_at BIGINT NOT NULL,
    UNIQUE (pool_id, sub)
  )`,
  'CREATE INDEX users_by_creation ON users (pool_id, created_at, row_id)',
  'CREATE INDEX users_by_status ON users (pool_id, status, created_at, row_id)',
  'CREATE INDEX disabled_users ON users (pool_id, created_at, row_id) WHERE enabled = 0',
  // What users sign in by besides their subs. Nothing refers to numbers of rows by a foreign key: PostgreSQL would look for each on
  // the page that every new user is written to, and take all who do so at a time for being in each other's way.
  `CREATE TABLE user_names (
    pool_id TEXT NOT NULL REFERENCES user_pools (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    attribute TEXT NOT NULL,
    row_id BIGINT NOT NULL,
    PRIMARY KEY (pool_id, name)
  ) {in the order of its key}`,
  'CREATE INDEX user_names_by_user ON user_names (row_id)',
  // The username as it is and the attributes that ListUsers can search in lower case, as bytes of UTF-8: what begins with a
  // text lies together then, whatever the collation of the database. They follow from the user's row, which is how they are
  // found when the user goes: an index to find them by would be as large as they are.
  `CREATE TABLE user_search_values (
    pool_id TEXT NOT NULL REFERENCES user_pools (id) ON DELETE CASCADE,
    attribute TEXT NOT NULL,
    value {bytes} NOT NULL,
    row_id BIGINT NOT NULL,
    PRIMARY KEY (pool_id, attribute, value, row_id)
  ) {in the order of its key}`,
  `CREATE TABLE user_codes (
    pool_id TEXT NOT NULL,
    sub TEXT NOT NULL,
    purpose TEXT NOT NULL,
    hash TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (pool_id, sub, purpose),
    FOREIGN KEY (pool_id, sub) REFERENCES users (pool_id, sub) ON DELETE CASCADE
  )`,
  // Subjects are users or keyed hashes of unknown names, hence no reference to users.
  `CREATE TABLE user_attempts (
    pool_id TEXT NOT NULL REFERENCES user_pools (id) ON DELETE CASCADE,
    subject TEXT NOT NULL,
    action TEXT NOT NULL,
    count BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (pool_id, subject, action)
  )`,
  'CREATE INDEX user_attempts_by_expiry ON user_attempts (pool_id, expires_at)',
  `CREATE TABLE password_failures (
    pool_id TEXT NOT NULL REFERENCES user_pools (id) ON DELETE CASCADE,
    subject TEXT NOT NULL,
    failures BIGINT NOT NULL,
    failed_at BIGINT NOT NULL,
    tried_at BIGINT NOT NULL,
    PRIMARY KEY (pool_id, subject)
  )`,
  'CREATE INDEX password_failures_by_try ON password_failures (pool_id, tried_at)',
  `CREATE TABLE used_sessions (
    pool_id TEXT NOT NULL REFERENCES user_pools (id) ON DELETE CASCADE,
    id TEXT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (pool_id, id)
  )`,
  'CREATE INDEX used_sessions_by_expiry ON used_sessions (pool_id, expires_at)',
  `CREATE TABLE sign_ins (
    pool_id TEXT NOT NULL,
    id TEXT NOT NULL,
    sub TEXT NOT NULL,
    client_id TEXT NOT NULL REFERENCES user_pool_clients (id) ON DELETE CASCADE,
    device_key TEXT,
    oauth_grant TEXT,
    origin_jti TEXT NOT NULL,
    authenticated_at BIGINT NOT NULL,
    revoked BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (pool_id, id),
    FOREIGN KEY (pool_id, sub) REFERENCES users (pool_id, sub) ON DELETE CASCADE
  )`,
  'CREATE INDEX sign_ins_by_user ON sign_ins (pool_id, sub, expires_at)',
  'CREATE INDEX sign_ins_by_client ON sign_ins (client_id)',
  `CREATE TABLE refresh_tokens (
    hash TEXT NOT NULL PRIMARY KEY,
    pool_id TEXT NOT NULL,
    sign_in_id TEXT NOT NULL,
    expires_at BIGINT NOT NULL,
    usable_until BIGINT,
    FOREIGN KEY (pool_id, sign_in_id) REFERENCES sign_ins (pool_id, id) ON DELETE CASCADE
  )`,
  'CREATE INDEX refresh_tokens_by_sign_in ON refresh_tokens (pool_id, sign_in_id)',
]
