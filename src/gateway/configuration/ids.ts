import { lowerAlphanumeric, type Random } from '../../ports/random.ts'

/** How long ids are (recorded from AWS): all of them lower-case letters and digits. */
const idLengths = {
  api: 10,
  apiMapping: 10,
  authorizer: 6,
  deployment: 6,
  domainName: 10,
  integration: 7,
  route: 7,
  vpcLink: 6,
} as const

/** A new id that is not in `taken`. */
export function newId(kind: keyof typeof idLengths, random: Random, taken?: ReadonlyMap<string, unknown>): string {
  let id: string
  do id = random.text(idLengths[kind], lowerAlphanumeric)
  while (taken?.has(id))
  return id
}
