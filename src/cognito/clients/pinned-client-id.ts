import type { CallContext, Fails } from '../../wire/operation.ts'
import type { Cognito } from '../cognito.ts'

/** The id that the operator wants for an app client, which has no tags; undefined for any. It must be free, and one that AWS allows. */
export async function pinnedClientId({
  pinnedId: id,
  store,
  fail,
}: Pick<Cognito, 'store'> & CallContext & Fails<'InvalidParameterException'>): Promise<string | undefined> {
  if (id === undefined) return undefined
  if (!/^[0-9A-Za-z]{1,128}$/.test(id))
    fail('InvalidParameterException', `The id of an app client must be 1 to 128 letters and digits: ${id}`)
  if (await store.findClient(id)) refuseTakenClientId({ fail }, id)
  return id
}

export function refuseTakenClientId({ fail }: Fails<'InvalidParameterException'>, id: string): never {
  return fail('InvalidParameterException', `An app client with the id ${id} already exists.`)
}
