import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { request as tlsRequest } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { CreateDomainNameCommand } from '@aws-sdk/client-apigatewayv2'
import {
  AdminConfirmSignUpCommand,
  AdminDisableProviderForUserCommand,
  AdminLinkProviderForUserCommand,
  CreateIdentityProviderCommand,
  CreateManagedLoginBrandingCommand,
  CreateTermsCommand,
  CreateUserPoolClientCommand,
  CreateUserPoolCommand,
  CreateUserPoolDomainCommand,
  DescribeIdentityProviderCommand,
  DescribeManagedLoginBrandingByClientCommand,
  DescribeUserPoolDomainCommand,
  GetIdentityProviderByIdentifierCommand,
  GetUICustomizationCommand,
  GetUserCommand,
  InitiateAuthCommand,
  ListTermsCommand,
  paginateListIdentityProviders,
  SetUICustomizationCommand,
  SignUpCommand,
  UpdateUserPoolClientCommand,
} from '@aws-sdk/client-cognito-identity-provider'
import { png } from '../../support/images.ts'
import { samlMetadata } from '../../support/saml.ts'
import { sdkClients } from '../../support/sdk.ts'
import { type SpawnedServer, startServer, temporaryDirectory } from '../../support/server.ts'

const [Username, Password] = ['jane', 'S3cure!!']
const CustomDomainConfig = { CertificateArn: 'arn:aws:acm:us-east-1:000000000000:certificate/1' }

