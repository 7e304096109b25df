import { readFileSync } from 'node:fs'
import { packageFile } from './ports/package-file.ts'

/** The version of this package. */
export function version(): string {
  const manifest: unknown = JSON.parse(readFileSync(packageFile('package.json'), 'utf8'))
  if (typeof manifest === 'object' && manifest && 'version' in manifest) return String(manifest.version)
  throw new Error('package.json has no version')
}
