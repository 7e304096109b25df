import type { Fails } from '../../wire/operation.ts'
import type { Page } from '../store.ts'

/** How a listing operation asks for a page: `MaxResults` is a string on the wire. */
interface PageInput {
  readonly MaxResults?: string
  readonly NextToken?: string
}

const maxPageSize = 500

/** Everything of an API fits in one page of the default size: many clients never ask for a second. */
export function readPage(
  context: Fails<'BadRequestException'>,
  input: PageInput,
): { readonly limit: number; readonly after?: string } {
  const limit = /^[1-9][0-9]{0,8}$/.test(input.MaxResults ?? '1') ? Number(input.MaxResults ?? maxPageSize) : undefined
  if (limit === undefined) context.fail('BadRequestException', 'maxResults must be a positive integer')
  const page = { limit: Math.min(limit, maxPageSize) }
  return input.NextToken === undefined ? page : { ...page, after: readToken(context, input.NextToken) }
}

/** The page of `records` that `input` asks for, in the order of their ids, so that it is stable while others change. */
export function pageOf<Item>(
  context: Fails<'BadRequestException'>,
  records: ReadonlyMap<string, Item>,
  input: PageInput,
): Page<Item> {
  const { limit, after } = readPage(context, input)
  const entries = [...records].filter(([id]) => after === undefined || id > after).sort(([a], [b]) => (a < b ? -1 : 1))
  const items = entries.slice(0, limit).map(([, item]) => item)
  const last = entries[limit - 1]
  return entries.length > limit && last ? { items, next: last[0] } : { items }
}

/** How a page is answered, each item through `show`. */
export function writePage<Item, Shown>(
  page: Page<Item>,
  show: (item: Item) => Shown,
): { Items: Shown[]; NextToken?: string } {
  const Items = page.items.map(show)
  return page.next === undefined ? { Items } : { Items, NextToken: writeToken(page.next) }
}

function writeToken(after: string): string {
  return Buffer.from(JSON.stringify({ after })).toString('base64url')
}

function readToken(context: Fails<'BadRequestException'>, token: string): string {
  const text = Buffer.from(token, 'base64url').toString()
  const after = /^\{"after":"([$\w*.-]+)"\}$/.exec(text)?.[1]
  return after ?? context.fail('BadRequestException', 'Invalid nextToken specified')
}
