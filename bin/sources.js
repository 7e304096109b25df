// Runs poolgate from its sources, in about half the time that Node.js takes for them by itself.
import { enableCompileCache, registerHooks } from 'node:module'
import { fileURLToPath } from 'node:url'

// Before the first source is loaded: what is in the cache needs no stripping of types, so that its library is not loaded.
enableCompileCache(fileURLToPath(new URL('../node_modules/.cache/poolgate', import.meta.url)))

// Our sources name each other by relative paths with their endings; to look for packages and links around each of a
// thousand takes longer than to run them.
const sources = new URL('../src/', import.meta.url).href
registerHooks({
  resolve(specifier, context, next) {
    if (!specifier.startsWith('.') || !context.parentURL?.startsWith(sources)) return next(specifier, context)
    return { url: new URL(specifier, context.parentURL).href, format: 'module-typescript', shortCircuit: true }
  },
})

await import('../src/cli/main.ts')
