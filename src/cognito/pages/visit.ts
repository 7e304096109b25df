import { type Html, html } from '../../http/html.ts'
import { type AppClient, secretHash } from '../clients/app-client.ts'
import { openSecrets } from '../clients/client-secrets.ts'
import {
  type DomainAnswer,
  type DomainContext,
  type DomainEndpoint,
  type DomainPath,
  type DomainRequest,
  redirectTo,
} from '../domains/domain-exchange.ts'
import { type AuthorizationRequest, readAuthorizationRequest } from '../oauth/authorization-request.ts'
import { isOwnForm, protectForm } from '../oauth/own-forms.ts'
import { answerPage, type Page } from './document.ts'
import { hiddenField, submitButton } from './fields.ts'
import { findLook, type Look } from './look.ts'
import { plainLook } from './theme.ts'

/** A browser on the pages, and what the app that sent it there wants. */
export interface Visit extends AppClient {
  readonly request: DomainRequest
  readonly authorization: AuthorizationRequest
  readonly look: Look
  /** What every form has in its hidden field. */
  readonly formToken: string
}

/** A page, or where to go on. */
export type Outcome = Page | DomainAnswer

/** One path of the pages: what it shows, and what becomes of its form. */
export interface FormPage {
  readonly show: (visit: Visit, context: DomainContext) => Promise<Outcome> | Outcome
  readonly take: (visit: Visit, context: DomainContext) => Promise<Outcome>
}

/**
 * Serves a page to browsers that come with a query as `/oauth2/authorize` takes it, and takes its form from nobody else.
 * Whatever the query says of where to go was checked against the client first.
 */
export function formPage({ show, take }: FormPage): DomainPath {
  const answer: DomainEndpoint = async (request, context) => {
    const authorization = await readAuthorizationRequest(context, request)
    const { pool, client } = authorization
    const look = await findLook(context, request, client)
    if (!look) return answerPage(unavailable, { look: plainLook })
    const { value: formToken, cookie } = protectForm(context, request)
    const visit: Visit = { pool, client, request, authorization, look, formToken }
    const outcome = await run()
    if (!('title' in outcome)) return outcome
    return answerPage(outcome, { look, cookie, redirectUri: authorization.redirectUri })

    async function run(): Promise<Outcome> {
      const isLogin = request.path === '/login' && request.method !== 'POST'
      // Whoever may come by identity providers alone has nothing else to do here.
      if (!authorization.identityProviders.includes('COGNITO') && !isLogin) return redirectTo(pathOf(visit, '/login'))
      if (request.method !== 'POST') return show(visit, context)
      if (isOwnForm(context, request)) return take(visit, context)
      const page = await show(visit, context)
      return 'title' in page ? { ...page, status: 403, error: formTooOld } : page
    }
  }
  return { methods: ['GET', 'POST'], answer }
}

const formTooOld =
  'The form was open for too long, or your browser does not keep cookies for this page. Please try again.'

/** In AWS's words (developer guide, "Apply branding to managed login pages"). */
const unavailable: Page = {
  title: 'Login pages unavailable',
  status: 400,
  content: html`<p>Please contact an administrator.</p>`,
}

/** A form of this visit; it goes to a path of the pages with the query that led here. */
export function form({ request, formToken }: Visit, path: string, content: Html, button?: string): Html {
  return html`<form method="post" action="${pathOf({ request }, path)}">
    ${hiddenField('_csrf', formToken)} ${content} ${button !== undefined && submitButton(button)}
  </form>`
}

/** Another page for the same app. */
export function pathOf({ request }: Pick<Visit, 'request'>, path: string): string {
  return `${path}?${request.rawQuery}`
}

/** A field of the form, without what a keyboard adds around it; empty when it is not there. */
export function fieldOf({ request }: Pick<Visit, 'request'>, name: string): string {
  return (request.form.get(name) ?? '').trim()
}

/** A code, without the spaces that some show it with. */
export function codeOf(visit: Pick<Visit, 'request'>): string {
  return fieldOf(visit, 'code').replaceAll(/\s/g, '')
}

/** A password as it was typed. */
export function passwordOf({ request }: Pick<Visit, 'request'>, name: string): string {
  return request.form.get(name) ?? ''
}

/** What public operations want of a client with a secret, which the pages stand in for. */
export function secretHashFor(
  { vault }: Pick<DomainContext, 'vault'>,
  { client }: AppClient,
  username: string,
): string | undefined {
  const [secret] = openSecrets(vault, client)
  return secret === undefined ? undefined : secretHash(secret, username, client.id)
}

/** How public operations are told which client asks, and for whom. */
export function identify(context: Pick<DomainContext, 'vault'>, visit: AppClient, username: string) {
  return { ClientId: visit.client.id, Username: username, SecretHash: secretHashFor(context, visit, username) }
}
