/**
 * Compiles the sources when they are installed, so that the first `npm start` is as fast as the later ones.
 * Run by `npm ci` (the `prepare` script).
 */
import { spawnSync } from 'node:child_process'
import { keepCompiled } from '../src/cli/compile-cache.ts'

// The entry itself cannot be loaded without running it.
spawnSync(process.execPath, ['bin/poolgate.js', '--version'])
keepCompiled()
const { commands } = await import('../src/cli/commands.ts')
await Promise.all(Object.values(commands).map((load) => load()))
// Loaded late otherwise, when the first certificate is made and the first template is read.
await import('../src/http/issue-certificate.ts')
await import('yaml')
