import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import {
  CancelUpdateStackCommand,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStacksCommand,
  DetectStackDriftCommand,
  RollbackStackCommand,
  waitUntilStackCreateComplete,
  waitUntilStackDeleteComplete,
} from '@aws-sdk/client-cloudformation'
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { startLambdaEndpoint } from '../../support/lambda-endpoint.ts'
import { sdkClients } from '../../support/sdk.ts'
import { type SpawnedServer, startServer } from '../../support/server.ts'

/** As public repositories have them: a document beside the template, policy templates, and what stands around an API. */
const template = `
Transform: AWS::Serverless-2016-10-31
Parameters:
  Subnets: { Type: 'List<AWS::EC2::Subnet::Id>', Default: '' }
Resources:
  Table: { Type: AWS::Serverless::SimpleTable }
  Api:
    Type: AWS::Serverless::HttpApi
    Properties:
      Auth:
        Authorizers:
          Guard:
            FunctionArn: !GetAtt Guard.Arn
            AuthorizerPayloadFormatVersion: '2.0'
            EnableSimpleResponses: true
            Identity: { Headers: [Authorization] }
      DefinitionBody: { Fn::Transform: { Name: AWS::Include, Parameters: { Location: s3://code/api.yaml } } }
  Guard:
    Type: AWS::Serverless::Function
    Properties: { CodeUri: ./guard, Handler: a.b, Runtime: nodejs22.x, FunctionName: Guard }
  Items:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: ./items
      CodeUri: ./src
      Handler: a.b
      Runtime: nodejs22.x
      FunctionName: Items
      Policies: [{ DynamoDBCrudPolicy: { TableName: !Ref Table } }]
      Events:
        List: { Type: HttpApi, Properties: { ApiId: !Ref Api, Path: /items, Method: get, Auth: { Authorizer: Guard } } }
        Hourly: { Type: Schedule, Properties: { Schedule: rate(1 hour) } }
Outputs:
  Url: { Value: !Ref Api }
`
const document = `
openapi: 3.0.1
info: { title: items, version: '1' }
paths:
  /items: { get: { responses: { 200: { description: the items } } } }
`

describe('a template as public repositories have them, through the AWS SDK', () => {
  let server: SpawnedServer
  let clients: ReturnType<typeof sdkClients>
  let s3: S3Client
  let lambda: Awaited<ReturnType<typeof startLambdaEndpoint>>

  before(async () => {
    lambda = await startLambdaEndpoint()
    const skipped = ['AWS::DynamoDB::Table', 'AWS::Events::Rule'].flatMap((type) => ['--allow-unsupported', type])
    server = await startServer({ args: ['--lambda-endpoint', lambda.url, ...skipped] })
    clients = sdkClients(server.url)
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test' }
    s3 = new S3Client({ endpoint: server.url, region: 'us-east-1', credentials, forcePathStyle: true })
  })
  after(async () => {
    clients.close()
    s3.destroy()
    await server.stop()
  })

  it('is deployed, guarded as its events say, and deleted', async () => {
    lambda.answers.set('Items', '"items"').set('Guard', '{"isAuthorized":true}')
    await s3.send(new CreateBucketCommand({ Bucket: 'code' }))
    await s3.send(new PutObjectCommand({ Bucket: 'code', Key: 'api.yaml', Body: document }))
    const { cloudFormation: client } = clients
    const StackName = 'items'
    const Parameters = [{ ParameterKey: 'Subnets', ParameterValue: 'subnet-0a1b2c3d,subnet-4e5f6a7b' }]
    const Capabilities = ['CAPABILITY_NAMED_IAM' as const, 'CAPABILITY_AUTO_EXPAND' as const]
    await client.send(new CreateStackCommand({ StackName, TemplateBody: template, Parameters, Capabilities }))
    const wait = { client, maxWaitTime: 60, minDelay: 1 }
    await waitUntilStackCreateComplete(wait, { StackName })
    const { Stacks: [stack] = [] } = await client.send(new DescribeStacksCommand({ StackName }))
    const url = `${server.url}/execute-api/${stack?.Outputs?.[0]?.OutputValue}/items`
    assert.equal((await fetch(url)).status, 401)
    const response = await fetch(url, { headers: { authorization: 'jane' } })
    assert.deepEqual([response.status, await response.text()], [200, 'items'])
    await client.send(new DeleteStackCommand({ StackName }))
    await waitUntilStackDeleteComplete(wait, { StackName })
  })

  it('may not be stopped, rolled back or looked at for drift, which is refused by name', async () => {
    const { cloudFormation: client } = clients
    const refused = (name: string) => ({
      name: 'NotImplementedException',
      message: `CloudFormation ${name} is not implemented by poolgate`,
    })
    const StackName = 'items'
    await assert.rejects(client.send(new CancelUpdateStackCommand({ StackName })), refused('CancelUpdateStack'))
    await assert.rejects(client.send(new DetectStackDriftCommand({ StackName })), refused('DetectStackDrift'))
    await assert.rejects(client.send(new RollbackStackCommand({ StackName })), refused('RollbackStack'))
  })
})
