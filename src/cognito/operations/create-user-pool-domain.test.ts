import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { openUserPool, refusal } from '../../../test/support/user-pool.ts'
import { createLoginHosts } from '../domains/login-hosts.ts'

const CertificateArn = 'arn:aws:acm:us-east-1:000000000000:certificate/1'
const CustomDomainConfig = { CertificateArn }
const invalid = (message: string) => refusal('InvalidParameterException', message)
const missing = invalid('No such domain or user pool exists.')
const invalidCharacter =
  'The domain name contains an invalid character. Domain names can only contain lower-case letters, numbers, and hyphens. Please enter a different name that follows this format: ^[a-z0-9](?:[a-z0-9\\-]{0,61}[a-z0-9])?$'

async function open(
  t: TestContext,
  ...more: Parameters<typeof openUserPool> extends [unknown, ...infer R] ? R : never
) {
  const opened = await openUserPool(t, ...more)
  const { client, UserPoolId } = opened
  const describeDomain = async (Domain: string) => (await client.DescribeUserPoolDomain({ Domain })).DomainDescription
  const addPool = async () => (await client.CreateUserPool({ PoolName: 'other' })).UserPool?.Id ?? ''
  return {
    ...opened,
    describeDomain,
    addPool,
    create: (Domain: string) => client.CreateUserPoolDomain({ UserPoolId, Domain }),
  }
}

describe('CreateUserPoolDomain', () => {
  it('gives a pool a prefix that is described with it', async (t) => {
    const { create, describeDomain, client, UserPoolId } = await open(t)
    assert.deepEqual(await create('shop'), { ManagedLoginVersion: 1 })
    const { CloudFrontDistribution = '', ...described } = (await describeDomain('shop')) ?? {}
    assert.match(CloudFrontDistribution, /^d[a-z0-9]{13}\.cloudfront\.net$/)
    assert.deepEqual(described, {
      UserPoolId,
      AWSAccountId: '000000000000',
      Domain: 'shop',
      Version: '20261122100000',
      Status: 'ACTIVE',
      ManagedLoginVersion: 1,
    })
    const { UserPool } = await client.DescribeUserPool({ UserPoolId })
    assert.deepEqual([UserPool?.Domain, UserPool?.CustomDomain], ['shop', undefined])
  })

  it('gives a pool a custom domain beside it, and knows its host', async (t) => {
    const { create, describeDomain, client, UserPoolId, store, loginHosts } = await open(t)
    await create('shop')
    const Domain = 'login.example.com'
    const created = await client.CreateUserPoolDomain({
      UserPoolId,
      Domain,
      CustomDomainConfig,
      ManagedLoginVersion: 2,
    })
    const described = await describeDomain(Domain)
    assert.deepEqual(created, {
      ManagedLoginVersion: 2,
      CloudFrontDomain: described?.CloudFrontDistribution,
    })
    assert.deepEqual(described?.CustomDomainConfig, CustomDomainConfig)
    const { UserPool } = await client.DescribeUserPool({ UserPoolId })
    assert.deepEqual([UserPool?.Domain, UserPool?.CustomDomain], ['shop', Domain])
    const afterRestart = createLoginHosts(store)
    await afterRestart.load()
    for (const hosts of [loginHosts, afterRestart])
      assert.deepEqual([hosts.has(Domain), hosts.has('shop')], [true, false])
  })

  for (const [domain, message] of [
    ['Shop', invalidCharacter],
    ['auth.example.com', invalidCharacter],
    ['-shop', invalidCharacter],
    ['my-cognito', 'Domain cannot contain reserved word: cognito'],
    ['paws', 'Domain cannot contain reserved word: aws'],
    ['amazonas', 'Domain cannot contain reserved word: amazon'],
  ] as const)
    it(`refuses the prefix ${domain}`, async (t) => {
      const { create } = await open(t)
      await assert.rejects(create(domain), invalid(message))
    })

  for (const Domain of [
    'example',
    'Login.example.com',
    'login..example.com',
    'x.auth.localhost',
    'a.amazoncognito.com',
  ])
    it(`refuses the custom domain ${Domain}`, async (t) => {
      const { client, UserPoolId } = await open(t)
      await assert.rejects(
        client.CreateUserPoolDomain({ UserPoolId, Domain, CustomDomainConfig }),
        invalid(`Custom domain is not a valid subdomain: ${Domain}`),
      )
    })

  it('refuses a domain that another pool has, and a second one of a pool', async (t) => {
    const { create, client, addPool } = await open(t)
    await create('shop')
    await assert.rejects(
      client.CreateUserPoolDomain({ UserPoolId: await addPool(), Domain: 'shop' }),
      invalid('Domain already associated with another user pool.'),
    )
    await assert.rejects(create('second'), invalid('User pool already has a domain configured.'))
  })

  it('refuses managed login in a pool of the tier LITE, and versions that there are not', async (t) => {
    const { client, UserPoolId } = await open(t, { pool: { UserPoolTier: 'LITE' } })
    const create = (ManagedLoginVersion: number) =>
      client.CreateUserPoolDomain({ UserPoolId, Domain: 'shop', ManagedLoginVersion })
    await assert.rejects(
      create(2),
      refusal(
        'FeatureUnavailableInTierException',
        'The following features need to be disabled for the LITE pricing tier configured: Managed Login',
      ),
    )
    await assert.rejects(create(3), invalid('ManagedLoginVersion must be 1 or 2, not 3.'))
    await create(1)
  })
})

