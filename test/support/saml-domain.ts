import type { TestContext } from 'node:test'
import { createSamlProvider, type Said } from './saml-identity-provider.ts'
import { type Browser, openUserPoolDomain } from './user-pool-domain.ts'

type Settings = Parameters<typeof openUserPoolDomain>[1]

/** A pool whose users may sign in by `Corp`, a SAML provider, on its domain; browsers are sent to and fro without HTTP. */
export async function openSamlDomain(t: TestContext, details: Record<string, string> = {}, settings: Settings = {}) {
  const opened = await openUserPoolDomain(t, settings)
  const { client, UserPoolId, ClientId, clock, send, query } = opened
  const provider = await createSamlProvider(() => clock.now())
  const created = await client.CreateIdentityProvider({
    UserPoolId,
    ProviderName: 'Corp',
    ProviderType: 'SAML',
    ProviderDetails: { MetadataFile: provider.metadata(), ...details },
    AttributeMapping: { email: 'mail' },
    IdpIdentifiers: ['corp.example'],
  })
  const support = async (SupportedIdentityProviders: string[]) => {
    const { UserPoolClient } = await client.DescribeUserPoolClient({ UserPoolId, ClientId })
    await client.UpdateUserPoolClient({ ...UserPoolClient, UserPoolId, ClientId, SupportedIdentityProviders })
  }
  await support(['COGNITO', 'Corp'])

  /** Where the app sends the browser, and where that is sent from there. */
  const begin = async (browser: Browser, more: Record<string, string> = {}) =>
    (await send('GET', `/oauth2/authorize?${query({ identity_provider: 'Corp', state: 's', ...more })}`, { browser }))
      .location
  /** A browser posts from another site, without its cookies, and then follows where it is led. */
  async function comeBack(form: Record<string, string>, browser: Browser) {
    const posted = await send('POST', '/saml2/idpresponse', { form })
    if (!posted.location.startsWith('/saml2/idpresponse?')) return posted
    return send('GET', posted.location, { browser })
  }
  /** Signs in by the provider; answers where the browser ends. */
  async function signInByProvider(
    said: Partial<Said> = {},
    browser: Browser = new Map(),
    change?: (xml: string) => string,
  ) {
    return (await comeBack(provider.visit(await begin(browser), said, change), browser)).location
  }
  async function claimsByProvider(said: Partial<Said> = {}) {
    const code = new URL(await signInByProvider(said)).searchParams.get('code') ?? ''
    return opened.claimsOf((await opened.redeem(code)).body['id_token'])
  }
  const encryptFor = created.IdentityProvider?.ProviderDetails?.['ActiveEncryptionCertificate'] ?? ''
  return { ...opened, provider, support, begin, comeBack, signInByProvider, claimsByProvider, encryptFor }
}
