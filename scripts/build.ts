/**
 * Builds what the package holds: the program in few files, since opening and compiling a thousand took most of its start
 * (docs/decisions/0028). tsc writes the declarations beside it.
 *
 *   npm run build
 */
import { rmSync } from 'node:fs'
import { build } from 'esbuild'

rmSync('dist', { recursive: true, force: true })
await build({
  entryPoints: {
    index: 'src/index.ts',
    'cli/main': 'src/cli/main.ts',
    // A thread of its own, which checkpoints.ts starts.
    'store/sqlite-checkpointer': 'src/store/sqlite-checkpointer.ts',
  },
  outdir: 'dist',
  // As deep as the sources: src/ports/package-file.ts counts on it.
  chunkNames: 'chunks/[name]-[hash]',
  bundle: true,
  splitting: true,
  packages: 'external',
  platform: 'node',
  target: 'node24.7',
  format: 'esm',
  legalComments: 'none',
  logLevel: 'warning',
})
