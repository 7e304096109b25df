/** Who is signed in on the pages of a domain, and the codes that apps redeem for tokens. */
export const cognitoAuthorization: readonly string[] = [
  `CREATE TABLE login_sessions (
    hash TEXT NOT NULL PRIMARY KEY,
    pool_id TEXT NOT NULL,
    sub TEXT NOT NULL,
    domain TEXT NOT NULL,
    provider TEXT NOT NULL,
    saml TEXT,
    authenticated_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    FOREIGN KEY (pool_id, sub) REFERENCES users (pool_id, sub) ON DELETE CASCADE
  )`,
  'CREATE INDEX login_sessions_by_user ON login_sessions (pool_id, sub)',
  'CREATE INDEX login_sessions_by_expiry ON login_sessions (pool_id, expires_at)',
  `CREATE TABLE authorization_codes (
    hash TEXT NOT NULL PRIMARY KEY,
    pool_id TEXT NOT NULL,
    sign_in_id TEXT NOT NULL,
    redirect_uri TEXT,
    code_challenge TEXT,
    nonce TEXT,
    used BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    FOREIGN KEY (pool_id, sign_in_id) REFERENCES sign_ins (pool_id, id) ON DELETE CASCADE
  )`,
  'CREATE INDEX authorization_codes_by_sign_in ON authorization_codes (pool_id, sign_in_id)',
  'CREATE INDEX authorization_codes_by_expiry ON authorization_codes (pool_id, expires_at)',
]
