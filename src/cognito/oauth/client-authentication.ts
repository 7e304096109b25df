import { ApiError } from '../../wire/operation.ts'
import { type AppClient, checkClientSecret } from '../clients/app-client.ts'
import { type DomainContext, DomainRefusal, type DomainRequest, findRepeated } from '../domains/domain-exchange.ts'
import { answerJson, refuseToken } from './token-refusals.ts'

/** As the API model has it. */
const clientIdForm = /^[\w+]{1,128}$/

/**
 * The client that asks: by HTTP Basic, by client_id and client_secret in the form, or by client_id alone where it has no
 * secret (RFC 6749 section 2.3.1). Refuses with invalid_client whoever is no client of the domain's pool or has not the right
 * secret.
 * @param status of that refusal
 */
export async function authenticateClient(
  context: Pick<DomainContext, 'store' | 'vault'>,
  { pool, headers, form }: DomainRequest,
  status: 400 | 401 = 400,
): Promise<AppClient> {
  const refuse = (detail: string): never => {
    throw new DomainRefusal(answerJson(status, { error: 'invalid_client' }), detail)
  }
  const repeated = findRepeated(form)
  if (repeated !== undefined) refuseToken('invalid_request', `${repeated} is given more than once`)
  const basic = readBasic(headers['authorization'])
  if (basic === 'malformed') return refuse('the Authorization header is not of the scheme Basic')
  const inForm = { id: form.get('client_id') ?? undefined, secret: form.get('client_secret') ?? undefined }
  if (basic && ((inForm.id !== undefined && inForm.id !== basic.id) || inForm.secret !== undefined))
    refuseToken('invalid_request', 'the client authenticates in two ways')
  const { id, secret } = basic ?? inForm
  if (id === undefined) return refuseToken('invalid_request', 'client_id is missing')
  const client = clientIdForm.test(id) ? await context.store.findClient(id) : undefined
  if (client?.poolId !== pool.id) return refuse('client_id is no client of this pool')
  const fail = (_: string, message: string): never => {
    throw new ApiError('NotAuthorizedException', message)
  }
  try {
    checkClientSecret({ vault: context.vault, fail }, client, secret)
  } catch (error) {
    if (error instanceof ApiError) return refuse('client_secret is missing, wrong, or not the client’s to have')
    throw error
  }
  return { pool, client }
}

/** The client that a request says it is from, verified or not; undefined where that can be none. */
export function claimedClient({ headers, form, query }: DomainRequest): string | undefined {
  const basic = readBasic(headers['authorization'])
  const id = basic && basic !== 'malformed' ? basic.id : (form.get('client_id') ?? query.get('client_id') ?? '')
  return clientIdForm.test(id) ? id : undefined
}

/** Id and secret of the scheme Basic (RFC 7617), form-encoded as RFC 6749 section 2.3.1 says. */
function readBasic(
  header: string | undefined,
): { readonly id: string; readonly secret: string } | 'malformed' | undefined {
  if (header === undefined) return undefined
  const [, encoded = ''] = /^Basic +([A-Za-z0-9+/=_-]+)$/i.exec(header) ?? []
  const [, id, secret] = /^([^:]*):([^]*)$/.exec(Buffer.from(encoded, 'base64').toString()) ?? []
  if (id === undefined || secret === undefined) return 'malformed'
  try {
    return { id: decodeURIComponent(id), secret: decodeURIComponent(secret) }
  } catch {
    return { id, secret }
  }
}
