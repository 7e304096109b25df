import assert from 'node:assert/strict'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import chromium from '@sparticuz/chromium'
import { type Browser, chromium as playwright } from 'playwright-core'
import { run } from './run.ts'

/** A real browser without a window: on Linux the one that npm brings, elsewhere the Chrome that is installed. */
export async function openBrowser(): Promise<Browser> {
  if (process.platform !== 'linux') return playwright.launch({ channel: 'chrome' })
  const directory = await unpackChromium()
  return playwright.launch({
    executablePath: join(directory, 'chromium'),
    args: chromium.args,
    env: {
      ...process.env,
      // Few servers have the libraries of a browser; the package brings them.
      LD_LIBRARY_PATH: join(directory, 'al2023/lib'),
      FONTCONFIG_PATH: join(directory, 'fonts'),
    },
  })
}

/** Unpacks the browser once for all tests, of which several may begin at the same time. */
async function unpackChromium(): Promise<string> {
  const program = import.meta.resolve('@sparticuz/chromium')
  const { version }: { readonly version: string } = JSON.parse(
    readFileSync(new URL('../package.json', program), 'utf8'),
  )
  const cache = resolve('node_modules/.cache')
  const directory = join(cache, `chromium-${version}`)
  if (existsSync(directory)) return directory
  mkdirSync(cache, { recursive: true })
  const unpacked = mkdtempSync(join(cache, 'chromium-'))
  // It unpacks into the directory for temporary files, and its libraries only where it believes to be on Lambda.
  const script = `import chromium from ${JSON.stringify(program)}; await chromium.executablePath()`
  const environment = { TMPDIR: unpacked, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x' }
  const { code, stderr } = await run(process.execPath, ['--input-type=module', '--eval', script], environment)
  assert.equal(code, 0, stderr)
  try {
    renameSync(unpacked, directory)
  } catch (error) {
    // Another test was faster.
    if (!existsSync(directory)) throw error
    rmSync(unpacked, { recursive: true })
  }
  return directory
}
