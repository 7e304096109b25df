/** Devices that users have confirmed. */
export const cognitoDevices: readonly string[] = [
  `CREATE TABLE devices (
    pool_id TEXT NOT NULL,
    sub TEXT NOT NULL,
    device_key TEXT NOT NULL,
    group_key TEXT NOT NULL,
    name TEXT,
    remembered BIGINT NOT NULL,
    sealed_verifier {bytes} NOT NULL,
    last_ip TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    modified_at BIGINT NOT NULL,
    authenticated_at BIGINT NOT NULL,
    PRIMARY KEY (pool_id, sub, device_key),
    FOREIGN KEY (pool_id, sub) REFERENCES users (pool_id, sub) ON DELETE CASCADE
  )`,
]
