import { createHash } from 'node:crypto'
import type { TestContext } from 'node:test'
import { answerDomainRequest } from '../../src/cognito/domains/answer-domain-request.ts'
import type { DomainContext, DomainPath } from '../../src/cognito/domains/domain-exchange.ts'
import { readAuthorizationRequest } from '../../src/cognito/oauth/authorization-request.ts'
import { completeSignIn } from '../../src/cognito/oauth/complete-sign-in.ts'
import { endpoints } from '../../src/cognito/oauth/endpoints.ts'
import { pages } from '../../src/cognito/pages/pages.ts'
import { managedLoginOperations } from '../../src/cognito/sign-in/managed-login.ts'
import { ApiError } from '../../src/wire/operation.ts'
import { inProcessClient } from '../../src/wire/service.ts'
import { openUserPool, readVerified } from './user-pool.ts'

export const callback = 'https://app.example.com/callback'

/** Whoever is named is signed in at once: what pages ask before is theirs to test. */
const signInAsNamed: DomainPath = {
  methods: ['POST'],
  answer: async (request, context) => {
    const authorization = await readAuthorizationRequest(context, request)
    const user = await context.store.findUser(request.pool.id, request.form.get('sub') ?? '')
    if (!user) throw new Error('there is no such user')
    return completeSignIn(context, request, authorization, { user })
  },
}

export type Fields = Readonly<Record<string, string>>

/** What a browser keeps: cookies by name. */
export type Browser = Map<string, string>

export interface Sent {
  readonly form?: Fields | string
  readonly headers?: Fields
  readonly browser?: Browser
  readonly origin?: string
}

/** A pool with a domain, a user and a client for the grants `code` and `implicit`, asked without HTTP. */
export async function openUserPoolDomain(t: TestContext, settings: Parameters<typeof openUserPool>[1] = {}) {
  const opened = await openUserPool(t, {
    ...settings,
    client: {
      AllowedOAuthFlowsUserPoolClient: true,
      AllowedOAuthFlows: ['code', 'implicit'],
      AllowedOAuthScopes: ['openid', 'email', 'profile', 'aws.cognito.signin.user.admin'],
      CallbackURLs: [callback],
      LogoutURLs: ['https://app.example.com/bye'],
      SupportedIdentityProviders: ['COGNITO'],
      ...settings.client,
    },
  })
  const { client, UserPoolId, ClientId, store, clock, service, signingKeys } = opened
  await client.CreateUserPoolDomain({ UserPoolId, Domain: 'shop' })
  const sub = await opened.addUser()

  const context = (): DomainContext => ({
    // The service was composed with all that operations need.
    ...(service.dependencies as DomainContext),
    requestId: 'request',
    now: clock.now(),
    region: 'us-east-1',
    accountId: '000000000000',
    sourceIp: '127.0.0.1',
    fail: (code, message, more) => {
      throw new ApiError(code, message, more)
    },
    client,
    signInClient: (handOver) =>
      inProcessClient(
        { ...service, operations: { ...service.operations, ...managedLoginOperations(handOver) } },
        context,
      ),
  })

  /** @param target path and query */
  async function send(method: 'GET' | 'POST' | 'OPTIONS', target: string, sent: Sent = {}, Domain = 'shop') {
    const { form = {}, headers = {}, browser = new Map(), origin = 'http://shop.auth.localhost:4566' } = sent
    const domain = await store.findUserPoolDomain(Domain)
    const pool = domain && (await store.findPool(domain.poolId))
    if (!pool) throw new Error('there is no such domain')
    const [path = '', rawQuery = ''] = target.split('?')
    const cookie = [...browser].map(([name, value]) => `${name}=${value}`).join('; ')
    const request = {
      method,
      path,
      query: new URLSearchParams(rawQuery),
      rawQuery,
      form: new URLSearchParams(form),
      headers: { ...(cookie !== '' && { cookie }), ...headers },
      origin,
      issuer: `http://localhost:4566/${pool.id}`,
      domain,
      pool,
    }
    const { answer, detail } = await answerDomainRequest(
      { ...endpoints, ...pages, '/sign-in': signInAsNamed },
      request,
      context(),
    )
    for (const header of [answer.headers['set-cookie'] ?? []].flat()) keepCookie(browser, header)
    return {
      ...answer,
      body: Buffer.from(answer.body).toString(),
      location: String(answer.headers['location'] ?? ''),
      detail,
    }
  }

  const query = (more: Fields = {}) =>
    new URLSearchParams({ response_type: 'code', client_id: ClientId, redirect_uri: callback, ...more }).toString()

  const authorize = (more: Fields = {}, browser?: Browser) =>
    send('GET', `/oauth2/authorize?${query(more)}`, { ...(browser && { browser }) })

  /** Signs the user in for what the app asks; answers where the browser is led. */
  const signInOn = async (more: Fields = {}, browser: Browser = new Map(), form: Fields = { sub }) =>
    (await send('POST', `/sign-in?${query(more)}`, { form, browser })).location

  /** A code for the user. */
  const codeFor = async (more: Fields = {}) => new URL(await signInOn(more)).searchParams.get('code') ?? ''

  /** What the token endpoint answers to a form, `client_id` included unless it is given. */
  async function ask(form: Fields, headers: Fields = {}) {
    const { status, body } = await send('POST', '/oauth2/token', { form: { client_id: ClientId, ...form }, headers })
    const answered: Record<string, unknown> = JSON.parse(body)
    return { status, body: answered }
  }

  const redeem = (code: string, more: Fields = {}) =>
    ask({ grant_type: 'authorization_code', code, redirect_uri: callback, ...more })

  /** The claims of a token that one of the pool's keys signed. */
  const claimsOf = async (token: unknown) =>
    (await readVerified(String(token), await signingKeys.published(UserPoolId))).claims

  return { ...opened, sub, send, query, authorize, signInOn, codeFor, ask, redeem, claimsOf }
}

function keepCookie(browser: Browser, header: string): void {
  const [pair = '', ...attributes] = header.split('; ')
  const [name = '', value = ''] = pair.split('=')
  if (attributes.includes('Max-Age=0')) browser.delete(name)
  else browser.set(name, value)
}

/** A verifier of PKCE with its challenge (RFC 7636). */
export function pkce(seed = 'v'): { readonly verifier: string; readonly challenge: Fields } {
  const verifier = seed.repeat(43).slice(0, 43)
  const challenge = createHash('sha256').update(verifier).digest('base64url')
  return { verifier, challenge: { code_challenge: challenge, code_challenge_method: 'S256' } }
}

/** How HTTP Basic names a client. */
export function basic(id: string, secret: string | undefined): Fields {
  return { authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}` }
}
