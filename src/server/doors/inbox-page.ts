import { createHash } from 'node:crypto'
import { type Html, html, styleElement } from '../../http/html.ts'
import type { InboxMessage } from './inbox.ts'

const style = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
body { max-width: 44rem; margin: 0 auto; padding: 1rem }
h1 { font-size: 1.5rem; margin: 0.5rem 0 }
h2 { font-size: 1.1rem; margin: 0 0 0.5rem; overflow-wrap: anywhere }
article { border: 1px solid #8888; border-radius: 0.5rem; padding: 1rem; margin: 1rem 0 }
dl { display: grid; grid-template-columns: auto 1fr; gap: 0 0.75rem; margin: 0; font-size: 0.9rem }
dt { opacity: 0.75 }
dd { margin: 0; overflow-wrap: anywhere }
pre { white-space: pre-wrap; overflow-wrap: anywhere; font: 1rem/1.5 ui-monospace, monospace; margin: 0.75rem 0 0 }
a { color: LinkText; overflow-wrap: anywhere }
`

/**
 * Headers of the page: it runs no script, loads nothing, sits in no frame, and has an origin of its own (sandbox), so
 * that no other page of the server, which may be anybody's, can read it. Without allow-scripts it could not refresh.
 */
export const inboxPageHeaders = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': `default-src 'none'; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox allow-scripts allow-popups allow-popups-to-escape-sandbox`,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
} as const

/** The messages as a page that renews itself every five seconds. Bodies are shown as text, with their links below. */
export function inboxPage(messages: readonly InboxMessage[]): string {
  const count = messages.length === 1 ? '1 message' : `${messages.length} messages`
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta http-equiv="refresh" content="5" />
        <title>${count} – poolgate inbox</title>
        ${styleElement(style)}
      </head>
      <body>
        <main>
          <h1>Inbox</h1>
          <p>
            ${count}, the newest first. What user pools send stays on this machine; this page renews itself every 5
            seconds.
          </p>
          ${messages.map(article)}
        </main>
      </body>
    </html> `.toString()
}

function article(message: InboxMessage): Html {
  const title = message.subject ?? 'Text message'
  const facts = [
    ['To', message.to],
    ['From', message.from],
    ['Sent', message.date],
    ['Why', `${message.purpose} of ${message.userPoolId}`],
  ]
  const shown = facts.filter(([, value]) => value !== undefined)
  const links = message.kind === 'mail' ? linksIn(message.body) : []
  return html`<article>
    <h2>${title}</h2>
    <dl>
      ${shown.map(
        ([term, value]) =>
          html`<dt>${term}</dt>
            <dd>${value}</dd>`,
      )}
    </dl>
    <pre>${message.body}</pre>
    ${links.map((link) => html`<p><a href="${link}" target="_blank" rel="noopener noreferrer">${link}</a></p>`)}
  </article>`
}

/** Where the links of a mail lead. */
function linksIn(body: string): string[] {
  const found = [...body.matchAll(/href\s*=\s*["']?(https?:\/\/[^\s"'<>]+)/gi)].map(([, link = '']) => link)
  return [...new Set(found)].map((link) => link.replaceAll('&amp;', '&'))
}
