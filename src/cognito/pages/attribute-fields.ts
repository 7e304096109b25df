import type { Html } from '../../http/html.ts'
import { type Field, inputField } from './fields.ts'
import { fieldOf, type Visit } from './visit.ts'

type Shape = Pick<Field, 'type' | 'autocomplete' | 'hint'>

/** How the attributes that a pool can require are asked for (HTML, "Autofill" has names for most). */
const shapes: Readonly<Record<string, Shape>> = {
  address: { autocomplete: 'street-address' },
  birthdate: { autocomplete: 'bday', type: 'date' },
  email: { autocomplete: 'email', type: 'email' },
  family_name: { autocomplete: 'family-name' },
  gender: { autocomplete: 'sex' },
  given_name: { autocomplete: 'given-name' },
  locale: { autocomplete: 'language' },
  middle_name: { autocomplete: 'additional-name' },
  name: { autocomplete: 'name' },
  nickname: { autocomplete: 'nickname' },
  phone_number: { autocomplete: 'tel', type: 'tel', hint: 'With the country code, like +44 7911 123456' },
  picture: { autocomplete: 'photo', type: 'url' },
  profile: { autocomplete: 'url', type: 'url' },
  website: { autocomplete: 'url', type: 'url' },
}

const labels: Readonly<Record<string, string>> = {
  birthdate: 'Date of birth',
  email: 'Email address',
  name: 'Full name',
  zoneinfo: 'Time zone',
}

/** Fields of attributes have names that no other field has. */
const prefix = 'attribute.'

export function attributeField(visit: Visit, name: string, isWrong = false): Html {
  const label = labels[name] ?? labelOf(name)
  const value = fieldOf(visit, prefix + name)
  return inputField({ name: prefix + name, label, autocomplete: 'off', ...shapes[name], value, isWrong })
}

/** `given_name` is "Given name", `custom:tier` is "Tier". */
function labelOf(name: string): string {
  const words = name.replace(/^custom:/, '').replaceAll('_', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** What was filled in of these attributes; phone numbers without what people put between digits. */
export function readAttributes(visit: Visit, names: readonly string[]): Record<string, string> {
  const filled = names.map((name) => [name, normalize(name, fieldOf(visit, prefix + name))] as const)
  return Object.fromEntries(filled.filter(([, value]) => value !== ''))
}

/** A phone number as the API wants it, E.164; anything else as it was typed. */
export function normalize(name: string, value: string): string {
  return name === 'phone_number' ? value.replaceAll(/[\s().-]/g, '') : value
}
