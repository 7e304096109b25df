import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { openCloudFormation } from '../../../test/support/cloudformation.ts'
import { privateListener } from '../../../test/support/gateway.ts'

const template = `
Resources:
  Api: { Type: AWS::ApiGatewayV2::Api, Properties: { Name: pets, ProtocolType: HTTP } }
  Link:
    Type: AWS::ApiGatewayV2::VpcLink
    Properties: { Name: inside, SubnetIds: [subnet-1, subnet-2], SecurityGroupIds: [sg-1], Tags: { team: shop } }
  Private:
    Type: AWS::ApiGatewayV2::Integration
    Properties:
      ApiId: !Ref Api
      IntegrationType: HTTP_PROXY
      IntegrationMethod: ANY
      IntegrationUri: ${privateListener}
      ConnectionType: VPC_LINK
      ConnectionId: !Ref Link
      TlsConfig: { ServerNameToVerify: inside.example.com }
      PayloadFormatVersion: "1.0"
Outputs:
  Api: { Value: !Ref Api }
  Link: { Value: !GetAtt Link.VpcLinkId }
`

describe('a stack with a private integration', () => {
  it('makes the VPC link, changes what can change in place, and deletes it', async (t) => {
    const { client, gateway } = await openCloudFormation(t)
    await client.CreateStack({ StackName: 'shop', TemplateBody: template })
    const { Stacks: [stack] = [] } = await client.DescribeStacks({ StackName: 'shop' })
    assert.equal(stack?.StackStatus, 'CREATE_COMPLETE')
    const [ApiId, VpcLinkId] = (stack.Outputs ?? []).map(({ OutputValue = '' }) => OutputValue)
    const link = await gateway.GetVpcLink({ VpcLinkId })
    assert.deepEqual([link.Name, link.SubnetIds, link.SecurityGroupIds], ['inside', ['subnet-1', 'subnet-2'], ['sg-1']])
    assert.equal(link.Tags?.['team'], 'shop')
    const { Items: [integration] = [] } = await gateway.GetIntegrations({ ApiId })
    assert.deepEqual(
      [integration?.ConnectionId, integration?.TlsConfig],
      [VpcLinkId, { ServerNameToVerify: 'inside.example.com' }],
    )

    const changed = template
      .replace('Name: inside, SubnetIds', 'Name: outside, SubnetIds')
      .replace('Tags: { team: shop }', 'Tags: { size: "1" }')
      .replace('TlsConfig: { ServerNameToVerify: inside.example.com }', '')
    await client.UpdateStack({ StackName: 'shop', TemplateBody: changed })
    const after = await gateway.GetVpcLink({ VpcLinkId })
    assert.deepEqual([after.Name, after.Tags?.['team'], after.Tags?.['size']], ['outside', undefined, '1'])
    assert.equal((await gateway.GetIntegrations({ ApiId })).Items?.[0]?.TlsConfig, undefined)

    const open = changed
      .replace(`IntegrationUri: ${privateListener}`, 'IntegrationUri: https://www.example.com')
      .replace('      ConnectionType: VPC_LINK\n      ConnectionId: !Ref Link\n', '')
    await client.UpdateStack({ StackName: 'shop', TemplateBody: open })
    const { Items: [opened] = [] } = await gateway.GetIntegrations({ ApiId })
    assert.deepEqual([opened?.ConnectionType, opened?.ConnectionId], ['INTERNET', undefined])

    await client.DeleteStack({ StackName: 'shop' })
    assert.deepEqual((await gateway.GetVpcLinks({})).Items, [])
  })
})
