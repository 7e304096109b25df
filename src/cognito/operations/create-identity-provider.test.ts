import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, it, type TestContext } from 'node:test'
import type { CreateIdentityProviderCommandInput } from '@aws-sdk/client-cognito-identity-provider'
import { samlMetadata } from '../../../test/support/saml.ts'
import { openUserPool, refusal } from '../../../test/support/user-pool.ts'

const oauthClient = { client_id: 'id', client_secret: 'secret', authorize_scopes: 'openid email' }
const endpoints = {
  authorize_url: 'https://idp.example.com/authorize',
  token_url: 'https://idp.example.com/token',
  attributes_url: 'https://idp.example.com/userinfo',
  jwks_uri: 'https://idp.example.com/jwks',
}
const corp = {
  ProviderName: 'Corp',
  ProviderType: 'OIDC',
  ProviderDetails: { ...oauthClient, ...endpoints, oidc_issuer: 'https://idp.example.com' },
} as const
const invalid = (message: string) => refusal('InvalidParameterException', message)

async function open(t: TestContext) {
  const opened = await openUserPool(t)
  const { client, UserPoolId } = opened
  const create = async (more: Partial<CreateIdentityProviderCommandInput> = {}) =>
    (await client.CreateIdentityProvider({ UserPoolId, ...corp, ...more })).IdentityProvider
  return { ...opened, create, named: { UserPoolId, ProviderName: 'Corp' } }
}

