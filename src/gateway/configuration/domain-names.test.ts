import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { openGateway } from '../../../test/support/gateway.ts'

const DomainName = 'shop.example.com'
const CertificateArn = 'arn:aws:acm:us-east-1:000000000000:certificate/0a1b'
const DomainNameConfigurations = [{ CertificateArn }]

describe('custom domain names', () => {
  it('are answered with the defaults of AWS, and kept so', async (t) => {
    const { client, changedDomains } = await openGateway(t)
    const created = await client.CreateDomainName({ DomainName, DomainNameConfigurations, Tags: { team: 'shop' } })
    const [configuration] = created.DomainNameConfigurations ?? []
    assert.match(configuration?.ApiGatewayDomainName ?? '', /^d-[a-z0-9]{10}\.execute-api\.us-east-1\.amazonaws\.com$/)
    assert.deepEqual(created, {
      ApiMappingSelectionExpression: '$request.basepath',
      DomainName,
      DomainNameArn: 'arn:aws:apigateway:us-east-1::/domainnames/shop.example.com',
      DomainNameConfigurations: [
        {
          ApiGatewayDomainName: configuration?.ApiGatewayDomainName,
          CertificateArn,
          DomainNameStatus: 'AVAILABLE',
          EndpointType: 'REGIONAL',
          HostedZoneId: 'Z1UJRXOUMOOFQ8',
          IpAddressType: 'ipv4',
          SecurityPolicy: 'TLS_1_2',
        },
      ],
      RoutingMode: 'API_MAPPING_ONLY',
      Tags: { team: 'shop' },
    })
    assert.deepEqual(await client.GetDomainName({ DomainName }), created)
    assert.deepEqual((await client.GetDomainNames({})).Items, [created])
    assert.deepEqual(changedDomains, [DomainName])
  })

  it('have no hosted zone in a region whose zone is unknown', async (t) => {
    const { clientIn } = await openGateway(t)
    const { DomainNameConfigurations: [made] = [] } = await clientIn('mars-north-1').CreateDomainName({
      DomainName,
      DomainNameConfigurations: [{ CertificateArn: CertificateArn.replace('us-east-1', 'mars-north-1') }],
    })
    assert.equal(made?.HostedZoneId, undefined)
  })

  it('are refused with 400, not 409, when the name is taken, in whichever region', async (t) => {
    const { client, clientIn } = await openGateway(t)
    await client.CreateDomainName({ DomainName, DomainNameConfigurations })
    const refusal = { name: 'BadRequestException', message: 'The domain name you provided already exists.' }
    await assert.rejects(client.CreateDomainName({ DomainName, DomainNameConfigurations }), refusal)
    const elsewhere = [{ CertificateArn: CertificateArn.replace('us-east-1', 'eu-west-1') }]
    const again = clientIn('eu-west-1').CreateDomainName({ DomainName, DomainNameConfigurations: elsewhere })
    await assert.rejects(again, refusal)
  })

  for (const name of [
    'example',
    'Shop.example.com',
    'a..example.com',
    'a_b.example.com',
    'a.*.example.com',
    '*.com',
    '-a.example.com',
    'shop.example.com.',
    'shop.example.com:443',
    `${'a.'.repeat(130)}com`,
  ])
    it(`refuse the name ${name.slice(0, 20)}`, async (t) => {
      const { client } = await openGateway(t)
      await assert.rejects(client.CreateDomainName({ DomainName: name, DomainNameConfigurations }), {
        name: 'BadRequestException',
        message: /^Invalid domain name specified/,
      })
    })

  it('never are names of AWS or of the server, nor wildcards over them', async (t) => {
    const { client } = await openGateway(t)
    const taken = ['cognito-idp.us-east-1.amazonaws.com', '*.us-east-1.amazonaws.com', 'own.example.com']
    for (const name of [...taken, 'a1.execute-api.localhost', '*.execute-api.localhost'])
      await assert.rejects(client.CreateDomainName({ DomainName: name, DomainNameConfigurations }), {
        name: 'BadRequestException',
        message: `The domain name ${name} belongs to this server or to AWS`,
      })
  })

  it('need one configuration with a certificate of the region', async (t) => {
    const { client } = await openGateway(t)
    const refused = (configurations: object[] | undefined, message: string | RegExp) =>
      assert.rejects(
        client.CreateDomainName({ DomainName, ...(configurations && { DomainNameConfigurations: configurations }) }),
        { name: 'BadRequestException', message },
      )
    const one = 'Invalid input. Expected one domain name configuration'
    await refused(undefined, one)
    await refused([], one)
    await refused([{ CertificateArn }, { CertificateArn }], one)
    await refused([{}], /^Invalid certificate ARN: \./)
    const foreign = CertificateArn.replace('us-east-1', 'eu-west-1')
    await refused(
      [{ CertificateArn: foreign }],
      `Invalid certificate ARN: ${foreign}. Certificate must be in 'us-east-1'.`,
    )
  })

  it('refuse by name what poolgate does not implement', async (t) => {
    const { client } = await openGateway(t)
    const refused = (more: object, name: string) =>
      assert.rejects(client.CreateDomainName({ DomainName, DomainNameConfigurations, ...more }), {
        name: 'BadRequestException',
        message: `poolgate does not implement ${name} yet`,
      })
    const configured = (more: object) => ({ DomainNameConfigurations: [{ CertificateArn, ...more }] })
    await refused({ RoutingMode: 'ROUTING_RULE_ONLY' }, 'RoutingMode ROUTING_RULE_ONLY')
    await refused(configured({ EndpointType: 'EDGE' }), 'EndpointType EDGE')
    await refused(configured({ SecurityPolicy: 'TLS_1_0' }), 'SecurityPolicy TLS_1_0')
    await refused(configured({ CertificateName: 'mine' }), 'CertificateName')
  })

  it('keep what an update does not give, and their name in DNS', async (t) => {
    const { client } = await openGateway(t)
    const created = await client.CreateDomainName({ DomainName, DomainNameConfigurations })
    const renewed = `${CertificateArn}2`
    await client.UpdateDomainName({ DomainName, DomainNameConfigurations: [{ CertificateArn: renewed }] })
    const dualstack = [{ IpAddressType: 'dualstack' as const }]
    const updated = await client.UpdateDomainName({ DomainName, DomainNameConfigurations: dualstack })
    const [configuration] = created.DomainNameConfigurations ?? []
    assert.deepEqual(updated, {
      ...created,
      DomainNameConfigurations: [{ ...configuration, CertificateArn: renewed, IpAddressType: 'dualstack' }],
    })
    assert.deepEqual(await client.UpdateDomainName({ DomainName }), updated)
  })

  it('take tags by their ARN', async (t) => {
    const { client } = await openGateway(t)
    const { DomainNameArn: ResourceArn } = await client.CreateDomainName({ DomainName, DomainNameConfigurations })
    await client.TagResource({ ResourceArn, Tags: { team: 'shop', size: '1' } })
    await client.UntagResource({ ResourceArn, TagKeys: ['size'] })
    assert.deepEqual((await client.GetTags({ ResourceArn })).Tags, { team: 'shop' })
    await assert.rejects(client.GetTags({ ResourceArn: ResourceArn?.replace('us-east-1', 'eu-west-1') }), {
      name: 'BadRequestException',
      message: 'Invalid resource ARN specified arn:aws:apigateway:eu-west-1::/domainnames/shop.example.com',
    })
    const unknown = { name: 'NotFoundException', message: 'Invalid domain name identifier specified' }
    await assert.rejects(client.GetTags({ ResourceArn: `${ResourceArn}x` }), unknown)
  })

  it('are refused by name when there is no such domain', async (t) => {
    const { client, changedDomains } = await openGateway(t)
    await client.CreateDomainName({ DomainName, DomainNameConfigurations })
    await client.DeleteDomainName({ DomainName })
    assert.deepEqual(changedDomains, [DomainName, DomainName])
    const refusal = { name: 'NotFoundException', message: 'Invalid domain name identifier specified' }
    await assert.rejects(client.GetDomainName({ DomainName }), refusal)
    await assert.rejects(client.UpdateDomainName({ DomainName, DomainNameConfigurations }), refusal)
    await assert.rejects(client.DeleteDomainName({ DomainName }), refusal)
    await assert.rejects(client.GetApiMappings({ DomainName }), refusal)
  })

  it('are listed page by page, wildcards too', async (t) => {
    const { client } = await openGateway(t)
    for (const name of ['*.example.com', 'a-b.example.com', 'c.example.com'])
      await client.CreateDomainName({ DomainName: name, DomainNameConfigurations })
    const names: (string | undefined)[] = []
    let NextToken: string | undefined
    do {
      const page = await client.GetDomainNames({ MaxResults: '1', ...(NextToken !== undefined && { NextToken }) })
      names.push(...(page.Items ?? []).map((item) => item.DomainName))
      NextToken = page.NextToken
    } while (NextToken !== undefined)
    assert.deepEqual(names, ['*.example.com', 'a-b.example.com', 'c.example.com'])
  })

  it('are at most 120 in a region', async (t) => {
    const { client } = await openGateway(t)
    for (let count = 0; count < 120; count++)
      await client.CreateDomainName({ DomainName: `d${count}.example.com`, DomainNameConfigurations })
    await assert.rejects(client.CreateDomainName({ DomainName, DomainNameConfigurations }), {
      name: 'BadRequestException',
      message: /^Maximum number of Custom Domain Names for this account has been reached/,
    })
  })
})
