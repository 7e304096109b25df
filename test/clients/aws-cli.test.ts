import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { type Backend, startBackend } from '../support/backend.ts'
import { type Outcome, run } from '../support/run.ts'
import { type SpawnedServer, startServer, temporaryDirectory } from '../support/server.ts'

const template = 'examples/cognito-http-api/stack.yaml'
const session = 'examples/cognito-http-api/commands.sh'

describe('the AWS CLI and curl', () => {
  let backend: Backend
  let server: SpawnedServer
  before(async () => {
    backend = await startBackend()
    server = await startServer({ args: ['--upstream', `https://www.wikipedia.org=${backend.url}`] })
  })
  after(async () => {
    await server.stop()
    await backend.close()
  })

  /** The CLI as a developer sets it up for an endpoint, away from this machine's own configuration. */
  const endpointEnvironment = (): NodeJS.ProcessEnv => ({
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_PAGER: '',
  })
  // The option, since versions before 1.29 and 2.13 do not know AWS_ENDPOINT_URL.
  const aws = (...args: string[]): Promise<Outcome> =>
    run('aws', ['--endpoint-url', server.url, ...args], endpointEnvironment())
  const awsJson = async (...args: string[]): Promise<Record<string, unknown>> => {
    const { code, stdout, stderr } = await aws(...args, '--output', 'json')
    assert.equal(code, 0, stderr)
    return stdout === '' ? {} : (JSON.parse(stdout) as Record<string, unknown>)
  }
  /** Runs under `poolgate exec`, with no endpoint and no credentials of its own. */
  const exec = (...command: string[]): Promise<Outcome> =>
    run(process.execPath, ['bin/poolgate.js', 'exec', '--port', String(server.port), '--', ...command], {
      AWS_CONFIG_FILE: '/dev/null',
      AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
      AWS_PAGER: '',
    })

  it('deploy the example with aws cloudformation deploy', async () => {
    const deployed = await aws(
      'cloudformation',
      'deploy',
      '--stack-name',
      'cognito-http-api',
      '--template-file',
      template,
    )
    assert.equal(deployed.code, 0, deployed.stderr)
    assert.match(deployed.stdout, /Successfully created\/updated stack - cognito-http-api/)
  })

  it('walk the example letter for letter under poolgate exec, with the URL that the stack outputs', async () => {
    const { code, stdout, stderr } = await exec('bash', session)
    assert.equal(code, 0, stderr)
    const lines = stdout.trim().split('\n')
    assert.deepEqual(lines.slice(0, 2), ['Without a token:', '401'])
    assert.deepEqual(lines.slice(-2), ["With the user's access token:", '200'])
    assert.equal(backend.arrivals.length, 1)
  })

  it('walk the same session with an endpoint URL and a local invoke URL', async () => {
    const { stdout } = await aws('apigatewayv2', 'get-apis', '--query', 'Items[0].ApiEndpoint', '--output', 'text')
    const apiEndpoint = stdout.trim()
    assert.match(apiEndpoint, new RegExp(`^http://[a-z0-9]{10}\\.execute-api\\.localhost:${server.port}$`))
    const apiId = /\/\/([a-z0-9]+)\./.exec(apiEndpoint)![1]!
    const urls = [`${apiEndpoint}/`, `${server.url}/execute-api/${apiId}/`]
    for (const [index, url] of urls.entries()) {
      const pointed = `aws() { command aws --endpoint-url ${server.url} "$@"; }; export -f aws; bash ${session}`
      const walked = await run('bash', ['-c', pointed], {
        ...endpointEnvironment(),
        HTTP_API_URL: url,
        EMAIL: `jane${index}@example.com`,
      })
      assert.equal(walked.code, 0, walked.stderr)
      assert.deepEqual(walked.stdout.match(/^\d{3}$/gm), ['401', '200'], url)
    }
  })

  it('speak HTTP/2 and HTTP/1.1 to an HTTP API alike', async () => {
    const { stdout } = await aws('apigatewayv2', 'get-apis', '--query', 'Items[0].ApiId', '--output', 'text')
    const url = `https://${stdout.trim()}.execute-api.us-east-1.amazonaws.com/`
    for (const version of ['2', '1.1']) {
      const format = '%{http_version} %{http_code} %{content_type}'
      const curl = ['curl', '--silent', `--http${version}`, '--output', '/dev/null', '--write-out', format, url]
      assert.equal((await exec(...curl)).stdout, `${version} 401 application/json`)
    }
  })

  it('reach other hosts untouched under poolgate exec', async () => {
    const { stdout } = await exec(
      'curl',
      '--silent',
      '--noproxy',
      '',
      '--proxytunnel',
      '--proxy',
      `http://127.0.0.1:${server.port}`,
      `${backend.url}/through`,
    )
    assert.equal(stdout, 'hello')
    assert.ok(backend.arrivals.some(({ url }) => url === '/through'))
  })

  it('find nothing to change when the same template is deployed again', async () => {
    const deploy = ['cloudformation', 'deploy', '--stack-name', 'cognito-http-api', '--template-file', template]
    const again = await aws(...deploy, '--no-fail-on-empty-changeset')
    assert.equal(again.code, 0, again.stdout + again.stderr)
    assert.match(again.stdout + again.stderr, /No changes to deploy/)
  })

  it('deploy a changed template, with the changes that its change set tells, and update back', async () => {
    const stack = ['--stack-name', 'cognito-http-api']
    const folder = temporaryDirectory()
    const changed = join(folder, 'stack.yaml')
    writeFileSync(changed, readFileSync(template, 'utf8').replace('RouteKey: GET /', 'RouteKey: ANY /'))
    const deploy = ['cloudformation', 'deploy', ...stack, '--template-file', changed]
    const planned = await aws(...deploy, '--no-execute-changeset')
    assert.equal(planned.code, 0, planned.stderr)
    const [changeSet] = /arn:aws:cloudformation:\S+:changeSet\/\S+/.exec(planned.stdout) ?? assert.fail(planned.stdout)
    const { Changes } = await awsJson('cloudformation', 'describe-change-set', '--change-set-name', changeSet)
    assert.match(
      JSON.stringify(Changes),
      /^\[\{"Type":"Resource","ResourceChange":\{"Action":"Modify","LogicalResourceId":"HttpApiRoute"/,
    )
    // The AWS CLI names change sets after the second: this one's name is not to be met again.
    await awsJson('cloudformation', 'delete-change-set', '--change-set-name', changeSet)
    const deployed = await aws(...deploy)
    assert.equal(deployed.code, 0, deployed.stderr)
    assert.match(deployed.stdout, /Successfully created\/updated stack - cognito-http-api/)
    await awsJson('cloudformation', 'update-stack', ...stack, '--template-body', `file://${template}`)
    assert.equal((await aws('cloudformation', 'wait', 'stack-update-complete', ...stack)).code, 0)
    const same = await aws('cloudformation', 'update-stack', ...stack, '--use-previous-template')
    assert.match(same.stderr, /\(ValidationError\).*No updates are to be performed\./)
  })

  it('create, describe, list and delete a stack', async () => {
    const stack = ['--stack-name', 'second']
    const created = await awsJson('cloudformation', 'create-stack', ...stack, '--template-body', `file://${template}`)
    assert.match(String(created['StackId']), /^arn:aws:cloudformation:us-east-1:\d{12}:stack\/second\/[0-9a-f-]{36}$/)
    assert.equal((await aws('cloudformation', 'wait', 'stack-create-complete', ...stack)).code, 0)
    const described = await awsJson('cloudformation', 'describe-stacks', ...stack)
    assert.match(JSON.stringify(described), /"StackStatus":"CREATE_COMPLETE"/)
    const events = (await awsJson('cloudformation', 'describe-stack-events', ...stack))['StackEvents'] as {
      ResourceType: string
      ResourceStatus: string
    }[]
    assert.deepEqual(
      [events[0], events.at(-1)].map((event) => `${event?.ResourceType} ${event?.ResourceStatus}`),
      ['AWS::CloudFormation::Stack CREATE_COMPLETE', 'AWS::CloudFormation::Stack CREATE_IN_PROGRESS'],
    )
    const { StackResources } = await awsJson('cloudformation', 'describe-stack-resources', ...stack)
    assert.equal((StackResources as unknown[]).length, 7)
    const listed = await awsJson(
      'cloudformation',
      'list-stacks',
      '--stack-status-filter',
      'CREATE_COMPLETE',
      'UPDATE_COMPLETE',
    )
    assert.deepEqual(
      (listed['StackSummaries'] as { StackName: string }[]).map(({ StackName }) => StackName).toSorted(),
      ['cognito-http-api', 'second'],
    )
    const got = await aws('cloudformation', 'get-template', ...stack, '--query', 'TemplateBody', '--output', 'text')
    assert.match(got.stdout, /Type: AWS::Cognito::UserPoolClient/)
    assert.equal((await aws('cloudformation', 'delete-stack', ...stack)).code, 0)
    assert.equal((await aws('cloudformation', 'wait', 'stack-delete-complete', ...stack)).code, 0)
    const gone = await aws('cloudformation', 'describe-stacks', ...stack)
    assert.match(gone.stderr, /\(ValidationError\).*Stack with id second does not exist/)
  })

  it('are told what is wrong with a template', async () => {
    const valid = await awsJson('cloudformation', 'validate-template', '--template-body', `file://${template}`)
    assert.deepEqual(valid['Parameters'], [])
    const body = 'Resources: {P: {Type: AWS::Cognito::UserPool, Properties: {PoolNam: x}}}'
    const refused = await aws('cloudformation', 'create-stack', '--stack-name', 'wrong', '--template-body', body)
    assert.notEqual(refused.code, 0)
    assert.match(refused.stderr, /\(ValidationError\).*PoolNam/)
  })

  it('manage pools, clients and users', async () => {
    const { UserPool } = (await awsJson('cognito-idp', 'create-user-pool', '--pool-name', 'mine')) as {
      UserPool: { Id: string }
    }
    const pool = ['--user-pool-id', UserPool.Id]
    const { UserPoolClient } = (await awsJson(
      'cognito-idp',
      'create-user-pool-client',
      ...pool,
      '--client-name',
      'app',
      '--generate-secret',
    )) as { UserPoolClient: { ClientId: string; ClientSecret: string } }
    assert.match(UserPoolClient.ClientSecret, /^[0-9a-z]{51,52}$/)
    const client = [...pool, '--client-id', UserPoolClient.ClientId]
    await awsJson('cognito-idp', 'describe-user-pool', ...pool)
    await awsJson('cognito-idp', 'update-user-pool', ...pool, '--user-pool-tags', 'team=blue')
    await awsJson('cognito-idp', 'list-user-pools', '--max-results', '10')
    await awsJson('cognito-idp', 'describe-user-pool-client', ...client)
    await awsJson('cognito-idp', 'update-user-pool-client', ...client, '--client-name', 'renamed')
    await awsJson('cognito-idp', 'list-user-pool-clients', ...pool)
    const user = [...pool, '--username', 'jane']
    await awsJson('cognito-idp', 'admin-create-user', ...user, '--message-action', 'SUPPRESS')
    await awsJson('cognito-idp', 'admin-set-user-password', ...user, '--password', 'S3cure!!', '--permanent')
    assert.equal((await awsJson('cognito-idp', 'admin-get-user', ...user))['UserStatus'], 'CONFIRMED')
    const { Users } = await awsJson('cognito-idp', 'list-users', ...pool, '--filter', 'username = "jane"')
    assert.equal((Users as unknown[]).length, 1)
    assert.equal((await aws('cognito-idp', 'admin-delete-user', ...user)).stdout, '')
    await awsJson('cognito-idp', 'delete-user-pool-client', ...client)
    await awsJson('cognito-idp', 'delete-user-pool', ...pool)
    const gone = await aws('cognito-idp', 'describe-user-pool', ...pool)
    assert.match(gone.stderr, new RegExp(`\\(ResourceNotFoundException\\).*User pool ${UserPool.Id} does not exist\\.`))
  })

  it('manage APIs, integrations, routes, stages and deployments', async () => {
    const apigw = (operation: string, ...args: string[]) => awsJson('apigatewayv2', operation, ...args)
    const { ApiId } = await apigw('create-api', '--name', 'mine', '--protocol-type', 'HTTP')
    const api = ['--api-id', String(ApiId)]
    const { IntegrationId } = await apigw(
      'create-integration',
      ...api,
      '--integration-type',
      'HTTP_PROXY',
      '--integration-method',
      'GET',
      '--integration-uri',
      `${backend.url}/x`,
      '--payload-format-version',
      '1.0',
    )
    const target = `integrations/${String(IntegrationId)}`
    const { RouteId } = await apigw('create-route', ...api, '--route-key', 'GET /x', '--target', target)
    await apigw('create-stage', ...api, '--stage-name', 'dev', '--auto-deploy')
    const invoke = async (): Promise<string> => {
      const url = `${server.url}/execute-api/${String(ApiId)}/dev/x`
      return (await run('curl', ['--silent', '--output', '/dev/null', '--write-out', '%{http_code}', url])).stdout
    }
    assert.equal(await invoke(), '200')
    for (const listing of ['get-routes', 'get-integrations', 'get-stages', 'get-deployments', 'get-authorizers'])
      assert.ok(Array.isArray((await apigw(listing, ...api))['Items']), listing)
    const route = [...api, '--route-id', String(RouteId)]
    await apigw('update-route', ...route, '--route-key', 'GET /y')
    assert.equal(await invoke(), '404')
    await apigw('get-route', ...route)
    await apigw('delete-route', ...route)
    await apigw('delete-integration', ...api, '--integration-id', String(IntegrationId))
    await apigw('delete-stage', ...api, '--stage-name', 'dev')
    await apigw('delete-api', ...api)
    const gone = await aws('apigatewayv2', 'get-api', ...api)
    assert.match(gone.stderr, /\(NotFoundException\)/)
  })

  it('are told by name what poolgate has not', async () => {
    const refused = await aws('cloudformation', 'list-types')
    assert.match(refused.stderr, /\(NotImplementedException\).*CloudFormation ListTypes is not implemented by poolgate/)
  })

  it('copy files to buckets and back, list them like folders and remove them', async () => {
    const directory = temporaryDirectory()
    writeFileSync(join(directory, 'a.txt'), 'one')
    const s3 = async (...args: string[]): Promise<string> => {
      const { code, stdout, stderr } = await aws('s3', ...args, '--region', 'us-east-1')
      assert.equal(code, 0, stderr)
      return stdout
    }
    await s3('mb', 's3://things')
    await s3('sync', directory, 's3://things/folder', '--no-progress')
    assert.match(await s3('ls'), / things\n$/)
    assert.match(await s3('ls', 's3://things/'), / PRE folder\/\n$/)
    assert.match(await s3('ls', 's3://things/folder/'), / 3 a\.txt\n$/)
    await s3('cp', 's3://things/folder/a.txt', join(directory, 'back.txt'), '--no-progress')
    assert.equal(readFileSync(join(directory, 'back.txt'), 'utf8'), 'one')
    await s3('rm', '--recursive', 's3://things')
    await s3('rb', 's3://things')
  })
})
