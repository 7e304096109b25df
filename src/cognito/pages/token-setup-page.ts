import { encode } from 'uqr'
import { type Html, html } from '../../http/html.ts'
import type { Cognito } from '../cognito.ts'
import type { PoolRecord } from '../store.ts'
import { stepForm, startOver } from './challenge-pages.ts'
import type { Page } from './document.ts'
import { codeField } from './fields.ts'
import type { TokenStep } from './form-steps.ts'
import { type Problem, withProblem } from './problems.ts'
import type { Visit } from './visit.ts'

/** The page that shows the secret of an authenticator app and asks for its first code. */
export function tokenSetupPage(
  visit: Visit,
  context: Pick<Cognito, 'vault'>,
  step: TokenStep,
  problem?: Problem,
): Page {
  const address = keyAddress(visit.pool, step)
  const page: Page = {
    title: 'Set up your authenticator app',
    graphic: 'AUTH_APP_GRAPHIC',
    content: html`<ol class="steps">
        <li>
          Scan the code with your authenticator app, or <a href="${address}">open the app on this device</a>.
          ${qrCode(address)}
          <details>
            <summary>Type the key instead</summary>
            <p class="secret" translate="no">${inGroups(step.secret)}</p>
          </details>
        </li>
        <li>Enter the code that the app shows now.</li>
      </ol>
      ${stepForm(visit, context, step, codeField(problem !== undefined), 'Continue')} ${startOver(visit)}`,
  }
  return withProblem(page, problem)
}

/** Dark on light in every colour mode, as readers expect it; nothing where the names in the address are too long for one. */
function qrCode(address: string): Html | undefined {
  if (Buffer.byteLength(address) > longestScanned) return undefined
  const modules = encode(address, { ecc: 'L', border: 0 }).data
  const side = modules.length + 2 * quietZone
  const squares = modules.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [squareAt(x, y)] : [])))
  return html`<svg class="qr" viewBox="0 0 ${side} ${side}" role="img" aria-label="QR code of the key">
    <rect width="${side}" height="${side}" fill="#fff" />
    <path d="${squares.join('')}" shape-rendering="crispEdges" />
  </svg>`
}

/** Bytes of a QR code of 97 modules a side (version 20, level L), the largest that cameras read off a small screen. */
const longestScanned = 858

/** Modules around a code that stay light (ISO/IEC 18004, section 9.1). */
const quietZone = 4

const squareAt = (x: number, y: number) => `M${x + quietZone} ${y + quietZone}h1v1h-1z`

/** The address by which authenticator apps take a key (Google Authenticator, "Key Uri Format"). */
function keyAddress({ name }: PoolRecord, { username, secret }: Pick<TokenStep, 'username' | 'secret'>): string {
  const issuer = encodeURIComponent(name)
  return `otpauth://totp/${issuer}:${encodeURIComponent(username)}?secret=${secret}&issuer=${issuer}`
}

/** Groups of four, which are easier to type. */
function inGroups(secret: string): string {
  return secret.replaceAll(/.{4}(?=.)/g, '$& ')
}
