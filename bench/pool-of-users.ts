import {
  AdminCreateUserCommand,
  AdminSetUserPasswordCommand,
  type CognitoIdentityProviderClient,
  CreateUserPoolClientCommand,
  CreateUserPoolCommand,
  InitiateAuthCommand,
} from '@aws-sdk/client-cognito-identity-provider'
import { sdkClients } from '../test/support/sdk.ts'

export const Password = 'S3cure!!'

/** A pool of a server, with users who have that password, and one client that allows every flow. */
export interface PoolOfUsers {
  readonly cognito: CognitoIdentityProviderClient
  readonly UserPoolId: string
  readonly ClientId: string
  /** The names of the users, each as long as the others. */
  readonly names: readonly string[]
  /** Tokens of a user, by password. */
  readonly signIn: (name: string) => Promise<{ readonly AccessToken: string; readonly RefreshToken: string }>
  readonly close: () => void
}

export async function createPoolOfUsers(port: number, users: number): Promise<PoolOfUsers> {
  const { cognito, close } = sdkClients(`http://127.0.0.1:${port}`)
  const UserPoolId = (await cognito.send(new CreateUserPoolCommand({ PoolName: 'bench' }))).UserPool?.Id ?? ''
  const created = await cognito.send(
    new CreateUserPoolClientCommand({
      UserPoolId,
      ClientName: 'bench',
      ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_USER_SRP_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
    }),
  )
  const ClientId = created.UserPoolClient?.ClientId ?? ''
  const names = Array.from({ length: users }, (_, index) => `user-${index.toString().padStart(6, '0')}`)
  for (const Username of names) {
    await cognito.send(new AdminCreateUserCommand({ UserPoolId, Username, MessageAction: 'SUPPRESS' }))
    await cognito.send(new AdminSetUserPasswordCommand({ UserPoolId, Username, Password, Permanent: true }))
  }
  const signIn = async (USERNAME: string) => {
    const AuthParameters = { USERNAME, PASSWORD: Password }
    const command = new InitiateAuthCommand({ ClientId, AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters })
    const { AccessToken = '', RefreshToken = '' } = (await cognito.send(command)).AuthenticationResult ?? {}
    return { AccessToken, RefreshToken }
  }
  return { cognito, UserPoolId, ClientId, names, signIn, close }
}

/** A call of Cognito's as the load sends it; its input has `TOKEN` in it, which stands for a text as long as `example`. */
export function callOf(port: number, operation: string, input: object, example: string): string {
  const body = JSON.stringify(input)
  const lines = [
    'POST / HTTP/1.1',
    `Host: 127.0.0.1:${port}`,
    'Content-Type: application/x-amz-json-1.1',
    `X-Amz-Target: AWSCognitoIdentityProviderService.${operation}`,
    `Content-Length: ${body.length - 'TOKEN'.length + example.length}`,
  ]
  return `${lines.join('\r\n')}\r\n\r\n${body}`
}
