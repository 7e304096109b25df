import { describeTables, type Table } from './describe-tables.ts'

/** What a database has for itself and no portable file holds, and why. */
const ownTables: Readonly<Record<string, string>> = {
  configuration_version: 'counts the changes that the nodes of this database have made',
  configuration_change: 'tells nodes of this database of changes',
}

/** The tables that make an installation, those first that others refer to. A new table is one of them unless it is named here. */
export function portableTables(): readonly Table[] {
  return describeTables().filter(({ name }) => !Object.hasOwn(ownTables, name))
}

/** Which rows of a table are not its database's own: the keyring is sealed under its master key. */
export function portableRows({ name }: Pick<Table, 'name'>): string {
  return name === 'installation' ? `WHERE name <> 'keyring'` : ''
}
