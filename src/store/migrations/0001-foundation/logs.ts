/** Log groups and what is in them. */
export const logs: readonly string[] = [
  `CREATE TABLE log_group (
    region TEXT NOT NULL,
    name TEXT NOT NULL,
    id TEXT NOT NULL UNIQUE,
    retention_days BIGINT,
    tags TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    stored_events BIGINT NOT NULL,
    stored_bytes BIGINT NOT NULL,
    PRIMARY KEY (region, name)
  )`,
  `CREATE TABLE log_stream (
    group_id TEXT NOT NULL,
    name TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    first_event_at BIGINT NOT NULL,
    last_event_at BIGINT NOT NULL,
    last_ingested_at BIGINT NOT NULL,
    PRIMARY KEY (group_id, name)
  )`,
  // Events of one stream that came close together. Without a reference to their group, since they go after it, a batch at a
  // time.
  `CREATE TABLE log_segment (
    group_id TEXT NOT NULL,
    at BIGINT NOT NULL,
    id TEXT NOT NULL,
    stream TEXT NOT NULL,
    last_at BIGINT NOT NULL,
    events BIGINT NOT NULL,
    bytes BIGINT NOT NULL,
    content TEXT NOT NULL,
    PRIMARY KEY (group_id, at, id)
  )`,
  'CREATE INDEX log_segment_by_stream ON log_segment (group_id, stream, at, id)',
]
