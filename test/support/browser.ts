import chromium from '@sparticuz/chromium'
import { type Browser, chromium as playwright } from 'playwright-core'

/** A real browser without a window: on Linux the one that npm brings, elsewhere the Chrome that is installed. */
export async function openBrowser(): Promise<Browser> {
  return process.platform === 'linux'
    ? playwright.launch({ executablePath: await chromium.executablePath(), args: chromium.args })
    : playwright.launch({ channel: 'chrome' })
}
