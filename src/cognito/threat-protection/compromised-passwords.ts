import type { EventFilterType } from '@aws-sdk/client-cognito-identity-provider'
import type { Fails } from '../../wire/operation.ts'
import type { AppClient } from '../clients/app-client.ts'
import { riskConfigurationOf } from './risk-configuration.ts'
import { threatProtectionOf } from './threat-protection.ts'

/** Words at the head of every published list of leaked passwords. */
const words =
  'password|passw0rd|p@ssword|p@ssw0rd|pa$$word|pa$$w0rd|qwerty|qwertyuiop|azerty|letmein|welcome|admin|administrator|iloveyou|monkey|dragon|football|baseball|princess|sunshine|master|shadow|superman|trustno1|abc|abcd|changeme|secret|summer|winter|spring|autumn|test|user|login|hello|love|michael|jordan|charlie'

/** What people put behind such a word so that it conforms with a policy. */
const commonPassword = new RegExp(
  String.raw`^(?:(?:${words.replaceAll('$', String.raw`\$`)})[!@#$%^&*.?_-]*(?:\d{1,4}|12345\d*|19\d\d|20\d\d)?[!@#$%^&*.?_-]*|1q2w3e4r(?:5t)?.?|(?:1qaz2wsx|zaq12wsx|qazwsx(?:edc)?|q1w2e3r4(?:t5)?|1qaz@wsx|zaq1@wsx).?|(\d)\1+|0?1234567?8?9?0?|9?87654321?0?)$`,
  'i',
)

/**
 * Whether everybody knows the password: a common word with the digits and signs that policies ask for. AWS compares with
 * leaked credentials that only it has.
 */
export function isCompromised(password: string): boolean {
  return commonPassword.test(password)
}

/** Whether the client or its pool acts on compromised passwords in this event. */
export function blocksCompromised(appClient: AppClient, event: EventFilterType): boolean {
  if (threatProtectionOf(appClient.pool) !== 'ENFORCED') return false
  const { Actions, EventFilter } = riskConfigurationOf(appClient)?.CompromisedCredentialsRiskConfiguration ?? {}
  return Actions?.EventAction === 'BLOCK' && (EventFilter?.includes(event) ?? true)
}

/** Refuses a new password that everybody knows with InvalidPasswordException. */
export function refuseCompromised(
  context: Fails<'InvalidPasswordException'>,
  appClient: AppClient,
  event: EventFilterType,
  password: string,
): void {
  if (blocksCompromised(appClient, event) && isCompromised(password))
    context.fail('InvalidPasswordException', 'Provided password cannot be used for security reasons.')
}
