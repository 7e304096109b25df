import type { Fails } from '../../wire/operation.ts'
import type { UserFilter } from '../user-store.ts'

/** What ListUsers can search by (AWS API reference, ListUsers); custom attributes are not among it. */
const searchable: readonly string[] = [
  'username',
  'email',
  'phone_number',
  'name',
  'given_name',
  'family_name',
  'preferred_username',
  'cognito:user_status',
  'status',
  'sub',
]

/** `attribute = "value"` or `attribute ^= "value"`; the attribute may be quoted, quotes inside the value are escaped. */
const form = /^\s*(?:"([^"\\]+)"|([^\s"=^]+))\s*(\^?=)\s*"((?:[^"\\]|\\.)*)"\s*$/

/** Reads a filter; an empty one asks for all users. Refuses a malformed one with InvalidParameterException. */
export function readUserFilter(
  context: Fails<'InvalidParameterException'>,
  text: string | undefined,
): { filter?: UserFilter } {
  if (text === undefined || text.trim() === '') return {}
  const [, quoted, bare, operator, value] = form.exec(text) ?? []
  const attribute = quoted ?? bare
  if (attribute === undefined || value === undefined || value.includes('\0'))
    return context.fail('InvalidParameterException', 'Error while parsing filter')
  if (!searchable.includes(attribute))
    return context.fail('InvalidParameterException', `Invalid search attribute: ${attribute}`)
  const match = operator === '=' ? 'equals' : 'starts-with'
  return { filter: { attribute, match, value: value.replaceAll(/\\(.)/g, '$1') } }
}
