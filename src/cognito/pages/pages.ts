import type { DomainPath } from '../domains/domain-exchange.ts'
import { addPasskey } from './add-passkey.ts'
import { assets } from './assets.ts'
import { challenge } from './challenge.ts'
import { confirm, resendCode } from './confirm.ts'
import { errorPage } from './error-page.ts'
import { confirmForgotPassword, forgotPassword } from './forgot-password.ts'
import { login } from './login.ts'
import { signUp } from './sign-up.ts'
import { formPage } from './visit.ts'

/** The pages of a domain, by path. */
export const pages: Readonly<Record<string, DomainPath>> = {
  '/challenge': formPage(challenge),
  '/confirm': formPage(confirm),
  '/confirmforgotPassword': formPage(confirmForgotPassword),
  '/error': errorPage,
  '/forgotPassword': formPage(forgotPassword),
  '/login': formPage(login),
  '/passkeys/add': formPage(addPasskey),
  '/resendcode': formPage(resendCode),
  '/signup': formPage(signUp),
  ...assets,
}
