import { type AppClient, checkSecretHash } from '../clients/app-client.ts'
import { answerCustomChallenge } from './custom-auth.ts'
import { deviceOf, findParameter, requireParameter } from './auth-parameters.ts'
import { answerDevicePasswordVerifier, answerDeviceSrp } from './device-srp.ts'
import { checkClaimedDevice } from '../devices/devices.ts'
import type { Door } from './auth-flows.ts'
import { answerMessageFactor, answerSelectMfaType } from './message-mfa.ts'
import { isChoiceSession } from './choice-sessions.ts'
import { answerOneTimePassword } from './one-time-passwords.ts'
import { answerPasswordChoice, answerSelectChallenge } from './user-auth.ts'
import { answerPasskey } from './web-authn.ts'
import { answerMfaSetup } from './mfa-setup.ts'
import { answerSoftwareToken } from './software-token-mfa.ts'
import { answerNewPassword } from './new-password-required.ts'
import { answerPasswordVerifier } from './answer-password-verifier.ts'
import type { Context, Input, Output } from '../service.ts'
import { refuseUnimplemented } from '../pools/unimplemented.ts'

/** Takes the answer to a challenge: both operations once it is clear which client answers. */
export async function respond(
  context: Context<'RespondToAuthChallenge'> | Context<'AdminRespondToAuthChallenge'>,
  appClient: AppClient,
  input: Pick<Input<'RespondToAuthChallenge'>, 'ChallengeName' | 'ChallengeResponses' | 'Session' | 'ClientMetadata'>,
  door: Door,
): Promise<Output<'RespondToAuthChallenge'>> {
  const responses = input.ChallengeResponses ?? {}
  const name = requireParameter(context, responses, 'USERNAME')
  checkSecretHash(context, appClient.client, findParameter(responses, 'SECRET_HASH'), [name])
  await checkClaimedDevice(context, appClient.pool, name, responses)
  const device = deviceOf(responses, door)
  const signingIn = { ...appClient, ...device, validationData: undefined, clientMetadata: input.ClientMetadata }
  switch (input.ChallengeName) {
    case 'NEW_PASSWORD_REQUIRED':
      return answerNewPassword(context, signingIn, input.Session, responses)
    case 'SOFTWARE_TOKEN_MFA':
      return answerSoftwareToken(context, signingIn, input.Session, responses)
    case 'SELECT_CHALLENGE':
      return answerSelectChallenge(context, signingIn, input.Session, responses)
    case 'PASSWORD':
    case 'PASSWORD_SRP':
      return answerPasswordChoice(context, signingIn, input.ChallengeName, input.Session, responses)
    case 'WEB_AUTHN':
      return answerPasskey(context, signingIn, input.Session, responses)
    case 'SMS_OTP':
      return answerOneTimePassword(context, signingIn, 'SMS_OTP', input.Session, responses)
    case 'EMAIL_OTP':
      // One name for two challenges; the session tells which.
      return isChoiceSession(context, input.Session)
        ? answerOneTimePassword(context, signingIn, 'EMAIL_OTP', input.Session, responses)
        : answerMessageFactor(context, signingIn, 'EMAIL_OTP', input.Session, responses)
    case 'SMS_MFA':
      return answerMessageFactor(context, signingIn, input.ChallengeName, input.Session, responses)
    case 'SELECT_MFA_TYPE':
      return answerSelectMfaType(context, signingIn, input.Session, responses)
    case 'MFA_SETUP':
      return answerMfaSetup(context, signingIn, input.Session, responses)
    case 'PASSWORD_VERIFIER':
      return answerPasswordVerifier(context, signingIn, responses)
    case 'DEVICE_SRP_AUTH':
      return answerDeviceSrp(context, signingIn, input.Session, responses)
    case 'DEVICE_PASSWORD_VERIFIER':
      return answerDevicePasswordVerifier(context, signingIn, responses)
    case 'CUSTOM_CHALLENGE':
      return answerCustomChallenge(context, signingIn, input.Session, responses)
    default:
      return refuseUnimplemented(context, `the challenge ${input.ChallengeName}`)
  }
}
