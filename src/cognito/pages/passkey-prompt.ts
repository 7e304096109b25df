import { type Html, html } from '../../http/html.ts'
import { hiddenField, submitButton } from './fields.ts'

/** Where the script is that a page with a prompt needs. */
export const passkeyScriptPath = '/assets/passkey.js'

/**
 * The part of a form that asks the browser for a passkey, or to make one; the script fills in the hidden field `credential`
 * and sends the form.
 * @param options PublicKeyCredentialRequestOptionsJSON or PublicKeyCredentialCreationOptionsJSON
 */
export function passkeyPrompt(kind: 'get' | 'create', options: string, button: string): Html {
  return html`<div data-passkey="${kind}" data-options="${options}">
    ${hiddenField('credential', '')} ${submitButton(button)}
    <p class="alert error" role="alert" data-passkey-problem hidden></p>
    <noscript><p class="alert error">Passkeys need JavaScript, which is switched off in your browser.</p></noscript>
  </div>`
}
