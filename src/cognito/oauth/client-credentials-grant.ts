import type { AppClient } from '../clients/app-client.ts'
import type { DomainContext, DomainRequest } from '../domains/domain-exchange.ts'
import { tokenLifetimes } from '../tokens/token-lifetimes.ts'
import { changeClaims } from '../triggers/claim-changes.ts'
import { type ClientMetadata, isObject } from '../triggers/invoke-trigger.ts'
import { askAboutMachine } from '../triggers/pre-token-generation.ts'
import { readScopes } from './scopes.ts'
import type { TokenAnswer } from './token.ts'
import { refuseToken } from './token-refusals.ts'

/**
 * An access token for the client itself (RFC 6749 section 4.4; developer guide, "Scopes, M2M, and API authorization"). Nobody
 * signed in, so nothing of it is stored and nothing can revoke it. The form's `aws_client_metadata`, texts by name as JSON, is for
 * the pool's function.
 */
export async function grantClientCredentials(
  { form, issuer }: DomainRequest,
  context: DomainContext,
  { pool, client }: AppClient,
): Promise<TokenAnswer> {
  if (client.settings.AllowedOAuthFlows?.includes('client_credentials') !== true)
    refuseToken('unauthorized_client', 'client_credentials is not in AllowedOAuthFlows')
  const scopes = await readScopes(context, { pool, client }, form.get('scope') ?? undefined)
  if ('refused' in scopes) return refuseToken('invalid_scope', scopes.refused)
  const clientMetadata = readClientMetadata(form.get('aws_client_metadata'))
  const changes = await askAboutMachine(context, { pool, client }, scopes.granted, clientMetadata)
  const { access: lifetime } = tokenLifetimes(client)
  const issuedAt = Math.floor(context.now.getTime() / 1000)
  const signer = await context.signingKeys.signer(pool.id, 'access')
  const claims = {
    sub: client.id,
    token_use: 'access',
    ...(changes.scopes.length > 0 && { scope: changes.scopes.join(' ') }),
    auth_time: issuedAt,
    iss: issuer,
    exp: issuedAt + lifetime,
    iat: issuedAt,
    version: 2,
    jti: context.random.uuid(),
    client_id: client.id,
  }
  const accessToken = await signer.sign(changeClaims(claims, changes.access))
  return { access_token: accessToken, expires_in: lifetime, token_type: 'Bearer' }
}

function readClientMetadata(given: string | null): ClientMetadata {
  if (given === null) return undefined
  const metadata = parseJson(given)
  const texts = isObject(metadata) ? Object.entries(metadata).filter(isText) : []
  if (!isObject(metadata) || texts.length < Object.keys(metadata).length)
    return refuseToken('invalid_request', 'aws_client_metadata is no JSON object of texts')
  return Object.fromEntries(texts)
}

function isText(entry: [string, unknown]): entry is [string, string] {
  return typeof entry[1] === 'string'
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
