/** What concerns the installation as a whole. */
export const installation: readonly string[] = [
  `CREATE TABLE installation (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
  )`,
]
