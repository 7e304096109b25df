import { html } from '../../http/html.ts'
import type { DomainPath } from '../domains/domain-exchange.ts'
import type { PageError } from '../oauth/authorization-request.ts'
import { answerPage } from './document.ts'
import { plainLook } from './theme.ts'

/** What a person can make of it, and whom they may tell. */
const texts: Readonly<Record<PageError, string>> = {
  invalid_request: 'The app that sent you here asked for something that cannot be done.',
  invalid_client: 'The app that sent you here is not known.',
  redirect_mismatch: 'The app that sent you here wants you to return to an address that is not its own.',
  login_option_unavailable: 'The app that sent you here has no way to sign in.',
  'Invalid samlResponse or relayState from identity provider':
    'Your organization signed you in, but not for an app that waits for you in this browser.',
}

/** `/error`: where those end up who cannot be sent back. It shows nothing of the query but what it knows. */
export const errorPage: DomainPath = {
  methods: ['GET'],
  answer: async ({ query }) => {
    const error = query.get('error') ?? ''
    const text = isPageError(error) ? texts[error] : 'Something went wrong.'
    const code = isPageError(error) && html`<p class="hint">Error: ${error}</p>`
    const content = html`<p class="description">${text} Please go back to the app and try again.</p>
      ${code}`
    return answerPage({ title: 'An error was encountered', content, status: 400 }, { look: plainLook })
  },
}

function isPageError(error: string): error is PageError {
  return Object.hasOwn(texts, error)
}
