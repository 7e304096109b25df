/**
 * Writes src/wire/models/<service>.gen.ts from models/<service>.json: which errors each operation declares, as types.
 *
 *   npm run models                 regenerate from the vendored models
 *   npm run models -- DIR          first take newer models (<service>.json, botocore's shape) from DIR
 */
import { copyFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { loadModel, type ModelName } from '../src/wire/model.ts'

export const services = ['apigatewayv2', 'cloudformation', 'cognito-idp'] as const satisfies ModelName[]

/** The generated module's text. */
export function errorTypes(name: ModelName): string {
  const lines = Object.entries(loadModel(name).operations).map(([operation, { errors = [] }]) => {
    const codes = errors.map(({ shape }) => `'${shape}'`)
    return `  ${operation}: ${codes.length > 0 ? codes.join(' | ') : 'never'}`
  })
  return `// Generated from models/${name}.json by \`npm run models\`; do not edit.
/** The error codes that each operation's model declares. */
export interface Errors {
${lines.join('\n')}
}
`
}

if (import.meta.main) {
  const from = process.argv[2]
  mkdirSync('src/wire/models', { recursive: true })
  for (const name of services) {
    if (from && existsSync(join(from, `${name}.json`))) copyFileSync(join(from, `${name}.json`), `models/${name}.json`)
    writeFileSync(`src/wire/models/${name}.gen.ts`, errorTypes(name))
  }
}
