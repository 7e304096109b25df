import type { Fails } from '../../wire/operation.ts'
import type { EventPosition } from '../store.ts'

/** A token is opaque to clients: what it says, in base64url. */
export function writeToken(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}

/** What a token of ours says; refuses one that `read` makes nothing of. */
export function readToken<Value>(
  context: Fails<'InvalidParameterException'>,
  token: string,
  read: (value: Readonly<Record<string, unknown>>) => Value | undefined,
): Value {
  return read(parse(token)) ?? context.fail('InvalidParameterException', 'The specified nextToken is invalid.')
}

function parse(token: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(Buffer.from(token, 'base64url').toString())
    return typeof value === 'object' && value !== null ? { ...value } : {}
  } catch {
    return {}
  }
}

/** A text that a database takes. */
export function readText(value: unknown): string | undefined {
  return typeof value === 'string' && !value.includes('\0') && value.isWellFormed() ? value : undefined
}

export function readPosition({ at, id }: Readonly<Record<string, unknown>>): EventPosition | undefined {
  const text = readText(id)
  return text !== undefined && typeof at === 'number' && Number.isSafeInteger(at) ? { at, id: text } : undefined
}
