import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { openCloudFormation } from '../../../test/support/cloudformation.ts'

const template = `
Resources:
  Pool: { Type: AWS::Cognito::UserPool }
  Orders:
    Type: AWS::Cognito::UserPoolResourceServer
    Properties:
      UserPoolId: !Ref Pool
      Identifier: orders
      Name: Orders
      Scopes: [{ ScopeName: read, ScopeDescription: See orders }]
  Backend:
    Type: AWS::Cognito::UserPoolClient
    Properties:
      UserPoolId: !Ref Pool
      GenerateSecret: true
      AllowedOAuthFlowsUserPoolClient: true
      AllowedOAuthFlows: [client_credentials]
      AllowedOAuthScopes: [!Sub '\${Orders}/read']
Outputs:
  Pool: { Value: !Ref Pool }
`

describe('a stack with a resource server', () => {
  it('makes it before the client that has its scopes, and changes it in place', async (t) => {
    const { client, cognito } = await openCloudFormation(t)
    await client.CreateStack({ StackName: 'shop', TemplateBody: template })
    const { Stacks = [] } = await client.DescribeStacks({ StackName: 'shop' })
    assert.equal(Stacks[0]?.StackStatus, 'CREATE_COMPLETE')
    const UserPoolId = Stacks[0].Outputs?.[0]?.OutputValue
    const described = async () =>
      (await cognito.DescribeResourceServer({ UserPoolId, Identifier: 'orders' })).ResourceServer
    assert.deepEqual((await described())?.Scopes, [{ ScopeName: 'read', ScopeDescription: 'See orders' }])
    const changed = template.replace('See orders', 'See all orders')
    await client.UpdateStack({ StackName: 'shop', TemplateBody: changed })
    assert.deepEqual((await described())?.Scopes, [{ ScopeName: 'read', ScopeDescription: 'See all orders' }])
    await client.DeleteStack({ StackName: 'shop' })
    await assert.rejects(cognito.DescribeUserPool({ UserPoolId }), { code: 'ResourceNotFoundException' })
  })
})
