import { createRequire } from 'node:module'
import type Yaml from 'yaml'

let loaded: typeof Yaml | undefined

/** The YAML library, loaded with the first document: most starts read none, and its seventy files take a tenth of one. */
export function yaml(): typeof Yaml {
  loaded ??= createRequire(import.meta.url)('yaml')
  return loaded!
}