describe('DescribeUserPoolDomain', () => {
  it('describes nothing of a domain that no pool of the region has', async (t) => {
    const { create, describeDomain, clientIn } = await open(t)
    assert.deepEqual(await describeDomain('shop'), {})
    await create('shop')
    assert.deepEqual((await clientIn('eu-west-1').DescribeUserPoolDomain({ Domain: 'shop' })).DomainDescription, {})
  })
})

describe('UpdateUserPoolDomain', () => {
  it('changes what it is given and leaves the rest', async (t) => {
    const { client, UserPoolId, describeDomain, clock } = await open(t)
    const Domain = 'login.example.com'
    const created = await client.CreateUserPoolDomain({ UserPoolId, Domain, CustomDomainConfig })
    const other = { CertificateArn: CertificateArn.replace('/1', '/2') }
    clock.advance(1000)
    const updated = await client.UpdateUserPoolDomain({ UserPoolId, Domain, ManagedLoginVersion: 2 })
    assert.deepEqual(updated, { ...created, ManagedLoginVersion: 2 })
    assert.deepEqual((await describeDomain(Domain))?.CustomDomainConfig, CustomDomainConfig)
    assert.equal((await describeDomain(Domain))?.Version, '20261122100001')
    await client.UpdateUserPoolDomain({ UserPoolId, Domain, CustomDomainConfig: other })
    assert.deepEqual((await describeDomain(Domain))?.CustomDomainConfig, other)
    assert.equal((await describeDomain(Domain))?.ManagedLoginVersion, 2)
  })

  it('refuses a certificate for a prefix, and a domain of another pool', async (t) => {
    const { client, create, UserPoolId, addPool } = await open(t)
    await create('shop')
    await assert.rejects(
      client.UpdateUserPoolDomain({ UserPoolId, Domain: 'shop', CustomDomainConfig }),
      invalid('CustomDomainConfig cannot be given for a prefix domain.'),
    )
    await assert.rejects(
      client.UpdateUserPoolDomain({ UserPoolId: await addPool(), Domain: 'shop', ManagedLoginVersion: 2 }),
      missing,
    )
  })
})

describe('DeleteUserPoolDomain', () => {
  it('frees the domain and its host, and then the pool can be deleted', async (t) => {
    const { client, UserPoolId, addPool, loginHosts, describeDomain } = await open(t)
    const Domain = 'login.example.com'
    await client.CreateUserPoolDomain({ UserPoolId, Domain, CustomDomainConfig })
    await assert.rejects(
      client.DeleteUserPool({ UserPoolId }),
      invalid('User pool cannot be deleted. It has a domain configured that should be deleted first.'),
    )
    const other = await addPool()
    await assert.rejects(client.DeleteUserPoolDomain({ UserPoolId: other, Domain }), missing)
    await client.DeleteUserPoolDomain({ UserPoolId, Domain })
    assert.equal(loginHosts.has(Domain), false)
    assert.deepEqual(await describeDomain(Domain), {})
    await assert.rejects(client.DeleteUserPoolDomain({ UserPoolId, Domain }), missing)
    await client.CreateUserPoolDomain({ UserPoolId: other, Domain, CustomDomainConfig })
    await client.DeleteUserPool({ UserPoolId })
  })
})
