/**
 * Compiles the sources when they are installed, so that the first `npm start` is as fast as the later ones.
 * Run by `npm ci` (the `prepare` script).
 */
import { commands } from '../src/cli/commands.ts'
import { keepCompiled } from '../src/cli/compile-cache.ts'

keepCompiled()
await Promise.all(Object.values(commands).map((load) => load()))
// Loaded late otherwise, when the first certificate is made.
await import('../src/http/issue-certificate.ts')
