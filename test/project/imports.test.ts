import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { posix } from 'node:path'
import { it } from 'node:test'

/** Folder -> what it may import (`types:x` for type-only imports), read from the table in ARCHITECTURE.md. */
function allowedImports(): Map<string, Set<string>> {
  const rows = readFileSync('ARCHITECTURE.md', 'utf8').matchAll(/^\| (\S+) \| .+ \| (.+) \|$/gm)
  const table = new Map<string, Set<string>>()
  for (const [, folder, cell] of rows) {
    const [values, types] = cell!.split('; types of ')
    const names = (text: string): string[] => (/^(nothing|-)/.test(text) ? [] : text.split(/,\s*/))
    table.set(folder!, new Set([...names(values!), ...(types ? names(types).map((name) => `types:${name}`) : [])]))
  }
  return table
}

const folderOf = (path: string): string => (path.split('/').length > 2 ? path.split('/')[1]! : '.')

it('imports only go where the table in ARCHITECTURE.md lets them', () => {
  const table = allowedImports()
  const wrong: string[] = []
  for (const file of globSync('src/**/*.ts', { exclude: ['src/**/*.test.ts', 'src/**/*.conformance.ts'] })) {
    const from = folderOf(file)
    const allowed = table.get(from)
    assert.ok(allowed, `ARCHITECTURE.md does not name the folder ${from} of ${file}`)
    if (allowed.has('everything')) continue
    const imports = readFileSync(file, 'utf8').matchAll(
      /^(import|export) (type )?[^'"]*?from '(\.{1,2}\/[^']+)'|import\('(\.{1,2}\/[^']+)'\)/gm,
    )
    for (const [, , typeOnly, path, dynamic] of imports) {
      const to = folderOf(posix.join(posix.dirname(file), path ?? dynamic!))
      if (to !== from && !allowed.has(to) && !(typeOnly && allowed.has(`types:${to}`))) wrong.push(`${file} -> ${to}`)
    }
  }
  assert.deepEqual(wrong, [])
})
