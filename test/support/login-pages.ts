import type { TestContext } from 'node:test'
import { type Browser, callback, type Fields, openUserPoolDomain } from './user-pool-domain.ts'

/** What a browser without a script makes of a page. */
export interface ShownPage {
  readonly status: number
  readonly headers: Readonly<Record<string, unknown>>
  readonly body: string
  /** Where the answer leads; empty for a page. */
  readonly location: string
  readonly heading: string
  /** What the page says of the last form. */
  readonly error: string
  readonly notice: string
  /** Fills in the form that leads to this path and sends it. */
  submit(path: string, fields?: Fields, headers?: Fields): Promise<ShownPage>
}

/** The pages of a domain, gone through as people do: from one form to the next, with cookies. */
export async function openLoginPages(t: TestContext, settings: Parameters<typeof openUserPoolDomain>[1] = {}) {
  const domain = await openUserPoolDomain(t, settings)

  async function open(target: string, browser: Browser = new Map(), Domain = 'shop'): Promise<ShownPage> {
    return read(await domain.send('GET', target, { browser }, Domain), browser)
  }

  function read(answer: Awaited<ReturnType<typeof domain.send>>, browser: Browser): ShownPage {
    const { status, headers, body, location } = answer
    const text = (pattern: RegExp) => unescape((pattern.exec(body)?.[1] ?? '').replaceAll(/<[^>]*>/g, '')).trim()
    return {
      status,
      headers,
      body,
      location,
      heading: text(/<h1>([^]*?)<\/h1>/),
      error: text(/<div\s+class="alert error[^>]*>([^]*?)<\/div>/),
      notice: text(/<div class="alert" role="status">([^]*?)<\/div>/),
      submit: async (path, fields = {}, sent = {}) => {
        const { action, values } = findForm(body, path)
        const form = { ...values, ...fields }
        return read(await domain.send('POST', action, { form, browser, headers: sent }), browser)
      },
    }
  }

  /** A page by its path, for what an app asks. */
  const visit = (path: string, more: Fields = {}, browser?: Browser, Domain?: string) =>
    open(`${path}?${domain.query(more)}`, browser, Domain)

  /** The claims of the ID token for which the code of the app's address is redeemed. */
  async function redeemed({ location }: ShownPage) {
    if (!location.startsWith(callback)) throw new Error(`no way back to the app: ${location}`)
    const answer = await domain.redeem(new URL(location).searchParams.get('code') ?? '')
    return domain.claimsOf(answer.body['id_token'])
  }

  return { ...domain, visit, open, redeemed }
}

/** A form by the path of its action, with what its fields hold. */
function findForm(body: string, path: string): { readonly action: string; readonly values: Fields } {
  for (const [, attributes = '', content = ''] of body.matchAll(/<form([^>]*)>([^]*?)<\/form>/g)) {
    const action = attributeOf(attributes, 'action') ?? ''
    if (action.split('?')[0] !== path) continue
    const inputs = [...content.matchAll(/<input([^>]*)>/g)].map(([, input = '']) => input)
    const values = inputs.map((input) => [attributeOf(input, 'name') ?? '', attributeOf(input, 'value') ?? ''])
    return { action, values: Object.fromEntries(values) }
  }
  throw new Error(`no form leads to ${path} in ${body}`)
}

function attributeOf(attributes: string, name: string): string | undefined {
  const value = new RegExp(`(?:^|\\s)${name}="([^"]*)"`).exec(attributes)?.[1]
  return value === undefined ? undefined : unescape(value)
}

function unescape(text: string): string {
  return text.replaceAll(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)))
}