/** Documents by path, on this machine. */
async function serve(t: TestContext, documents: (origin: string) => Readonly<Record<string, string>>): Promise<string> {
  const server = createServer((request, response) => {
    const document = documents(origin)[request.url ?? '']
    response.writeHead(document === undefined ? 404 : 200).end(document)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => server.close())
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return origin
}

describe('CreateIdentityProvider', () => {
  it('makes a provider that is shown whole, the subject mapped to the username', async (t) => {
    const { create, client, clock, named } = await open(t)
    const created = await create({ AttributeMapping: { email: 'mail' }, IdpIdentifiers: ['corp.example.com'] })
    assert.deepEqual(created, {
      ...named,
      ProviderType: 'OIDC',
      ProviderDetails: {
        ...corp.ProviderDetails,
        attributes_request_method: 'GET',
        attributes_url_add_attributes: 'false',
      },
      AttributeMapping: { email: 'mail', username: 'sub' },
      IdpIdentifiers: ['corp.example.com'],
      LastModifiedDate: clock.now(),
      CreationDate: clock.now(),
    })
    assert.deepEqual((await client.DescribeIdentityProvider(named)).IdentityProvider, created)
  })

  it('keeps the secrets of a provider sealed', async (t) => {
    const { create, store, UserPoolId } = await open(t)
    await create({ ProviderDetails: { ...corp.ProviderDetails, client_secret: 'very-secret' } })
    const kept = await store.findIdentityProvider(UserPoolId, 'Corp')
    assert.equal(Buffer.from(kept?.sealedDetails ?? []).includes('very-secret'), false)
  })

  for (const [ProviderType, subject, given, shown] of [
    [
      'Google',
      'sub',
      oauthClient,
      {
        ...oauthClient,
        attributes_url: 'https://people.googleapis.com/v1/people/me?personFields=',
        attributes_url_add_attributes: 'true',
        authorize_url: 'https://accounts.google.com/o/oauth2/v2/auth',
        oidc_issuer: 'https://accounts.google.com',
        token_request_method: 'POST',
        token_url: 'https://www.googleapis.com/oauth2/v4/token',
      },
    ],
    [
      'Facebook',
      'id',
      { ...oauthClient, api_version: 'v2.9' },
      {
        ...oauthClient,
        api_version: 'v2.9',
        attributes_url: 'https://graph.facebook.com/v2.9/me?fields=',
        attributes_url_add_attributes: 'true',
        authorize_url: 'https://www.facebook.com/v2.9/dialog/oauth',
        token_request_method: 'GET',
        token_url: 'https://graph.facebook.com/v2.9/oauth/access_token',
      },
    ],
    [
      'LoginWithAmazon',
      'user_id',
      oauthClient,
      {
        ...oauthClient,
        attributes_url: 'https://api.amazon.com/user/profile',
        attributes_url_add_attributes: 'false',
        authorize_url: 'https://www.amazon.com/ap/oa',
        token_request_method: 'POST',
        token_url: 'https://api.amazon.com/auth/o2/token',
      },
    ],
    [
      'SignInWithApple',
      'sub',
      { client_id: 'id', team_id: 'team', key_id: 'key', private_key: 'pem', authorize_scopes: 'email name' },
      {
        client_id: 'id',
        team_id: 'team',
        key_id: 'key',
        authorize_scopes: 'email name',
        attributes_url_add_attributes: 'false',
        authorize_url: 'https://appleid.apple.com/auth/authorize',
        oidc_issuer: 'https://appleid.apple.com',
        token_request_method: 'POST',
        token_url: 'https://appleid.apple.com/auth/token',
      },
    ],
  ] as const)
    it(`shows what is known of ${ProviderType}, which has that name`, async (t) => {
      const { create } = await open(t)
      const created = await create({ ProviderName: ProviderType, ProviderType, ProviderDetails: given })
      assert.deepEqual(created?.ProviderDetails, shown)
      assert.deepEqual(created?.AttributeMapping, { username: subject })
      await assert.rejects(
        create({ ProviderName: 'Another', ProviderType, ProviderDetails: given }),
        invalid(`Provider Another cannot be of type ${ProviderType}.`),
      )
      await assert.rejects(
        create({ ProviderName: ProviderType }),
        invalid(`Provider ${ProviderType} cannot be of type OIDC.`),
      )
    })

  it('asks an OpenID Connect provider for the endpoints that are not given', async (t) => {
    const { create } = await open(t)
    const issuer = await serve(t, (origin) => ({
      '/.well-known/openid-configuration': JSON.stringify({
        issuer: origin,
        authorization_endpoint: `${origin}/authorize`,
        token_endpoint: `${origin}/token`,
        userinfo_endpoint: `${origin}/userinfo`,
        jwks_uri: `${origin}/jwks`,
      }),
      '/other/.well-known/openid-configuration': JSON.stringify({ issuer: origin }),
      '/bare/.well-known/openid-configuration': JSON.stringify({ issuer: `${origin}/bare` }),
      '/clear/.well-known/openid-configuration': JSON.stringify({
        issuer: `${origin}/clear`,
        authorization_endpoint: 'https://idp.example.com/authorize',
        token_endpoint: 'http://idp.example.com/token',
      }),
    }))
    const given = { ...oauthClient, oidc_issuer: issuer, jwks_uri: 'https://keys.example.com/' }
    const created = await create({ ProviderDetails: given })
    assert.deepEqual(created?.ProviderDetails, {
      ...given,
      authorize_url: `${issuer}/authorize`,
      token_url: `${issuer}/token`,
      attributes_url: `${issuer}/userinfo`,
      attributes_request_method: 'GET',
      attributes_url_add_attributes: 'false',
    })
    for (const wrong of ['other', 'none', 'bare', 'clear'].map((path) => `${issuer}/${path}`))
      await assert.rejects(
        create({ ProviderName: 'Wrong', ProviderDetails: { ...given, oidc_issuer: wrong } }),
        invalid(
          `Unable to get the OpenID Connect endpoints of ${wrong} from ${wrong}/.well-known/openid-configuration.`,
        ),
      )
  })

  it('reads the metadata of a SAML provider, given or fetched', async (t) => {
    const { create, store, UserPoolId } = await open(t)
    const MetadataFile = samlMetadata()
    const saml = { ProviderType: 'SAML', AttributeMapping: { email: 'mail' } } as const
    const created = await create({ ...saml, ProviderDetails: { MetadataFile, IDPSignout: 'true' } })
    const read = {
      SSORedirectBindingURI: 'https://idp.example.com/sso?a=1&b=2',
      SLORedirectBindingURI: 'https://idp.example.com/slo',
    }
    const { ActiveEncryptionCertificate = '', ...details } = created?.ProviderDetails ?? {}
    assert.deepEqual(details, { MetadataFile, IDPSignout: 'true', ...read })
    const { subject, validTo } = new X509Certificate(Buffer.from(ActiveEncryptionCertificate, 'base64'))
    assert.deepEqual([subject, validTo], [`CN=${UserPoolId}`, 'Nov 22 10:00:00 2036 GMT'])
    assert.deepEqual(created?.AttributeMapping, { email: 'mail' })
    assert.equal((await store.findIdentityProvider(UserPoolId, 'Corp'))?.entityId, 'https://idp.example.com/saml')
    const origin = await serve(t, () => ({ '/metadata': MetadataFile }))
    const MetadataURL = `${origin}/metadata`
    const fetched = await create({ ...saml, ProviderName: 'Fetched', ProviderDetails: { MetadataURL } })
    const { ActiveEncryptionCertificate: other, ...fetchedDetails } = fetched?.ProviderDetails ?? {}
    assert.deepEqual(fetchedDetails, { MetadataURL, ...read })
    assert.notEqual(other, ActiveEncryptionCertificate)
    const wrong = (ProviderDetails: Record<string, string>) =>
      create({ ...saml, ProviderName: 'Wrong', ProviderDetails })
    await assert.rejects(
      wrong({ MetadataURL: `${origin}/none` }),
      invalid(`Non-ok status code 404 returned from remote metadata source ${origin}/none`),
    )
    await assert.rejects(
      wrong({ MetadataURL: 'http://idp.example.com/metadata' }),
      invalid('MetadataURL in ProviderDetails must be an https URL, or an http URL of this machine.'),
    )
    await assert.rejects(wrong({ MetadataFile: '<a/>' }), {
      message: 'Unable to use the SAML metadata: the metadata must describe exactly one entity',
    })
    await assert.rejects(wrong({}), invalid('At least one of the MetadataURL or MetadataFile should be provided.'))
    await assert.rejects(
      wrong({ MetadataFile, private_key: 'k' }),
      invalid('ProviderDetails of a provider of type SAML cannot have private_key.'),
    )
  })

  const refused: readonly [string, Partial<CreateIdentityProviderCommandInput>, string][] = [
    [
      'a detail that is missing',
      { ProviderDetails: { ...corp.ProviderDetails, client_id: '' } },
      'ProviderDetails of a provider of type OIDC must have client_id.',
    ],
    [
      'a detail that the type does not have',
      { ProviderDetails: { ...corp.ProviderDetails, token_endpoint: 'https://idp.example.com/token' } },
      'ProviderDetails of a provider of type OIDC cannot have token_endpoint.',
    ],
    [
      'another value than there are',
      { ProviderDetails: { ...corp.ProviderDetails, attributes_request_method: 'PUT' } },
      'attributes_request_method in ProviderDetails must be one of GET, POST.',
    ],
    [
      'an endpoint that secrets would reach in clear',
      { ProviderDetails: { ...corp.ProviderDetails, token_url: 'http://idp.example.com/token' } },
      'token_url in ProviderDetails must be an https URL, or an http URL of this machine.',
    ],
    [
      'attributes that the pool does not have',
      { AttributeMapping: { email: 'email', 'custom:team': 'team', sub: 'x' } },
      'AttributeMapping contains invalid mapping: [custom:team, sub]',
    ],
    ['an identifier given twice', { IdpIdentifiers: ['a', 'a'] }, 'The identifier a is given twice.'],
    ['the name of the pool itself', { ProviderName: 'COGNITO' }, 'Provider COGNITO cannot be of type OIDC.'],
  ]
  for (const [what, more, message] of refused)
    it(`refuses ${what}`, async (t) => {
      const { create } = await open(t)
      await assert.rejects(create(more), invalid(message))
    })

  it('refuses a name that is there, and an identifier that another provider has', async (t) => {
    const { create, UserPoolId } = await open(t)
    await create({ IdpIdentifiers: ['corp'] })
    await assert.rejects(
      create(),
      refusal('DuplicateProviderException', 'A provider with the name Corp already exists.'),
    )
    await assert.rejects(
      create({ ProviderName: 'Rival', IdpIdentifiers: ['corp'] }),
      invalid(`One of IdpIdentifiers is another identity provider's of user pool ${UserPoolId}.`),
    )
  })
})

describe('UpdateIdentityProvider', () => {
  it('changes what is given and leaves the rest, secrets among the details included', async (t) => {
    const { create, client, clock, named } = await open(t)
    await create({ AttributeMapping: { email: 'mail' }, IdpIdentifiers: ['corp'] })
    clock.advance(1000)
    const { client_secret: _, ...withoutSecret } = corp.ProviderDetails
    const updated = await client.UpdateIdentityProvider({
      ...named,
      ProviderDetails: { ...withoutSecret, client_id: 'other' },
    })
    assert.equal(updated.IdentityProvider?.ProviderDetails?.['client_id'], 'other')
    assert.equal(updated.IdentityProvider?.ProviderDetails?.['client_secret'], 'secret')
    assert.deepEqual(updated.IdentityProvider?.AttributeMapping, { email: 'mail', username: 'sub' })
    assert.deepEqual(updated.IdentityProvider?.IdpIdentifiers, ['corp'])
    assert.deepEqual(updated.IdentityProvider?.LastModifiedDate, clock.now())
    await client.UpdateIdentityProvider({ ...named, AttributeMapping: {}, IdpIdentifiers: [] })
    const { IdentityProvider: described } = await client.DescribeIdentityProvider(named)
    assert.deepEqual(described?.AttributeMapping, { username: 'sub' })
    assert.equal(described?.IdpIdentifiers, undefined)
    assert.equal(described?.ProviderDetails?.['client_id'], 'other')
  })
})

describe('GetIdentityProviderByIdentifier', () => {
  it('finds the provider of an identifier', async (t) => {
    const { create, client, UserPoolId } = await open(t)
    const created = await create({ IdpIdentifiers: ['corp.example.com', 'corp'] })
    const find = async (IdpIdentifier: string) =>
      (await client.GetIdentityProviderByIdentifier({ UserPoolId, IdpIdentifier })).IdentityProvider
    assert.deepEqual(await find('corp'), created)
    await assert.rejects(
      find('other'),
      refusal('ResourceNotFoundException', 'Identity provider with the identifier other does not exist.'),
    )
  })
})

describe('ListIdentityProviders and DeleteIdentityProvider', () => {
  it('answer each provider once, page by page, until it is deleted', async (t) => {
    const { create, client, UserPoolId, named, clock } = await open(t)
    await create()
    await create({ ProviderName: 'Other' })
    const first = await client.ListIdentityProviders({ UserPoolId, MaxResults: 1 })
    assert.deepEqual(first.Providers, [
      { ProviderName: 'Corp', ProviderType: 'OIDC', LastModifiedDate: clock.now(), CreationDate: clock.now() },
    ])
    const rest = await client.ListIdentityProviders({ UserPoolId, MaxResults: 1, NextToken: first.NextToken })
    assert.deepEqual([rest.Providers?.map(({ ProviderName }) => ProviderName), rest.NextToken], [['Other'], undefined])
    await client.DeleteIdentityProvider(named)
    const missing = refusal('ResourceNotFoundException', 'Identity provider Corp does not exist.')
    for (const gone of [
      client.DeleteIdentityProvider(named),
      client.DescribeIdentityProvider(named),
      client.UpdateIdentityProvider(named),
    ])
      await assert.rejects(gone, missing)
  })
})

describe('SupportedIdentityProviders of an app client', () => {
  it('may name what the pool has, in an update too', async (t) => {
    const { create, client, UserPoolId, ClientId } = await open(t)
    const update = (...SupportedIdentityProviders: string[]) =>
      client.UpdateUserPoolClient({ UserPoolId, ClientId, SupportedIdentityProviders })
    await assert.rejects(
      update('COGNITO', 'Corp'),
      invalid(`The provider Corp does not exist for User Pool ${UserPoolId}.`),
    )
    await create()
    const { UserPoolClient: updated } = await update('COGNITO', 'Corp')
    assert.deepEqual(updated?.SupportedIdentityProviders, ['COGNITO', 'Corp'])
  })
})
