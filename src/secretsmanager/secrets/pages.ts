import type { Fails } from '../../wire/operation.ts'
import type { SecretPosition } from '../store.ts'

/** Where the page before ended; undefined for the first one. */
export function readPlace(
  context: Fails<'InvalidNextTokenException'>,
  token: string | undefined,
): SecretPosition | undefined {
  if (token === undefined) return undefined
  const text = Buffer.from(token, 'base64url').toString()
  const [, time, name] = /^(\d{1,15})\/([\x21-\x7e]{1,512})$/.exec(text) ?? []
  if (time === undefined || name === undefined)
    return context.fail('InvalidNextTokenException', 'The NextToken value is invalid.')
  return { time: Number(time), name }
}

export function writePlace({ time, name }: SecretPosition): { readonly NextToken: string } {
  return { NextToken: Buffer.from(`${time}/${name}`).toString('base64url') }
}

/** The first ones, and the token of what follows when there is more. */
export function pageOf<Item>(
  items: readonly Item[],
  limit: number,
  placeOf: (item: Item) => SecretPosition,
): { readonly items: readonly Item[]; readonly NextToken?: string } {
  const last = items[limit - 1]
  return items.length > limit && last
    ? { items: items.slice(0, limit), ...writePlace(placeOf(last)) }
    : { items: items.slice(0, limit) }
}
