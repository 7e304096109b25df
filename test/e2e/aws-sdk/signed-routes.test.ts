import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { ApiGatewayV2 } from '@aws-sdk/client-apigatewayv2'
import { CloudFormation, waitUntilStackCreateComplete } from '@aws-sdk/client-cloudformation'
import { IAM } from '@aws-sdk/client-iam'
import { STS } from '@aws-sdk/client-sts'
import { startLambdaEndpoint } from '../../support/lambda-endpoint.ts'
import { type SpawnedServer, startServer } from '../../support/server.ts'

interface Credentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
}

/** What the SDK's signer makes of a request. */
interface Signer {
  sign(request: object): Promise<{ readonly headers: Record<string, string> }>
  presign(request: object, options: { expiresIn: number }): Promise<{ readonly query: Record<string, string> }>
}

const template = (functionArn: string) => `
Resources:
  Api: { Type: AWS::ApiGatewayV2::Api, Properties: { Name: signed, ProtocolType: HTTP } }
  Function:
    Type: AWS::ApiGatewayV2::Integration
    Properties:
      { ApiId: !Ref Api, IntegrationType: AWS_PROXY, IntegrationUri: '${functionArn}', PayloadFormatVersion: '2.0' }
  Route:
    Type: AWS::ApiGatewayV2::Route
    Properties:
      ApiId: !Ref Api
      RouteKey: ANY /orders/{proxy+}
      AuthorizationType: AWS_IAM
      Target: !Sub integrations/\${Function}
  Stage:
    Type: AWS::ApiGatewayV2::Stage
    Properties: { ApiId: !Ref Api, StageName: $default, AutoDeploy: true }
Outputs:
  ApiId: { Value: !Ref Api }
`

