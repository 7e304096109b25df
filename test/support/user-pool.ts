import { createPublicKey, verify } from 'node:crypto'
import type { TestContext } from 'node:test'
import type {
  CreateUserPoolClientCommandInput,
  CreateUserPoolCommandInput,
} from '@aws-sdk/client-cognito-identity-provider'
import type { PublishedKey } from '../../src/cognito/keys/signing-keys.ts'
import type { Functions } from '../../src/ports/functions.ts'
import { openCognito } from './cognito.ts'

export const email = 'jane@example.com'
export const password = 'S3cure!!'

/** What `assert.rejects` expects of a refusal. */
export function refusal(code: string, message: string): { code: string; message: string } {
  return { code, message }
}

/** The most ordinary pool: e-mail addresses are usernames and verified by code; one client signs in by password. */
export async function openUserPool(
  t: TestContext,
  settings: {
    readonly pool?: Partial<CreateUserPoolCommandInput>
    readonly client?: Partial<CreateUserPoolClientCommandInput>
    readonly functions?: Functions
  } = {},
) {
  const cognito = await openCognito(t, settings.functions)
  const { client, mail } = cognito
  const pool = await client.CreateUserPool({
    PoolName: 'customers',
    UsernameAttributes: ['email'],
    AutoVerifiedAttributes: ['email'],
    ...settings.pool,
  })
  const UserPoolId = pool.UserPool?.Id ?? ''
  async function addClient(more: Partial<CreateUserPoolClientCommandInput> = {}) {
    const added = await client.CreateUserPoolClient({
      UserPoolId,
      ClientName: 'web',
      ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_ADMIN_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
      ...settings.client,
      ...more,
    })
    return { id: added.UserPoolClient?.ClientId ?? '', secret: added.UserPoolClient?.ClientSecret }
  }
  const { id: ClientId, secret } = await addClient()

  const signUp = (Username = email, more: object = {}) =>
    client.SignUp({ ClientId, Username, Password: password, ...more })

  async function addUser(Username = email, more: object = {}): Promise<string> {
    const { UserSub } = await signUp(Username, more)
    await client.AdminConfirmSignUp({ UserPoolId, Username })
    return UserSub
  }

  const signIn = (USERNAME = email, PASSWORD = password, more: Record<string, string> = {}) =>
    client.InitiateAuth({ ClientId, AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters: { USERNAME, PASSWORD, ...more } })

  async function tokens(USERNAME = email, PASSWORD = password) {
    const { AuthenticationResult } = await signIn(USERNAME, PASSWORD)
    const { AccessToken = '', IdToken = '', RefreshToken = '' } = AuthenticationResult ?? {}
    return { AccessToken, IdToken, RefreshToken }
  }

  const attributesOf = async (Username = email) => {
    const { UserAttributes = [] } = await client.AdminGetUser({ UserPoolId, Username })
    return Object.fromEntries(UserAttributes.map(({ Name, Value }) => [Name, Value]))
  }

  /** The six digits, or the temporary password, of the newest mail. */
  const lastCode = () => /\d{6}/.exec(mail.messages.at(-1)?.html ?? '')?.[0] ?? ''

  return {
    ...cognito,
    UserPoolId,
    ClientId,
    secret,
    addClient,
    signUp,
    addUser,
    signIn,
    tokens,
    attributesOf,
    lastCode,
  }
}

/** Header and claims of a token, once its signature fits a published key of the pool. */
export async function readVerified(
  token: string,
  keys: readonly PublishedKey[],
): Promise<{ header: Record<string, unknown>; claims: Record<string, unknown> }> {
  const [header = '', claims = '', signature = ''] = token.split('.')
  const read = (part: string): Record<string, unknown> => JSON.parse(Buffer.from(part, 'base64url').toString())
  const key = keys.find(({ kid }) => kid === read(header).kid)
  if (!key) throw new Error('the token names no published key')
  const publicKey = createPublicKey({ key: { ...key }, format: 'jwk' })
  if (!verify('sha256', Buffer.from(`${header}.${claims}`), publicKey, Buffer.from(signature, 'base64url')))
    throw new Error('the signature does not fit')
  return { header: read(header), claims: read(claims) }
}