describe('identity providers and the looks of login pages, through the AWS SDK', () => {
  const dataDir = temporaryDirectory()
  /** An OpenID Connect provider that can be discovered. */
  const issuer = createServer((_request, response) => {
    const origin = `http://127.0.0.1:${(issuer.address() as AddressInfo).port}`
    const endpoints = ['authorization', 'token', 'userinfo'].map((name) => [`${name}_endpoint`, `${origin}/${name}`])
    response.end(JSON.stringify({ issuer: origin, jwks_uri: `${origin}/jwks`, ...Object.fromEntries(endpoints) }))
  })
  let server: SpawnedServer
  let clients: ReturnType<typeof sdkClients>
  let UserPoolId: string
  let ClientId: string
  const start = async () => {
    server = await startServer({ dataDir })
    clients = sdkClients(server.url)
  }

  before(async () => {
    await new Promise<void>((resolve) => issuer.listen(0, '127.0.0.1', resolve))
    await start()
    const { cognito } = clients
    UserPoolId = (await cognito.send(new CreateUserPoolCommand({ PoolName: 'customers' }))).UserPool!.Id!
    const settings = { UserPoolId, ClientName: 'web', ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH' as const] }
    ClientId = (await cognito.send(new CreateUserPoolClientCommand(settings))).UserPoolClient!.ClientId!
  })
  after(async () => {
    clients.close()
    await server.stop()
    issuer.close()
  })

  it('discover an OpenID Connect provider, read SAML metadata, and are supported by a client', async () => {
    const { cognito } = clients
    const oidc_issuer = `http://127.0.0.1:${(issuer.address() as AddressInfo).port}`
    await cognito.send(
      new CreateIdentityProviderCommand({
        UserPoolId,
        ProviderName: 'Corp',
        ProviderType: 'OIDC',
        ProviderDetails: { client_id: 'id', client_secret: 's', authorize_scopes: 'openid', oidc_issuer },
        IdpIdentifiers: ['corp.example.com'],
      }),
    )
    const MetadataFile = samlMetadata()
    await cognito.send(
      new CreateIdentityProviderCommand({
        UserPoolId,
        ProviderName: 'Partner',
        ProviderType: 'SAML',
        ProviderDetails: { MetadataFile },
        AttributeMapping: { email: 'mail' },
      }),
    )
    const IdpIdentifier = 'corp.example.com'
    const found = await cognito.send(new GetIdentityProviderByIdentifierCommand({ UserPoolId, IdpIdentifier }))
    assert.equal(found.IdentityProvider?.ProviderDetails?.['token_url'], `${oidc_issuer}/token`)
    const named = { UserPoolId, ProviderName: 'Partner' }
    const { IdentityProvider: partner } = await cognito.send(new DescribeIdentityProviderCommand(named))
    assert.equal(partner?.ProviderDetails?.['SLORedirectBindingURI'], 'https://idp.example.com/slo')
    const names: (string | undefined)[] = []
    const pages = paginateListIdentityProviders({ client: cognito, pageSize: 1 }, { UserPoolId })
    for await (const { Providers = [] } of pages) names.push(...Providers.map(({ ProviderName }) => ProviderName))
    assert.deepEqual(names, ['Corp', 'Partner'])
    const SupportedIdentityProviders = ['COGNITO', ...names.map(String)]
    const settings = { UserPoolId, ClientId, ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH' as const] }
    await cognito.send(new UpdateUserPoolClientCommand({ ...settings, SupportedIdentityProviders }))
    await assert.rejects(
      cognito.send(new UpdateUserPoolClientCommand({ ...settings, SupportedIdentityProviders: ['Other'] })),
      { name: 'InvalidParameterException', message: `The provider Other does not exist for User Pool ${UserPoolId}.` },
    )
  })

  it('link an identity to a user, whose tokens name it', async () => {
    const { cognito } = clients
    await cognito.send(new SignUpCommand({ ClientId, Username, Password }))
    await cognito.send(new AdminConfirmSignUpCommand({ UserPoolId, Username }))
    const SourceUser = { ProviderName: 'Partner', ProviderAttributeName: 'mail', ProviderAttributeValue: 'j@p.example' }
    const DestinationUser = { ProviderName: 'Cognito', ProviderAttributeValue: Username }
    const link = new AdminLinkProviderForUserCommand({ UserPoolId, DestinationUser, SourceUser })
    await cognito.send(link)
    await assert.rejects(cognito.send(link), { message: 'SourceUser is already linked to DestinationUser' })
    const signIn = async () => {
      const AuthParameters = { USERNAME: Username, PASSWORD: Password }
      const flow = { ClientId, AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters } as const
      return (await cognito.send(new InitiateAuthCommand(flow))).AuthenticationResult!
    }
    const { IdToken, AccessToken } = await signIn()
    const claims = JSON.parse(Buffer.from(IdToken!.split('.')[1]!, 'base64url').toString())
    const [identity] = claims.identities
    assert.deepEqual(
      { ...identity, dateCreated: typeof identity.dateCreated },
      {
        userId: 'j@p.example',
        providerName: 'Partner',
        providerType: 'SAML',
        issuer: 'https://idp.example.com/saml',
        primary: 'false',
        dateCreated: 'string',
      },
    )
    const attributesNow = async () =>
      (await cognito.send(new GetUserCommand({ AccessToken }))).UserAttributes?.map(({ Name }) => Name)
    assert.deepEqual(await attributesNow(), ['sub', 'identities'])
    await cognito.send(new AdminDisableProviderForUserCommand({ UserPoolId, User: SourceUser }))
    assert.deepEqual(await attributesNow(), ['sub'])
  })

  it('keep style sheets, images, settings and terms', async () => {
    const { cognito } = clients
    await cognito.send(new CreateUserPoolDomainCommand({ UserPoolId, Domain: 'shop' }))
    const CSS = '.label-customizable { font-weight: 400; }'
    await cognito.send(new SetUICustomizationCommand({ UserPoolId, CSS, ImageFile: png }))
    const { UICustomization } = await cognito.send(new GetUICustomizationCommand({ UserPoolId, ClientId }))
    assert.deepEqual(
      [UICustomization?.ClientId, UICustomization?.CSS, UICustomization?.ImageUrl],
      ['ALL', CSS, `data:image/png;base64,${png.toString('base64')}`],
    )
    const Settings = { components: { form: { borderRadius: 8.5, logo: { enabled: true } } } }
    const Assets = [{ Category: 'FORM_LOGO', ColorMode: 'LIGHT', Extension: 'PNG', Bytes: png } as const]
    await cognito.send(new CreateManagedLoginBrandingCommand({ UserPoolId, ClientId, Settings, Assets }))
    const ofClient = new DescribeManagedLoginBrandingByClientCommand({ UserPoolId, ClientId })
    const { ManagedLoginBranding } = await cognito.send(ofClient)
    assert.deepEqual(ManagedLoginBranding?.Settings, Settings)
    assert.deepEqual(Buffer.from(ManagedLoginBranding?.Assets?.[0]?.Bytes ?? ''), png)
    const Links = { 'cognito:default': 'https://example.com/terms' }
    const terms = { TermsName: 'terms-of-use', TermsSource: 'LINK', Enforcement: 'NONE', Links } as const
    await cognito.send(new CreateTermsCommand({ UserPoolId, ClientId, ...terms }))
    const { Terms = [] } = await cognito.send(new ListTermsCommand({ UserPoolId }))
    assert.deepEqual(
      Terms.map(({ TermsName }) => TermsName),
      ['terms-of-use'],
    )
  })

  /** Status and Location of what a host answers to an app that says nothing, over TLS with the host's own certificate. */
  const answerOf = (host: string): Promise<[number | undefined, string | undefined]> =>
    new Promise((resolve, reject) => {
      const ca = readFileSync(join(dataDir, 'ca.pem'))
      const where = {
        host: '127.0.0.1',
        port: server.port,
        path: '/oauth2/authorize',
        agent: false,
        servername: host,
        ca,
      }
      tlsRequest({ ...where, headers: { host } }, (response) => {
        response.resume().on('end', () => resolve([response.statusCode, response.headers.location]))
      })
        .on('error', reject)
        .end()
    })

  it('answer at their hosts, after a restart too, and are no names for HTTP APIs', async () => {
    const Domain = 'login.example.com'
    await clients.cognito.send(new CreateUserPoolDomainCommand({ UserPoolId, Domain, CustomDomainConfig }))
    const { DomainDescription } = await clients.cognito.send(new DescribeUserPoolDomainCommand({ Domain }))
    assert.equal(DomainDescription?.Status, 'ACTIVE')
    const hosts = [Domain, 'shop.auth.us-east-1.amazoncognito.com', 'shop.auth.localhost']
    for (const host of hosts) assert.deepEqual(await answerOf(host), [302, '/error?error=invalid_request'])
    clients.close()
    await server.stop()
    await start()
    for (const host of hosts) assert.deepEqual(await answerOf(host), [302, '/error?error=invalid_request'])
    await assert.rejects(
      clients.apis.send(
        new CreateDomainNameCommand({ DomainName: Domain, DomainNameConfigurations: [CustomDomainConfig] }),
      ),
      { name: 'BadRequestException' },
    )
  })
})