describe("requests that the SDK's signer has signed", () => {
  let server: SpawnedServer
  let functions: Awaited<ReturnType<typeof startLambdaEndpoint>>
  let apiId = ''
  const clients: { destroy(): void }[] = []
  const test = { accessKeyId: 'test', secretAccessKey: 'test' }
  const optionsFor = (credentials: Credentials) => ({ endpoint: server.url, region: 'us-east-1', credentials })
  const open = <Client extends { destroy(): void }>(client: Client): Client => {
    clients.push(client)
    return client
  }

  before(async () => {
    functions = await startLambdaEndpoint()
    server = await startServer({ args: ['--lambda-endpoint', functions.url] })
    const stacks = open(new CloudFormation(optionsFor(test)))
    const StackName = 'signed'
    await stacks.createStack({ StackName, TemplateBody: template(functions.arn('orders')) })
    await waitUntilStackCreateComplete({ client: stacks, maxWaitTime: 60, minDelay: 1, maxDelay: 1 }, { StackName })
    const { Stacks: [stack] = [] } = await stacks.describeStacks({ StackName })
    apiId = stack?.Outputs?.[0]?.OutputValue ?? ''
  })
  after(async () => {
    for (const client of clients) client.destroy()
    await server.stop()
  })

  /** The signer that the SDK's own clients sign with, for `execute-api`. */
  async function signerOf(credentials: Credentials): Promise<Signer> {
    const { config } = open(new ApiGatewayV2(optionsFor(credentials)))
    const scheme = { name: 'sigv4', signingName: 'execute-api', signingRegion: 'us-east-1', properties: {} }
    return (await config.signer(scheme)) as unknown as Signer
  }
  const requestOf = (method: string, path: string, query: Record<string, string>, body?: string) => ({
    method,
    protocol: 'http:',
    hostname: '127.0.0.1',
    port: server.port,
    path: `/execute-api/${apiId}${path}`,
    query,
    headers: { host: `127.0.0.1:${server.port}`, ...(body !== undefined && { 'content-type': 'application/json' }) },
    ...(body !== undefined && { body }),
  })
  const urlOf = (path: string, query: Record<string, string>) =>
    `${server.url}/execute-api/${apiId}${path}?${new URLSearchParams(query).toString().replaceAll('+', '%20')}`
  async function call(
    credentials: Credentials,
    method: string,
    path: string,
    query: Record<string, string> = {},
    body?: string,
  ) {
    const { headers } = await (await signerOf(credentials)).sign(requestOf(method, path, query, body))
    const { host: _, ...sent } = headers
    return fetch(urlOf(path, query), { method, headers: sent, ...(body !== undefined && { body }) })
  }

  it('reach the function, which learns who signed; others are forbidden', async () => {
    const answer = await call(test, 'POST', '/orders/a%20b', { q: 'x y', and: '1&2=3' }, '{"amount":1}')
    assert.equal(answer.status, 200)
    const { requestContext, rawPath, body } = Object(functions.event())
    assert.deepEqual([rawPath, body], ['/orders/a b', '{"amount":1}'])
    assert.deepEqual(requestContext.authorizer.iam, {
      accessKey: 'test',
      accountId: '000000000000',
      callerId: '000000000000',
      cognitoIdentity: null,
      principalOrgId: null,
      userArn: 'arn:aws:iam::000000000000:root',
      userId: '000000000000',
    })
    const count = functions.invocations.length
    const unsigned = await fetch(urlOf('/orders/1', {}))
    assert.deepEqual([unsigned.status, await unsigned.json()], [403, { message: 'Forbidden' }])
    const unknown = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' }
    assert.equal((await call(unknown, 'GET', '/orders/1')).status, 403)
    assert.equal((await call({ ...test, secretAccessKey: 'guessed' }, 'GET', '/orders/1')).status, 403)
    assert.equal(functions.invocations.length, count)
    await server.line(/"reason":"credentials-unknown".*sign with a key that is its own secret/)
  })

  it('may be presigned URLs', async () => {
    const signer = await signerOf(test)
    const { query } = await signer.presign(requestOf('GET', '/orders/1', { q: 'x' }), { expiresIn: 60 })
    assert.equal((await fetch(urlOf('/orders/1', query))).status, 200)
    assert.equal((await fetch(urlOf('/orders/2', query))).status, 403)
    assert.equal((await fetch(urlOf('/orders/1', { ...query, 'X-Amz-Expires': '600' }))).status, 403)
  })

  it('are held to the policies of users and sessions of roles', async () => {
    const iam = open(new IAM(optionsFor(test)))
    const resource = (method: string) =>
      `arn:aws:execute-api:us-east-1:000000000000:${apiId}/$default/${method}/orders/*`
    const policy = (Action: string, Resource: string) =>
      JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource }] })
    const may = { PolicyName: 'p', PolicyDocument: policy('execute-api:Invoke', resource('GET')) }
    await iam.createUser({ UserName: 'jane' })
    await iam.putUserPolicy({ UserName: 'jane', ...may })
    const { AccessKey } = await iam.createAccessKey({ UserName: 'jane' })
    const jane = { accessKeyId: AccessKey?.AccessKeyId ?? '', secretAccessKey: AccessKey?.SecretAccessKey ?? '' }
    const trust = { Effect: 'Allow', Principal: { AWS: '000000000000' }, Action: 'sts:AssumeRole' }
    const { Role } = await iam.createRole({
      RoleName: 'orders',
      AssumeRolePolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [trust] }),
    })
    await iam.putRolePolicy({ RoleName: 'orders', ...may })
    const sts = open(new STS(optionsFor(test)))
    const { Credentials } = await sts.assumeRole({ RoleArn: Role?.Arn, RoleSessionName: 'nightly' })
    const session = {
      accessKeyId: Credentials?.AccessKeyId ?? '',
      secretAccessKey: Credentials?.SecretAccessKey ?? '',
      sessionToken: Credentials?.SessionToken ?? '',
    }
    const arns = ['arn:aws:iam::000000000000:user/jane', 'arn:aws:sts::000000000000:assumed-role/orders/nightly']
    for (const [index, credentials] of [jane, session].entries()) {
      assert.equal((await call(credentials, 'GET', '/orders/1')).status, 200)
      const { iam: caller } = Object(functions.event()['requestContext']).authorizer
      assert.deepEqual([caller.accessKey, caller.userArn], [credentials.accessKeyId, arns[index]])
      assert.equal((await call(credentials, 'DELETE', '/orders/1')).status, 403)
    }
    assert.ok(!server.lines.some((line) => line.includes(session.sessionToken) || line.includes(jane.secretAccessKey)))
  })
})
