import { type AppClient, checkSecretHash } from '../clients/app-client.ts'
import { beginCustomAuth } from './custom-auth.ts'
import { type Door, requireAuthFlow } from './auth-flows.ts'
import { type AuthParameters, deviceOf, findParameter, requireParameter } from './auth-parameters.ts'
import { checkClaimedDevice } from '../devices/devices.ts'
import type { SignInStep } from './finish-sign-in.ts'
import { signInWithPassword } from './password-sign-in.ts'
import { challengeForPassword } from './password-verifier.ts'
import { readPublicNumber } from './srp-exchange.ts'
import { requireRefreshToken } from '../tokens/refresh-tokens.ts'
import type { Context, Input } from '../service.ts'
import { comparedName, signInNames } from '../users/sign-in-names.ts'
import type { PoolRecord, UserRecord } from '../store.ts'
import { refresh, rotatesRefreshTokens } from '../tokens/token-refresh.ts'
import { beginUserAuth, signInAfterSignUp } from './user-auth.ts'

/** Both operations can refuse with at least the codes of AdminInitiateAuth; what they share uses no other. */
type Initiates = Context<'InitiateAuth'> | Context<'AdminInitiateAuth'>

/** Starts a flow for an app client: InitiateAuth and AdminInitiateAuth once it is clear which client calls. */
export async function initiate(
  context: Initiates,
  appClient: AppClient,
  input: Pick<Input<'InitiateAuth'>, 'AuthFlow' | 'AuthParameters' | 'ClientMetadata' | 'Session'>,
  door: Door,
): Promise<SignInStep> {
  const flow = requireAuthFlow(context, appClient.client, input.AuthFlow, door)
  const parameters = input.AuthParameters ?? {}
  if (flow === 'REFRESH_TOKEN_AUTH') return refreshByParameters(context, appClient, parameters)
  const name = requireParameter(context, parameters, 'USERNAME')
  const device = deviceOf(parameters, door)
  const signingIn = { ...appClient, ...device, validationData: input.ClientMetadata, clientMetadata: undefined }
  if (flow === 'CUSTOM_AUTH') {
    const srpA = findSrpA(context, parameters)
    checkSecretHash(context, appClient.client, findParameter(parameters, 'SECRET_HASH'), [name])
    await checkClaimedDevice(context, appClient.pool, name, parameters)
    return beginCustomAuth(context, signingIn, name, srpA)
  }
  if (flow === 'USER_AUTH') {
    checkSecretHash(context, appClient.client, findParameter(parameters, 'SECRET_HASH'), [name])
    await checkClaimedDevice(context, appClient.pool, name, parameters)
    return input.Session === undefined
      ? beginUserAuth(context, signingIn, name, parameters)
      : signInAfterSignUp(context, signingIn, name, input.Session)
  }
  const proof = requireParameter(context, parameters, flow === 'USER_SRP_AUTH' ? 'SRP_A' : 'PASSWORD')
  checkSecretHash(context, appClient.client, findParameter(parameters, 'SECRET_HASH'), [name])
  if (flow === 'USER_SRP_AUTH') return challengeForPassword(context, signingIn, name, proof)
  await checkClaimedDevice(context, appClient.pool, name, parameters)
  return signInWithPassword(context, signingIn, name, proof)
}

/** CUSTOM_AUTH may begin with SRP (AWS API reference, InitiateAuth, AuthParameters). */
function findSrpA(context: Initiates, parameters: AuthParameters): string | undefined {
  const challenge = findParameter(parameters, 'CHALLENGE_NAME')
  if (challenge === undefined) return undefined
  if (challenge !== 'SRP_A') context.fail('InvalidParameterException', 'CHALLENGE_NAME has to be SRP_A.')
  const srpA = requireParameter(context, parameters, 'SRP_A')
  readPublicNumber(context, srpA)
  return srpA
}

/** REFRESH_TOKEN_AUTH. Clients differ in which of the user's names they hash, and some hash the one they send along. */
async function refreshByParameters(
  context: Initiates,
  appClient: AppClient,
  parameters: AuthParameters,
): Promise<SignInStep> {
  const { pool, client } = appClient
  const token = requireParameter(context, parameters, 'REFRESH_TOKEN')
  if (rotatesRefreshTokens(client))
    context.fail(
      'UnsupportedOperationException',
      'Refresh token rotation is enabled for this client, use GetTokensFromRefreshToken.',
    )
  const hash = findParameter(parameters, 'SECRET_HASH')
  // Without a hash the client is refused before its token is looked at; no name can match here.
  if (hash === undefined) checkSecretHash(context, client, hash, [])
  const known = await requireRefreshToken(context, appClient, token, findParameter(parameters, 'DEVICE_KEY'))
  checkSecretHash(context, client, hash, hashedNames(pool, known.user, findParameter(parameters, 'USERNAME')))
  return { ChallengeParameters: {}, AuthenticationResult: await refresh(context, appClient, known, undefined) }
}

/** The names over which a client may compute SECRET_HASH for this user; `sent` counts if it is one of the user's. */
function hashedNames(pool: PoolRecord, user: UserRecord, sent: string | undefined): string[] {
  const { email, phone_number: phoneNumber } = user.attributes
  const isOwn = sent !== undefined && signInNames(pool, user).some(({ name }) => name === comparedName(pool, sent))
  return [user.sub, user.username, email, phoneNumber, isOwn ? sent : undefined].filter((name) => name !== undefined)
}
