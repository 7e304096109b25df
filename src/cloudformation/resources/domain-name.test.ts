import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { openCloudFormation } from '../../../test/support/cloudformation.ts'

const template = `
Resources:
  Api: { Type: AWS::ApiGatewayV2::Api, Properties: { Name: pets, ProtocolType: HTTP, Target: https://www.example.com } }
  Dev: { Type: AWS::ApiGatewayV2::Stage, Properties: { ApiId: !Ref Api, StageName: dev } }
  Domain:
    Type: AWS::ApiGatewayV2::DomainName
    Properties:
      DomainName: shop.example.com
      DomainNameConfigurations:
        - CertificateArn: arn:aws:acm:us-east-1:000000000000:certificate/1
          IpAddressType: dualstack
      Tags: { team: shop }
  Mapping:
    Type: AWS::ApiGatewayV2::ApiMapping
    Properties: { ApiId: !Ref Api, ApiMappingKey: orders/v1, DomainName: !Ref Domain, Stage: !Ref Dev }
Outputs:
  Api: { Value: !Ref Api }
  Domain: { Value: !Ref Domain }
  Mapping: { Value: !Ref Mapping }
  MappingId: { Value: !GetAtt Mapping.ApiMappingId }
  Arn: { Value: !GetAtt Domain.DomainNameArn }
  Target: { Value: !GetAtt Domain.RegionalDomainName }
  Zone: { Value: !GetAtt Domain.RegionalHostedZoneId }
`
const DomainName = 'shop.example.com'

async function openWithStack(...[t]: Parameters<typeof openCloudFormation>) {
  const opened = await openCloudFormation(t)
  const { client } = opened
  const describeStack = async () => {
    const { Stacks = [] } = await client.DescribeStacks({ StackName: 'shop' })
    const values = (Stacks[0]?.Outputs ?? []).map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue])
    return { status: Stacks[0]?.StackStatus, outputs: Object.fromEntries(values) as Record<string, string> }
  }
  await client.CreateStack({ StackName: 'shop', TemplateBody: template })
  const update = (TemplateBody: string) => client.UpdateStack({ StackName: 'shop', TemplateBody })
  return { ...opened, describeStack, update }
}

describe('a stack with a custom domain', () => {
  it('makes the domain and its mapping, and answers what DNS needs', async (t) => {
    const { gateway, describeStack } = await openWithStack(t)
    const { status, outputs } = await describeStack()
    assert.equal(status, 'CREATE_COMPLETE')
    const domain = await gateway.GetDomainName({ DomainName })
    const [configuration] = domain.DomainNameConfigurations ?? []
    const { Items: [mapping] = [] } = await gateway.GetApiMappings({ DomainName })
    assert.deepEqual(outputs, {
      Api: mapping?.ApiId,
      Domain: DomainName,
      Mapping: mapping?.ApiMappingId,
      MappingId: mapping?.ApiMappingId,
      Arn: 'arn:aws:apigateway:us-east-1::/domainnames/shop.example.com',
      Target: configuration?.ApiGatewayDomainName,
      Zone: 'Z1UJRXOUMOOFQ8',
    })
    assert.deepEqual([mapping?.ApiMappingKey, mapping?.Stage, domain.Tags?.['team']], ['orders/v1', 'dev', 'shop'])
  })

  it('changes both in place and takes away what the template has no more', async (t) => {
    const { gateway, describeStack, update } = await openWithStack(t)
    const { outputs } = await describeStack()
    await update(
      template
        .replace('certificate/1\n          IpAddressType: dualstack', 'certificate/2')
        .replace('Tags: { team: shop }', 'Tags: { size: "1" }')
        .replace('ApiMappingKey: orders/v1, ', ''),
    )
    const updated = await describeStack()
    assert.equal(updated.status, 'UPDATE_COMPLETE')
    assert.deepEqual(updated.outputs, outputs)
    const domain = await gateway.GetDomainName({ DomainName })
    const [configuration] = domain.DomainNameConfigurations ?? []
    assert.match(configuration?.CertificateArn ?? '', /certificate\/2$/)
    assert.equal(configuration?.IpAddressType, 'ipv4')
    assert.deepEqual([domain.Tags?.['team'], domain.Tags?.['size']], [undefined, '1'])
    const { Items: [mapping] = [] } = await gateway.GetApiMappings({ DomainName })
    assert.equal(mapping?.ApiMappingKey, '')
  })

  it('goes with the stack', async (t) => {
    const { gateway, client } = await openWithStack(t)
    await client.DeleteStack({ StackName: 'shop' })
    assert.deepEqual((await gateway.GetDomainNames({})).Items, [])
    assert.deepEqual((await gateway.GetApis({})).Items, [])
  })

  it('fails by name when it asks for a truststore that the operator has not named', async (t) => {
    const { client } = await openCloudFormation(t)
    const mutual = template.replace(
      'Tags: { team: shop }',
      'MutualTlsAuthentication: { TruststoreUri: s3://bucket/ca.pem }',
    )
    await client.CreateStack({ StackName: 'shop', TemplateBody: mutual })
    const { StackEvents = [] } = await client.DescribeStackEvents({ StackName: 'shop' })
    const reasons = StackEvents.map(({ ResourceStatusReason = '' }) => ResourceStatusReason)
    assert.ok(
      reasons.some((reason) =>
        reason.includes(
          'poolgate has no file for s3://bucket/ca.pem: start it with --truststore s3://bucket/ca.pem=FILE',
        ),
      ),
    )
  })
})
