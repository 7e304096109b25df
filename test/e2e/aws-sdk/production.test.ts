import assert from 'node:assert/strict'
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { after, before, describe, it } from 'node:test'
import { ApiGatewayV2Client, CreateApiCommand, GetApisCommand } from '@aws-sdk/client-apigatewayv2'
import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation'
import {
  AdminCreateUserCommand,
  CognitoIdentityProviderClient,
  CreateUserPoolCommand,
  DescribeUserPoolCommand,
  SignUpCommand,
} from '@aws-sdk/client-cognito-identity-provider'
import {
  CreateAccessKeyCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  IAMClient,
  ListPolicyTagsCommand,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam'
import {
  CopyObjectCommand,
  CreateBucketCommand,
  GetObjectCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { run } from '../../support/run.ts'
import { type SpawnedServer, startServer } from '../../support/server.ts'

interface Credentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
}

/** Every service's client for one key. */
function clientsFor(endpoint: string, credentials: Credentials) {
  const options = { endpoint, region: 'us-east-1', credentials, maxAttempts: 1 }
  return {
    iam: new IAMClient(options),
    s3: new S3Client({ ...options, forcePathStyle: true }),
    sts: new STSClient(options),
    cognito: new CognitoIdentityProviderClient(options),
    apis: new ApiGatewayV2Client(options),
    stacks: new CloudFormationClient(options),
  }
}

describe('a server in production mode, through the AWS SDK', () => {
  let server: SpawnedServer
  let root: Credentials
  let asRoot: ReturnType<typeof clientsFor>

  /** A user with one policy, and clients that sign with its key. */
  async function newUser(UserName: string, ...Statement: object[]) {
    await asRoot.iam.send(new CreateUserCommand({ UserName }))
    const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement })
    await asRoot.iam.send(new PutUserPolicyCommand({ UserName, PolicyName: 'p', PolicyDocument }))
    const { AccessKey } = await asRoot.iam.send(new CreateAccessKeyCommand({ UserName }))
    const { AccessKeyId: accessKeyId = '', SecretAccessKey: secretAccessKey = '' } = AccessKey ?? {}
    return clientsFor(server.url, { accessKeyId, secretAccessKey })
  }

  before(async () => {
    server = await startServer({ args: ['--production'] })
    const [, accessKeyId = '', secretAccessKey = ''] =
      /aws_access_key_id = (\S+)\naws_secret_access_key = (\S+)\n/.exec(
        readFileSync(join(server.dataDir, 'root-credentials'), 'utf8'),
      ) ?? []
    root = { accessKeyId, secretAccessKey }
    asRoot = clientsFor(server.url, root)
  })
  after(() => server.stop())

  it('keeps its root key where only its owner can read it', async () => {
    assert.equal(statSync(join(server.dataDir, 'root-credentials')).mode & 0o777, 0o600)
    const identity = await asRoot.sts.send(new GetCallerIdentityCommand())
    assert.equal(identity.Arn, 'arn:aws:iam::000000000000:root')
    assert.ok(!server.lines.some((line) => line.includes(root.secretAccessKey)))
  })

  it('refuses whoever signs with another secret, in the words of each protocol', async () => {
    const stranger = clientsFor(server.url, { ...root, secretAccessKey: 'x'.repeat(40) })
    const message = /^The request signature we calculated does not match the signature you provided\./
    const pool = new CreateUserPoolCommand({ PoolName: 'p' })
    await assert.rejects(stranger.cognito.send(pool), { name: 'InvalidSignatureException', message })
    await assert.rejects(stranger.apis.send(new GetApisCommand()), { name: 'InvalidSignatureException', message })
    await assert.rejects(stranger.stacks.send(new DescribeStacksCommand()), { name: 'SignatureDoesNotMatch', message })
  })

  it('lets a user do what the policy allows, on the pool that it names', async () => {
    const { UserPool: own } = await asRoot.cognito.send(new CreateUserPoolCommand({ PoolName: 'own' }))
    const { UserPool: other } = await asRoot.cognito.send(new CreateUserPoolCommand({ PoolName: 'other' }))
    const jane = await newUser('jane', { Effect: 'Allow', Action: 'cognito-idp:Admin*', Resource: own?.Arn })
    const create = (UserPoolId = '') =>
      jane.cognito.send(new AdminCreateUserCommand({ UserPoolId, Username: 'u', MessageAction: 'SUPPRESS' }))
    await create(own?.Id)
    const denied = {
      name: 'AccessDeniedException',
      message: /is not authorized to perform: cognito-idp:AdminCreateUser/,
    }
    await assert.rejects(create(other?.Id), denied)
    const describePool = new DescribeUserPoolCommand({ UserPoolId: own?.Id })
    await assert.rejects(jane.cognito.send(describePool), { name: 'AccessDeniedException' })
  })

  it('asks who makes a policy or a role with tags for the permission to tag', async () => {
    const Action = ['iam:CreatePolicy', 'iam:CreateRole']
    const maker = await newUser('maker', { Effect: 'Allow', Action, Resource: '*' })
    const PolicyDocument = JSON.stringify({ Statement: { Effect: 'Allow', Action: 'logs:*', Resource: '*' } })
    const tagged = { PolicyName: 'tagged', PolicyDocument, Tags: [{ Key: 'team', Value: 'a' }] }
    await maker.iam.send(new CreatePolicyCommand({ PolicyName: 'plain', PolicyDocument }))
    await assert.rejects(maker.iam.send(new CreatePolicyCommand(tagged)), {
      name: 'AccessDenied',
      message: /is not authorized to perform: iam:TagPolicy on resource: arn:aws:iam::000000000000:policy\/tagged/,
    })
    const Statement = { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }
    const role = { RoleName: 'plain', AssumeRolePolicyDocument: JSON.stringify({ Statement }) }
    await maker.iam.send(new CreateRoleCommand(role))
    await assert.rejects(maker.iam.send(new CreateRoleCommand({ ...role, RoleName: 'tagged', Tags: tagged.Tags })), {
      name: 'AccessDenied',
      message: /is not authorized to perform: iam:TagRole on resource: arn:aws:iam::000000000000:role\/tagged/,
    })
    const { Policy } = await asRoot.iam.send(new CreatePolicyCommand(tagged))
    const listed = await asRoot.iam.send(new ListPolicyTagsCommand({ PolicyArn: Policy?.Arn }))
    assert.deepEqual(listed.Tags, tagged.Tags)
  })

  it('asks who puts or copies an object with tags for the permission to tag, and to read what is copied', async () => {
    const Bucket = 'tagged'
    await asRoot.s3.send(new CreateBucketCommand({ Bucket }))
    await asRoot.s3.send(new PutObjectCommand({ Bucket, Key: 'a', Body: '{}', Tagging: 'team=a' }))
    const writer = await newUser('tagger', { Effect: 'Allow', Action: ['s3:PutObject', 's3:GetObject'], Resource: '*' })
    const denied = (action: string) => ({ name: 'AccessDenied', message: new RegExp(`to perform: s3:${action} `) })
    await writer.s3.send(new PutObjectCommand({ Bucket, Key: 'b', Body: '{}' }))
    const put = new PutObjectCommand({ Bucket, Key: 'b', Body: '{}', Tagging: 'team=a' })
    await assert.rejects(writer.s3.send(put), denied('PutObjectTagging'))
    const copy = { Bucket, Key: 'c', CopySource: `${Bucket}/a` }
    await assert.rejects(writer.s3.send(new CopyObjectCommand(copy)), denied('GetObjectTagging'))
    await writer.s3.send(new CopyObjectCommand({ ...copy, TaggingDirective: 'REPLACE' }))
    const replaced = new CopyObjectCommand({ ...copy, TaggingDirective: 'REPLACE', Tagging: 'team=b' })
    await assert.rejects(writer.s3.send(replaced), denied('PutObjectTagging'))
  })

  it('tells API Gateway`s actions by method and path', async () => {
    const reader = await newUser('reader', {
      Effect: 'Allow',
      Action: 'apigateway:GET',
      Resource: 'arn:aws:apigateway:us-east-1::/apis',
    })
    assert.deepEqual((await reader.apis.send(new GetApisCommand())).Items, [])
    await assert.rejects(reader.apis.send(new CreateApiCommand({ Name: 'a', ProtocolType: 'HTTP' })), {
      name: 'AccessDeniedException',
      message:
        'User: arn:aws:iam::000000000000:user/reader is not authorized to perform: apigateway:POST on resource: arn:aws:apigateway:us-east-1::/apis because no identity-based policy allows the apigateway:POST action',
    })
  })

  it('makes stacks with the permissions of who creates them, and no more', async () => {
    const deployer = await newUser('deployer', { Effect: 'Allow', Action: 'cloudformation:*', Resource: '*' })
    const TemplateBody = JSON.stringify({ Resources: { Pool: { Type: 'AWS::Cognito::UserPool' } } })
    await deployer.stacks.send(new CreateStackCommand({ StackName: 'escalation', TemplateBody }))
    const { Stacks } = await deployer.stacks.send(new DescribeStacksCommand({ StackName: 'escalation' }))
    assert.equal(Stacks?.[0]?.StackStatus, 'ROLLBACK_COMPLETE')
    const { StackEvents } = await deployer.stacks.send(new DescribeStackEventsCommand({ StackName: 'escalation' }))
    const failure = StackEvents?.find(({ ResourceStatus }) => ResourceStatus === 'CREATE_FAILED')
    assert.match(
      failure?.ResourceStatusReason ?? '',
      /user\/deployer is not authorized to perform: cognito-idp:(?:CreateUserPool|ListUserPools)/,
    )
  })

  it('answers what needs no IAM to everyone', async () => {
    const anyone = clientsFor(server.url, { accessKeyId: 'x'.repeat(20), secretAccessKey: 'x' })
    const signUp = new SignUpCommand({ ClientId: 'a'.repeat(26), Username: 'u', Password: 'S3cure!!' })
    await assert.rejects(anyone.cognito.send(signUp), { name: 'ResourceNotFoundException' })
    const { status } = await fetch(`${server.url}/_poolgate/health`)
    assert.equal(status, 200)
  })

  it('explains requests to those who may ask', async () => {
    const { ApiId } = await asRoot.apis.send(
      new CreateApiCommand({ Name: 'a', ProtocolType: 'HTTP', Target: 'http://127.0.0.1:1/' }),
    )
    const explain = (env: Record<string, string>) =>
      run(
        process.execPath,
        [
          'bin/poolgate.js',
          'explain',
          '--port',
          String(server.port),
          '--url',
          `http://${ApiId}.execute-api.localhost/`,
        ],
        env,
      )
    const answer = await explain({ AWS_ACCESS_KEY_ID: root.accessKeyId, AWS_SECRET_ACCESS_KEY: root.secretAccessKey })
    assert.equal(answer.code, 0, answer.stderr)
    assert.match(answer.stdout, /\$default/)
    const refused = await explain({ AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' })
    assert.notEqual(refused.code, 0)
    assert.match(refused.stderr, /The security token included in the request is invalid\./)
  })

  it('does not reach private targets unless it is told that it may', async () => {
    const { ApiEndpoint } = await asRoot.apis.send(
      new CreateApiCommand({ Name: 'b', ProtocolType: 'HTTP', Target: `http://127.0.0.1:${server.port}/` }),
    )
    const { hostname } = new URL(ApiEndpoint ?? '')
    const answer = await fetch(`${server.url}/execute-api/${hostname.split('.')[0]}/`)
    assert.equal(answer.status, 503)
    assert.deepEqual(await answer.json(), { message: 'Service Unavailable' })
  })

  it('verifies what is signed for buckets, and keeps to their policies', async () => {
    const [Bucket, Key] = ['assets', "a key's (é) & more"]
    await asRoot.s3.send(new CreateBucketCommand({ Bucket }))
    const statement = { Effect: 'Allow', Action: 's3:*Object', Resource: `arn:aws:s3:::${Bucket}/*` }
    const { s3 } = await newUser('packer', statement)
    await s3.send(new PutObjectCommand({ Bucket, Key, Body: 'hello' }))
    const stream = Readable.from([Buffer.alloc(70_000, 'x')])
    await s3.send(new PutObjectCommand({ Bucket, Key, Body: stream, ContentLength: 70_000 }))
    assert.equal((await s3.send(new GetObjectCommand({ Bucket, Key }))).ContentLength, 70_000)
    const Condition = { Bool: { 'aws:SecureTransport': 'false' } }
    const Policy = { Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: '*', Condition }
    const denied = { name: 'AccessDenied', message: /not authorized to perform: s3:/ }
    await assert.rejects(s3.send(new CreateBucketCommand({ Bucket: 'another' })), denied)
    await asRoot.s3.send(new PutBucketPolicyCommand({ Bucket, Policy: JSON.stringify({ Statement: Policy }) }))
    await assert.rejects(s3.send(new GetObjectCommand({ Bucket, Key })), {
      name: 'AccessDenied',
      message: /with an explicit deny in a resource-based policy$/,
    })
  })
})
