import { ApiError } from '../../wire/operation.ts'
import type { AppClient } from '../clients/app-client.ts'
import type { DomainAnswer, DomainContext, DomainRequest } from '../domains/domain-exchange.ts'
import { grantAuthorizationCode } from './authorization-code-grant.ts'
import { authenticateClient } from './client-authentication.ts'
import { grantClientCredentials } from './client-credentials-grant.ts'
import { grantRefreshToken } from './refresh-token-grant.ts'
import { answerJson, refuseToken } from './token-refusals.ts'

/** What an app gets (RFC 6749 section 5.1). */
export interface TokenAnswer {
  readonly id_token?: string
  readonly access_token: string
  readonly refresh_token?: string
  readonly expires_in: number
  readonly token_type: 'Bearer'
}

type Grant = (request: DomainRequest, context: DomainContext, appClient: AppClient) => Promise<TokenAnswer>

const grants: ReadonlyMap<string, Grant> = new Map([
  ['authorization_code', grantAuthorizationCode],
  ['refresh_token', grantRefreshToken],
  ['client_credentials', grantClientCredentials],
])

/** `/oauth2/token` (RFC 6749 section 3.2; developer guide, "Token endpoint"). */
export async function token(request: DomainRequest, context: DomainContext): Promise<DomainAnswer> {
  const type = request.form.get('grant_type')
  if (type === null) return refuseToken('invalid_request', 'grant_type is missing, or the body is no form')
  const grant = grants.get(type)
  if (!grant) return refuseToken('unsupported_grant_type', 'there is no such grant_type')
  const appClient = await authenticateClient(context, request)
  if (appClient.client.settings.AllowedOAuthFlowsUserPoolClient !== true)
    refuseToken('invalid_grant', 'AllowedOAuthFlowsUserPoolClient is not true')
  try {
    return answerJson(200, await grant(request, context, appClient))
  } catch (error) {
    // A function of the pool failed; apps are told why (developer guide, "Handling errors in Lambda triggers").
    if (error instanceof ApiError && error.code.includes('Lambda'))
      return refuseToken('invalid_request', error.code, error.message)
    throw error
  }
}
