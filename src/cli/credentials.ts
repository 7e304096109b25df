import type { SigningCredentials } from '../wire/sign-request.ts'
import type { Io } from './command.ts'

/** The credentials that commands sign their requests with: AWS's variables, or any, which do in development. */
export function credentialsOf(env: Io['env']): SigningCredentials {
  return {
    accessKeyId: env['AWS_ACCESS_KEY_ID'] || 'poolgate',
    secretAccessKey: env['AWS_SECRET_ACCESS_KEY'] || 'poolgate',
  }
}
