import { createHash } from 'node:crypto'
import { type Html, html, styleElement } from '../../http/html.ts'
import type { DomainAnswer } from '../domains/domain-exchange.ts'
import type { Look, Picture } from './look.ts'

/** What is shown to a person. */
export interface Page {
  readonly title: string
  /** Below the heading, which is the title. */
  readonly content: Html
  readonly status?: number
  /** Why the last form was not taken. */
  readonly error?: string
  /** What has come of the last form. */
  readonly notice?: string
  /** A graphic above the heading, if the look has it. */
  readonly graphic?: keyof Look['graphics']
  /** Path of a script of ours that the page needs. */
  readonly script?: string
}

/** Where a page may lead. */
interface Surroundings {
  readonly look: Look
  readonly cookie?: string | undefined
  /** The app's address, to which a form may lead. */
  readonly redirectUri?: string | undefined
}

/** A page as an answer: it loads and runs nothing but what this host serves, sits in no frame, and is kept by nobody. */
export function answerPage(page: Page, { look, cookie, redirectUri }: Surroundings): DomainAnswer {
  return {
    status: page.status ?? (page.error === undefined ? 200 : 400),
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': contentPolicy(look, page, redirectUri),
      ...(cookie !== undefined && { 'set-cookie': cookie }),
    },
    body: writeDocument(page, look).toString(),
  }
}

function contentPolicy({ css }: Look, { script }: Page, redirectUri: string | undefined): string {
  const style = createHash('sha256').update(css).digest('base64')
  return [
    "default-src 'none'",
    `style-src 'sha256-${style}'`,
    "img-src 'self'",
    ...(script === undefined ? [] : ["script-src 'self'"]),
    `form-action ${["'self'", ...(redirectUri === undefined ? [] : sourcesBehind(redirectUri))].join(' ')}`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}

/**
 * Where the answer to a form may lead over the app's address. Browsers check every redirect of it (Content Security Policy
 * Level 3, section 6.4.1), and to which other host of its own the app leads on nobody knows here: so it is the kind of address that
 * is limited, as it is for CallbackURLs.
 */
function sourcesBehind(redirectUri: string): readonly string[] {
  const { protocol = 'https:', origin = '' } = URL.parse(redirectUri) ?? {}
  if (protocol === 'https:') return ['https:']
  return protocol === 'http:' ? [origin, 'http://localhost:*', 'http://127.0.0.1:*', 'https:'] : [protocol, 'https:']
}

function writeDocument({ title, content, error, notice, graphic, script }: Page, look: Look): Html {
  const picture = graphic && look.graphics[graphic]
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>${error !== undefined && 'Error: '}${title}</title>
        ${look.favicon !== undefined && html`<link rel="icon" href="${look.favicon}" />`} ${styleElement(look.css)}
        ${script !== undefined && html`<script src="${script}" type="module"></script>`}
      </head>
      <body class="background-customizable">
        ${look.headerLogo && html`<header>${image(look.headerLogo, '')}</header>`}
        <main>
          <div class="card">
            ${look.logo && html`<div class="banner-customizable">${image(look.logo, 'logo logo-customizable')}</div>`}
            ${picture && image(picture, 'graphic')}
            <h1>${title}</h1>
            ${
              error !== undefined &&
              html`<div class="alert error errorMessage-customizable" role="alert" id="error"><p>${error}</p></div>`
            }
            ${notice !== undefined && html`<div class="alert" role="status"><p>${notice}</p></div>`} ${content}
          </div>
        </main>
        ${look.footerLogo && html`<footer>${image(look.footerLogo, '')}</footer>`}
      </body>
    </html> `
}

/** Pictures decorate: what a page is about stands in its text. */
function image({ address, darkAddress }: Picture, classes: string): Html {
  const picture = html`<img src="${address}" alt="" class="${classes}" />`
  if (darkAddress === undefined) return picture
  return html`<picture
    ><source srcset="${darkAddress}" media="(prefers-color-scheme: dark)" />
    ${picture}</picture
  >`
}
