/** Keys: their material is sealed in the documents. */
export const kms: readonly string[] = [
  `CREATE TABLE kms_keys (
    region TEXT NOT NULL,
    id TEXT NOT NULL,
    version BIGINT NOT NULL,
    document TEXT NOT NULL,
    PRIMARY KEY (region, id)
  )`,
  `CREATE TABLE kms_aliases (
    region TEXT NOT NULL,
    name TEXT NOT NULL,
    key_id TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (region, name),
    FOREIGN KEY (region, key_id) REFERENCES kms_keys (region, id) ON DELETE CASCADE
  )`,
  'CREATE INDEX kms_aliases_by_key ON kms_aliases (region, key_id)',
]
