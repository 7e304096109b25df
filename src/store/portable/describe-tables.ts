import { DatabaseSync } from 'node:sqlite'
import { inDialect, migrations } from '../migrations/index.ts'

/** A table of the schema that this build knows. */
export interface Table {
  readonly name: string
  readonly columns: readonly Column[]
  /** The columns of its primary key, in the key's order. */
  readonly primaryKey: readonly string[]
  /** The column in which the database numbers its rows. */
  readonly rowNumber?: string
}

export interface Column {
  readonly name: string
  readonly type: 'text' | 'integer' | 'bytes'
  readonly isOptional: boolean
}

/** All tables in the order of their migrations: a table comes after those that it refers to. */
export function describeTables(): readonly Table[] {
  const database = new DatabaseSync(':memory:')
  try {
    for (const { statements } of migrations)
      for (const statement of statements) database.exec(inDialect('sqlite', statement))
    const tables = database.prepare(`SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY rowid`).all()
    return tables.map(({ name }) => describeTable(database, String(name)))
  } finally {
    database.close()
  }
}

const types: Readonly<Record<string, Column['type']>> = {
  TEXT: 'text',
  BIGINT: 'integer',
  INTEGER: 'integer',
  BLOB: 'bytes',
}

function describeTable(database: DatabaseSync, name: string): Table {
  const rows = database.prepare('SELECT name, type, "notnull" AS required, pk FROM pragma_table_info(?)').all(name)
  // Nothing else of the schema is an INTEGER.
  const numbered = rows.find(({ type }) => type === 'INTEGER')
  return {
    name,
    ...(numbered && { rowNumber: String(numbered['name']) }),
    columns: rows.map((row) => {
      const type = types[String(row['type'])]
      if (!type) throw new Error(`${name}.${String(row['name'])} has the type ${String(row['type'])}`)
      return { name: String(row['name']), type, isOptional: row['required'] === 0 }
    }),
    primaryKey: rows
      .filter(({ pk }) => pk !== 0)
      .toSorted((one, other) => Number(one['pk']) - Number(other['pk']))
      .map((row) => String(row['name'])),
  }
}

/** Rows of these may have megabytes each, so few of them are read at once. */
const large: ReadonlySet<string> = new Set(['s3_objects', 'managed_login_brandings', 'ui_customizations'])

/** How many rows of a table to hold in memory at once. */
export function rowsAtOnce({ name }: Pick<Table, 'name'>): number {
  return large.has(name) ? 4 : 500
}
