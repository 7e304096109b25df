/** Buckets, and what they hold. */
export const s3: readonly string[] = [
  `CREATE TABLE s3_buckets (
    name TEXT NOT NULL PRIMARY KEY,
    region TEXT NOT NULL,
    settings TEXT NOT NULL,
    revision BIGINT NOT NULL,
    created_at BIGINT NOT NULL
  )`,
  `CREATE TABLE s3_objects (
    bucket TEXT NOT NULL REFERENCES s3_buckets (name),
    key TEXT NOT NULL,
    version_id TEXT NOT NULL,
    size BIGINT NOT NULL,
    etag TEXT NOT NULL,
    content_type TEXT NOT NULL,
    metadata TEXT NOT NULL,
    encryption TEXT NOT NULL,
    tags TEXT NOT NULL,
    content {bytes} NOT NULL,
    created_at BIGINT NOT NULL,
    superseded_at BIGINT,
    PRIMARY KEY (bucket, key, version_id)
  )`,
]
