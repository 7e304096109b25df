import { refuseUnimplemented } from '../pools/unimplemented.ts'
import type { Fails } from '../../wire/operation.ts'
import type { SigningIn } from '../sign-in/signing-in.ts'
import type { UserRecord } from '../store.ts'
import { hidesUsers } from '../users/users.ts'
import {
  type InvokesTriggers,
  invokeTrigger,
  isObject,
  type JsonObject,
  readFlag,
  refuseResponse,
} from './invoke-trigger.ts'
import { triggerAttributes } from './trigger-user.ts'

/** A challenge that was answered, as `session` lists it. */
export interface AnsweredChallenge {
  readonly challengeName: 'CUSTOM_CHALLENGE' | 'SRP_A' | 'PASSWORD_VERIFIER'
  readonly challengeResult: boolean
  readonly challengeMetadata: string | null
}

/** Who signs in: `userName` stands for a name that no user has, where users are hidden. */
export interface Challenged {
  readonly userName: string
  readonly user: UserRecord | undefined
}

/** What a created challenge tells the client, what it keeps for the answer, and its name in the session. */
export interface CustomChallenge {
  readonly publicParameters: Readonly<Record<string, string>>
  readonly privateParameters: Readonly<Record<string, string>>
  readonly metadata: string | null
}

type Triggers = 'DefineAuthChallenge' | 'CreateAuthChallenge' | 'VerifyAuthChallengeResponse'

/** Developer guide, "Define Auth challenge Lambda trigger": what comes next. */
export async function defineChallenge(
  context: InvokesTriggers & Fails<'InvalidParameterException'>,
  signingIn: SigningIn,
  who: Challenged,
  session: readonly AnsweredChallenge[],
): Promise<'fail' | 'tokens' | 'CUSTOM_CHALLENGE' | 'PASSWORD_VERIFIER'> {
  const response = await ask(context, signingIn, who, 'DefineAuthChallenge', {
    request: { session },
    response: { challengeName: null, issueTokens: null, failAuthentication: null },
  })
  if (readFlag(context, response, 'failAuthentication')) return 'fail'
  if (readFlag(context, response, 'issueTokens')) return 'tokens'
  const name = response['challengeName'] ?? undefined
  if (name === 'CUSTOM_CHALLENGE') return name
  if (name === 'PASSWORD_VERIFIER')
    return session.at(-1)?.challengeName === 'SRP_A'
      ? name
      : refuseResponse(context, 'PASSWORD_VERIFIER can only follow SRP_A')
  return typeof name === 'string'
    ? refuseUnimplemented(context, `the challengeName ${name} in the response of DefineAuthChallenge`)
    : refuseResponse(context, 'DefineAuthChallenge decided nothing')
}

/** Developer guide, "Create Auth challenge Lambda trigger". */
export async function createChallenge(
  context: InvokesTriggers,
  signingIn: SigningIn,
  who: Challenged,
  session: readonly AnsweredChallenge[],
): Promise<CustomChallenge> {
  const response = await ask(context, signingIn, who, 'CreateAuthChallenge', {
    request: { challengeName: 'CUSTOM_CHALLENGE', session },
    response: { publicChallengeParameters: null, privateChallengeParameters: null, challengeMetadata: null },
  })
  const metadata = response['challengeMetadata'] ?? null
  if (metadata !== null && typeof metadata !== 'string')
    return refuseResponse(context, 'challengeMetadata is not a text')
  return {
    publicParameters: readParameters(context, response, 'publicChallengeParameters'),
    privateParameters: readParameters(context, response, 'privateChallengeParameters'),
    metadata,
  }
}

/** Developer guide, "Verify Auth challenge response Lambda trigger": whether the answer is right. */
export async function verifyAnswer(
  context: InvokesTriggers,
  signingIn: SigningIn,
  who: Challenged,
  privateChallengeParameters: CustomChallenge['privateParameters'],
  challengeAnswer: string,
): Promise<boolean> {
  const response = await ask(context, signingIn, who, 'VerifyAuthChallengeResponse', {
    request: { privateChallengeParameters, challengeAnswer },
    response: { answerCorrect: null },
  })
  return readFlag(context, response, 'answerCorrect')
}

async function ask(
  context: InvokesTriggers,
  { pool, client, clientMetadata }: SigningIn,
  { userName, user }: Challenged,
  trigger: Triggers,
  { request, response }: { readonly request: JsonObject; readonly response: JsonObject },
): Promise<JsonObject> {
  const answer = await invokeTrigger(context, {
    trigger,
    source: `${trigger}_Authentication`,
    pool,
    clientId: client.id,
    userName,
    request: {
      userAttributes: user ? triggerAttributes(pool, user) : {},
      ...request,
      ...(hidesUsers(client) && { userNotFound: user === undefined }),
      clientMetadata,
    },
    response,
  })
  return answer ?? refuseResponse(context, `the pool has lost its trigger ${trigger}`)
}

function readParameters(context: InvokesTriggers, response: JsonObject, name: string): Record<string, string> {
  const value = response[name] ?? {}
  if (!isObject(value)) return refuseResponse(context, `${name} is not an object`)
  return Object.fromEntries(
    Object.entries(value).map(([key, text]) => [
      key,
      typeof text === 'string' ? text : refuseResponse(context, `${name} holds more than texts`),
    ]),
  )
}
