/*
 * Stacks. A record is a JSON document; what is looked up, ordered by or referenced is a column as well. A deleted
 * stack keeps its row, resources and events: they are found by its ARN.
 */
export const cloudformation: readonly string[] = [
  `CREATE TABLE stack (
    id TEXT NOT NULL PRIMARY KEY,
    region TEXT NOT NULL,
    name TEXT NOT NULL,
    status TEXT NOT NULL,
    termination_protection BIGINT NOT NULL,
    policy TEXT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT,
    deleted_at BIGINT,
    document TEXT NOT NULL
  )`,
  `CREATE UNIQUE INDEX stack_by_live_name ON stack (region, name) WHERE deleted_at IS NULL`,
  `CREATE INDEX stack_by_age ON stack (region, created_at, id)`,
  // The node that works on the stack or did so last, and the signs of life that it gives.
  `CREATE TABLE stack_work (
    stack_id TEXT NOT NULL PRIMARY KEY REFERENCES stack (id) ON DELETE CASCADE,
    node TEXT NOT NULL,
    beats BIGINT NOT NULL
  )`,
  `CREATE TABLE stack_resource (
    stack_id TEXT NOT NULL REFERENCES stack (id),
    logical_id TEXT NOT NULL,
    physical_id TEXT NOT NULL,
    position BIGINT NOT NULL,
    modified_at BIGINT NOT NULL,
    document TEXT NOT NULL,
    PRIMARY KEY (stack_id, logical_id)
  )`,
  `CREATE INDEX stack_resource_by_physical_id ON stack_resource (physical_id)`,
  `CREATE TABLE stack_event (
    stack_id TEXT NOT NULL REFERENCES stack (id),
    sequence BIGINT NOT NULL,
    happened_at BIGINT NOT NULL,
    document TEXT NOT NULL,
    PRIMARY KEY (stack_id, sequence)
  )`,
  `CREATE TABLE stack_export (
    region TEXT NOT NULL,
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    stack_id TEXT NOT NULL REFERENCES stack (id),
    PRIMARY KEY (region, name)
  )`,
  `CREATE TABLE stack_import (
    region TEXT NOT NULL,
    export_name TEXT NOT NULL,
    stack_id TEXT NOT NULL REFERENCES stack (id),
    PRIMARY KEY (region, export_name, stack_id),
    FOREIGN KEY (region, export_name) REFERENCES stack_export (region, name)
  )`,
  `CREATE TABLE stack_change_set (
    id TEXT NOT NULL PRIMARY KEY,
    stack_id TEXT NOT NULL REFERENCES stack (id),
    name TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    document TEXT NOT NULL,
    UNIQUE (stack_id, name)
  )`,
]
