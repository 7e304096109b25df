import type { PoolInput } from '../pools/pool-settings.ts'
import type { PoolSettings } from '../store.ts'

type MessageTemplates = Pick<
  PoolSettings,
  | 'VerificationMessageTemplate'
  | 'EmailVerificationMessage'
  | 'EmailVerificationSubject'
  | 'SmsVerificationMessage'
  | 'SmsAuthenticationMessage'
>

/**
 * The texts of verification messages. Three of them have two names, the older one beside the template; each name shows
 * the text that is sent, which is the template's when both are given.
 */
export function readMessageTemplates(input: PoolInput): MessageTemplates {
  const given = input.VerificationMessageTemplate ?? {}
  const message = given.EmailMessage ?? input.EmailVerificationMessage
  const subject = given.EmailSubject ?? input.EmailVerificationSubject
  const sms = given.SmsMessage ?? input.SmsVerificationMessage
  return {
    VerificationMessageTemplate: {
      DefaultEmailOption: 'CONFIRM_WITH_CODE',
      ...given,
      ...(message !== undefined && { EmailMessage: message }),
      ...(subject !== undefined && { EmailSubject: subject }),
      ...(sms !== undefined && { SmsMessage: sms }),
    },
    ...(message !== undefined && { EmailVerificationMessage: message }),
    ...(subject !== undefined && { EmailVerificationSubject: subject }),
    ...(sms !== undefined && { SmsVerificationMessage: sms }),
    ...(input.SmsAuthenticationMessage !== undefined && { SmsAuthenticationMessage: input.SmsAuthenticationMessage }),
  }
}
