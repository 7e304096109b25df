import { createHash } from 'node:crypto'
import { html, styleElement } from '../../http/html.ts'

/** A page for people. */
export interface PageAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

const style = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
body { max-width: 32rem; margin: 0 auto; padding: 4rem 1rem; text-align: center }
h1 { font-size: 1.4rem }
`

/** The page runs and loads nothing, and tells nobody its address, which may hold a code. */
const headers = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': `default-src 'none'; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
} as const

/** A page that says one thing. */
export function plainPage(status: number, text: string): PageAnswer {
  const body = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${text}</title>
        ${styleElement(style)}
      </head>
      <body>
        <main><h1>${text}</h1></main>
      </body>
    </html> `
  return { status, headers, body: body.toString() }
}
