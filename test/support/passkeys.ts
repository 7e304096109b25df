import type { TestContext } from 'node:test'
import type { CreateUserPoolCommandInput, WebAuthnConfigurationType } from '@aws-sdk/client-cognito-identity-provider'
import { newAuthenticator } from './authenticator.ts'
import { openUserPool } from './user-pool.ts'

export const origin = 'https://www.shop.example'

/** A pool whose users sign in with passkeys of shop.example. `register` gives a user one. */
export async function openPasskeyPool(
  t: TestContext,
  WebAuthnConfiguration: WebAuthnConfigurationType | undefined = { RelyingPartyId: 'shop.example' },
  pool: Partial<CreateUserPoolCommandInput> = {},
) {
  const opened = await openUserPool(t, {
    pool: {
      ...pool,
    },
    client: { ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'] },
  })
  const { client, UserPoolId, addUser, tokens } = opened
  const record = (await opened.store.findPool(UserPoolId))!
  const SignInPolicy = { AllowedFirstAuthFactors: ['PASSWORD' as const, 'WEB_AUTHN' as const] }
  const settings = { ...record.settings, Policies: { ...record.settings.Policies, SignInPolicy } }
  await opened.store.replacePool({ ...record, settings })
  if (WebAuthnConfiguration) await client.SetUserPoolMfaConfig({ UserPoolId, WebAuthnConfiguration })

  /** Options as the page gets them; the SDK calls them a document, of which it knows nothing. */
  async function start(AccessToken: string) {
    const { CredentialCreationOptions: options } = await client.StartWebAuthnRegistration({ AccessToken })
    return JSON.parse(JSON.stringify(options)) as CreationOptions
  }
  const complete = (AccessToken: string, Credential: ReturnType<ReturnType<typeof newAuthenticator>['create']>) =>
    client.CompleteWebAuthnRegistration({ AccessToken, Credential })

  async function register(AccessToken: string, authenticator = newAuthenticator(origin)) {
    await complete(AccessToken, authenticator.create(await start(AccessToken)))
    return authenticator
  }

  /** A user who has signed in. */
  async function addSignedIn(Username?: string): Promise<string> {
    await addUser(Username)
    return (await tokens(Username)).AccessToken
  }
  return { ...opened, start, complete, register, addSignedIn }
}

export interface CreationOptions {
  readonly challenge: string
  readonly rp: { readonly id: string; readonly name: string }
  readonly user: { readonly id: string; readonly name: string; readonly displayName: string }
  readonly excludeCredentials: readonly { readonly id: string }[]
  readonly authenticatorSelection: { readonly userVerification: string }
}
