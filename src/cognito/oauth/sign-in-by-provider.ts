import { ApiError } from '../../wire/operation.ts'
import type { DomainContext } from '../domains/domain-exchange.ts'
import { type SignedInIdentity, signInFederated } from '../federation/federated-users.ts'
import { ProviderFailure } from '../federation/provider-failure.ts'
import type { IdentityProviderRecord } from '../identity-provider-store.ts'
import type { UserRecord } from '../store.ts'
import type { AuthorizationRequest } from './authorization-request.ts'
import { refuseToApp } from './return-address.ts'

/** The identity provider that a sign-in began with, which may be gone by now. Refuses to the app. */
export async function requireProvider(
  context: DomainContext,
  authorization: AuthorizationRequest,
  name: string,
): Promise<IdentityProviderRecord> {
  const provider = await context.store.findIdentityProvider(authorization.pool.id, name)
  if (!provider || !authorization.identityProviders.includes(name))
    return refuseToApp(authorization, 'invalid_request', `${name} is no identity provider of the client any more`)
  return provider
}

/** The user whom a provider has signed in, who may be new to the pool. Whatever is in the way of that, the app is told. */
export async function signInByProvider(
  context: DomainContext,
  authorization: AuthorizationRequest,
  provider: IdentityProviderRecord,
  ask: () => Promise<SignedInIdentity>,
): Promise<UserRecord> {
  try {
    return await signInFederated(context, authorization, provider, await ask())
  } catch (error) {
    if (error instanceof ProviderFailure)
      return refuseToApp(authorization, 'invalid_request', error.message, error.description)
    // A function or the pool's schema refuses the user.
    if (error instanceof ApiError)
      return refuseToApp(authorization, 'invalid_request', error.detail ?? error.code, error.message)
    throw error
  }
}
