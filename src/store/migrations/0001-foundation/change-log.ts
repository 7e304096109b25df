/*
 * What nodes tell each other: which configuration has changed, in the order in which the changes were committed. The one
 * row of `configuration_version` is what gives that order: whoever writes a change holds it until the commit.
 */
export const changeLog: readonly string[] = [
  `CREATE TABLE configuration_version (
    id BIGINT NOT NULL PRIMARY KEY,
    version BIGINT NOT NULL
  )`,
  'INSERT INTO configuration_version (id, version) VALUES (1, 0)',
  `CREATE TABLE configuration_change (
    version BIGINT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL
  )`,
]
