import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { openCloudFormation } from '../../../test/support/cloudformation.ts'

const template = `
Resources:
  Api: { Type: AWS::ApiGatewayV2::Api, Properties: { Name: pets, ProtocolType: HTTP } }
  Route: { Type: AWS::ApiGatewayV2::Route, Properties: { ApiId: !Ref Api, RouteKey: GET / } }
  Deployment:
    Type: AWS::ApiGatewayV2::Deployment
    DependsOn: Route
    Properties: { ApiId: !Ref Api, Description: the first }
  Stage:
    Type: AWS::ApiGatewayV2::Stage
    Properties: { ApiId: !Ref Api, StageName: dev, DeploymentId: !Ref Deployment }
Outputs:
  Api: { Value: !Ref Api }
  Deployment: { Value: !GetAtt Deployment.DeploymentId }
`

async function openWithStack(t: Parameters<typeof openCloudFormation>[0], TemplateBody = template) {
  const opened = await openCloudFormation(t)
  const { client } = opened
  await client.CreateStack({ StackName: 'pets', TemplateBody })
  const describeStack = async () => {
    const { Stacks: [stack] = [] } = await client.DescribeStacks({ StackName: 'pets' })
    const outputs = new Map((stack?.Outputs ?? []).map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]))
    return { status: stack?.StackStatus, ApiId: outputs.get('Api'), DeploymentId: outputs.get('Deployment') }
  }
  const update = (body: string) => client.UpdateStack({ StackName: 'pets', TemplateBody: body })
  return { ...opened, describeStack, update }
}

describe('a stack with a deployment', () => {
  it('deploys the routes that it depends on, to the stage that refers to it', async (t) => {
    const { gateway, describeStack } = await openWithStack(t)
    const { status, ApiId, DeploymentId } = await describeStack()
    assert.equal(status, 'CREATE_COMPLETE')
    const deployment = await gateway.GetDeployment({ ApiId, DeploymentId })
    assert.deepEqual([deployment.Description, deployment.AutoDeployed], ['the first', false])
    assert.equal((await gateway.GetStage({ ApiId, StageName: 'dev' })).DeploymentId, DeploymentId)
  })

  it('changes its description in place, and gives another stage what it is', async (t) => {
    const { gateway, describeStack, update } = await openWithStack(t)
    const before = await describeStack()
    const { ApiId, DeploymentId } = before
    await gateway.CreateStage({ ApiId, StageName: 'prod' })
    await update(template.replace('Description: the first', 'StageName: prod'))
    assert.deepEqual(await describeStack(), { ...before, status: 'UPDATE_COMPLETE' })
    assert.equal((await gateway.GetDeployment({ ApiId, DeploymentId })).Description, '')
    assert.equal((await gateway.GetStage({ ApiId, StageName: 'prod' })).DeploymentId, DeploymentId)
  })

  it('moves its stage to a deployment of another name, and deletes the old one', async (t) => {
    const { gateway, describeStack, update } = await openWithStack(t)
    const { DeploymentId: before } = await describeStack()
    await update(
      template
        .replaceAll('Deployment:\n', 'Second:\n')
        .replaceAll(/!Ref Deployment|Deployment\.Dep/g, (text) => text.replace('Deployment', 'Second')),
    )
    const { status, ApiId, DeploymentId } = await describeStack()
    assert.equal(status, 'UPDATE_COMPLETE')
    assert.notEqual(DeploymentId, before)
    const { Items = [] } = await gateway.GetDeployments({ ApiId })
    assert.deepEqual(
      Items.map((item) => item.DeploymentId),
      [DeploymentId],
    )
  })

  it('goes with the stack', async (t) => {
    const { client, gateway } = await openWithStack(t)
    await client.DeleteStack({ StackName: 'pets' })
    assert.deepEqual((await gateway.GetApis({})).Items, [])
  })

  it("fails for an API without routes, in AWS's words", async (t) => {
    const { client, describeStack } = await openWithStack(
      t,
      template.replace(/ {2}Route: .*\n/, '').replace('    DependsOn: Route\n', ''),
    )
    assert.equal((await describeStack()).status, 'ROLLBACK_COMPLETE')
    const { StackEvents = [] } = await client.DescribeStackEvents({ StackName: 'pets' })
    assert.ok(
      StackEvents.some(({ ResourceStatusReason = '' }) =>
        ResourceStatusReason.includes('Unable to deploy API because no routes exist in this API'),
      ),
    )
  })
})
