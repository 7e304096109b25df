import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import {
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStackResourceCommand,
  DescribeStacksCommand,
  GetStackPolicyCommand,
  SetStackPolicyCommand,
  UpdateStackCommand,
  waitUntilStackCreateComplete,
  waitUntilStackDeleteComplete,
} from '@aws-sdk/client-cloudformation'
import { ListUserPoolsCommand } from '@aws-sdk/client-cognito-identity-provider'
import {
  CreateBucketCommand,
  DeleteBucketEncryptionCommand,
  DeleteBucketLifecycleCommand,
  DeletePublicAccessBlockCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm'
import { sdkClients } from '../../support/sdk.ts'
import { type SpawnedServer, startServer } from '../../support/server.ts'

const [Bucket, StackName] = ['assets', 'shop']
const waiting = { maxWaitTime: 20, minDelay: 1 }
const inner = `
Parameters: { Name: { Type: String } }
Resources: { Pool: { Type: AWS::Cognito::UserPool, Properties: { UserPoolName: !Ref Name } } }
Outputs: { Id: { Value: !Ref Pool } }
`

describe('stacks in stacks, through the AWS SDK', () => {
  let server: SpawnedServer
  let clients: ReturnType<typeof sdkClients>
  let s3: S3Client
  let ssm: SSMClient
  before(async () => {
    server = await startServer()
    clients = sdkClients(server.url)
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test' }
    const config = { endpoint: server.url, region: 'us-east-1', credentials, maxAttempts: 1 }
    s3 = new S3Client({ ...config, forcePathStyle: true })
    ssm = new SSMClient(config)
  })
  after(async () => {
    clients.close()
    s3.destroy()
    ssm.destroy()
    await server.stop()
  })

  it('are made out of a bucket and Parameter Store, held to a policy, and deleted', async () => {
    const { cloudFormation, cognito } = clients
    await s3.send(new CreateBucketCommand({ Bucket }))
    await s3.send(new PutObjectCommand({ Bucket, Key: 'inner.yaml', Body: inner }))
    await ssm.send(new PutParameterCommand({ Name: '/app/name', Value: 'people', Type: 'String' }))
    const TemplateBody = `
Resources:
  Inner:
    Type: AWS::CloudFormation::Stack
    Properties:
      TemplateURL: ${server.url}/${Bucket}/inner.yaml
      Parameters: { Name: '{{resolve:ssm:/app/name}}' }
Outputs: { Pool: { Value: !GetAtt Inner.Outputs.Id } }
`
    await cloudFormation.send(new CreateStackCommand({ StackName, TemplateBody }))
    await waitUntilStackCreateComplete({ client: cloudFormation, ...waiting }, { StackName })
    const { UserPools } = await cognito.send(new ListUserPoolsCommand({ MaxResults: 60 }))
    assert.deepEqual(
      UserPools?.map(({ Name }) => Name),
      ['people'],
    )
    const { Stacks } = await cloudFormation.send(new DescribeStacksCommand({ StackName }))
    assert.equal(Stacks?.[0]?.Outputs?.[0]?.OutputValue, UserPools?.[0]?.Id)
    const { StackResourceDetail } = await cloudFormation.send(
      new DescribeStackResourceCommand({ StackName, LogicalResourceId: 'Inner' }),
    )
    const nested = { StackName: StackResourceDetail?.PhysicalResourceId }
    const { Stacks: found } = await cloudFormation.send(new DescribeStacksCommand(nested))
    assert.deepEqual([found?.[0]?.ParentId, found?.[0]?.RootId], [Stacks?.[0]?.StackId, Stacks?.[0]?.StackId])

    const Statement = [{ Effect: 'Deny', Action: 'Update:*', Principal: '*', Resource: 'LogicalResourceId/Inner' }]
    const StackPolicyBody = JSON.stringify({ Statement })
    await cloudFormation.send(new SetStackPolicyCommand({ StackName, StackPolicyBody }))
    assert.equal((await cloudFormation.send(new GetStackPolicyCommand({ StackName }))).StackPolicyBody, StackPolicyBody)
    const changed = TemplateBody.replace('{{resolve:ssm:/app/name}}', 'others')
    await cloudFormation.send(new UpdateStackCommand({ StackName, TemplateBody: changed }))
    const { Stacks: held } = await cloudFormation.send(new DescribeStacksCommand({ StackName }))
    assert.equal(held?.[0]?.StackStatus, 'UPDATE_ROLLBACK_COMPLETE')

    await cloudFormation.send(new DeleteStackCommand({ StackName }))
    await waitUntilStackDeleteComplete({ client: cloudFormation, ...waiting }, { StackName })
    assert.deepEqual((await cognito.send(new ListUserPoolsCommand({ MaxResults: 60 }))).UserPools, [])
  })

  it('leave a bucket whose settings can be taken away', async () => {
    for (const command of [
      new DeleteBucketEncryptionCommand({ Bucket }),
      new DeleteBucketLifecycleCommand({ Bucket }),
      new DeletePublicAccessBlockCommand({ Bucket }),
    ])
      assert.equal((await s3.send(command)).$metadata.httpStatusCode, 204)
  })
})
