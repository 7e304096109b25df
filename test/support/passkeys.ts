import type { TestContext } from 'node:test'
import type { WebAuthnConfigurationType } from '@aws-sdk/client-cognito-identity-provider'
import { newAuthenticator } from './authenticator.ts'
import { openChoicePool } from './choices.ts'
import type { openUserPool } from './user-pool.ts'

export const origin = 'https://www.shop.example'

/** A pool whose users sign in with passkeys of shop.example. `register` gives a user one. */
export async function openPasskeyPool(
  t: TestContext,
  WebAuthnConfiguration: WebAuthnConfigurationType | undefined = { RelyingPartyId: 'shop.example' },
  settings: NonNullable<Parameters<typeof openUserPool>[1]> = {},
) {
  const flows = ['ALLOW_USER_AUTH', 'ALLOW_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'] as const
  const opened = await openChoicePool(t, ['PASSWORD', 'WEB_AUTHN'], {
    ...settings,
    client: { ExplicitAuthFlows: [...flows], ...settings.client },
  })
  const { client: api, UserPoolId, addUser, tokens } = opened
  if (WebAuthnConfiguration) await api.SetUserPoolMfaConfig({ UserPoolId, WebAuthnConfiguration })

  /** Options as the page gets them; the SDK calls them a document, of which it knows nothing. */
  async function start(AccessToken: string) {
    const { CredentialCreationOptions: options } = await api.StartWebAuthnRegistration({ AccessToken })
    return JSON.parse(JSON.stringify(options)) as CreationOptions
  }
  const complete = (AccessToken: string, Credential: ReturnType<ReturnType<typeof newAuthenticator>['create']>) =>
    api.CompleteWebAuthnRegistration({ AccessToken, Credential })

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

/** The options that the page gets of a WEB_AUTHN challenge. */
export function requestOptionsOf({
  ChallengeParameters: parameters,
}: {
  ChallengeParameters?: Record<string, string>
}) {
  return JSON.parse(parameters?.CREDENTIAL_REQUEST_OPTIONS ?? '') as RequestOptions
}

interface RequestOptions {
  readonly challenge: string
  readonly rpId: string
  readonly userVerification: string
  readonly allowCredentials: readonly { readonly id: string; readonly transports: readonly string[] }[]
}

interface CreationOptions {
  readonly challenge: string
  readonly rp: { readonly id: string; readonly name: string }
  readonly user: { readonly id: string; readonly name: string; readonly displayName: string }
  readonly excludeCredentials: readonly { readonly id: string }[]
  readonly authenticatorSelection: { readonly userVerification: string }
}
