import type { AppClient } from '../clients/app-client.ts'
import type { CallContext, Fails } from '../../wire/operation.ts'
import type { Cognito } from '../cognito.ts'
import type { Contact } from '../messages/contacts.ts'
import type { PoolRecord, UserRecord } from '../store.ts'
import { allowsFlow } from './auth-flows.ts'
import { type ChallengeSession, createSession, openSession, refuseSession } from './challenge-sessions.ts'
import { allowedOneTimePasswords, passwordsAndCodes, mediumOf } from './first-factors.ts'
import { attributeOf } from './sent-codes.ts'

/*
 * Signing up without a password, and straight on into signing in (developer guide, "Passwords at sign-up" and "Automatic
 * sign-in with OTPs"): SignUp gives a session, ConfirmSignUp exchanges it, InitiateAuth takes the last one for the code.
 */

/** What the sessions of SignUp and ConfirmSignUp are made for. */
export const signUpSession = 'SIGN_UP'
export const confirmedSession = 'SIGN_UP/confirmed'

/** Only with an address that the pool verifies and that codes to sign in with can go to. */
export function canSignUpWithoutPassword({ pool, client }: AppClient, attributes: UserRecord['attributes']): boolean {
  const verified = pool.settings.AutoVerifiedAttributes ?? []
  return (
    allowsFlow(client, 'USER_AUTH') &&
    allowedOneTimePasswords(pool)
      .map((factor) => attributeOf[mediumOf[factor]])
      .some((attribute) => verified.includes(attribute) && attributes[attribute] !== undefined)
  )
}

/** Whether the code of a sign-up can stand for one to sign in with, which would go to the same address or number. */
export function canSignInAfterSignUp({ pool, client }: AppClient, { attribute }: Contact): boolean {
  return allowsFlow(client, 'USER_AUTH') && allowedOneTimePasswords(pool).includes(factorOf[attribute])
}

const factorOf = { email: 'EMAIL_OTP', phone_number: 'SMS_OTP' } as const

/** Whether a user can sign in by codes like that by which this contact was just verified. */
export function canUseSameCode(pool: PoolRecord, user: UserRecord, { attribute }: Pick<Contact, 'attribute'>): boolean {
  return (
    user.attributes[`${attribute}_verified`] === 'true' && passwordsAndCodes(pool, user).includes(factorOf[attribute])
  )
}

/** Opens the session of SignUp for ConfirmSignUp, of which nobody learns whether the user exists. */
export function requireSignUpSession(
  context: Fails<'NotAuthorizedException'> & Pick<CallContext, 'now'> & Pick<Cognito, 'vault'>,
  appClient: AppClient,
  user: UserRecord | undefined,
  text: string,
): ChallengeSession {
  const session = openSession(context, appClient, signUpSession, text)
  return user?.sub === session.sub ? session : refuseSession(context, 'the session was made for another user')
}

/** The session with which a user who has just been confirmed signs in; undefined when there is no such way. */
export function createConfirmedSession(
  context: Pick<CallContext, 'now'> & Pick<Cognito, 'random' | 'vault'>,
  appClient: AppClient,
  user: UserRecord,
  contact: Contact,
): string | undefined {
  return canUseSameCode(appClient.pool, user, contact)
    ? createSession(context, appClient, user, confirmedSession)
    : undefined
}
