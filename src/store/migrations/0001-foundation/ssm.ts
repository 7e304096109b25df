/** Parameter Store. */
export const ssm: readonly string[] = [
  `CREATE TABLE ssm_parameters (
    region TEXT NOT NULL,
    name TEXT NOT NULL,
    type TEXT NOT NULL,
    value TEXT NOT NULL,
    ciphertext {bytes},
    key_id TEXT,
    description TEXT NOT NULL,
    allowed_pattern TEXT NOT NULL,
    tags TEXT NOT NULL,
    version BIGINT NOT NULL,
    modified_at BIGINT NOT NULL,
    PRIMARY KEY (region, name)
  )`,
]
