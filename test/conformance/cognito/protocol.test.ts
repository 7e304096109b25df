import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import {
  AdminConfirmSignUpCommand,
  AdminDeleteUserCommand,
  CreateUserPoolClientCommand,
  CreateUserPoolCommand,
  SignUpCommand,
} from '@aws-sdk/client-cognito-identity-provider'
import type { RawAnswer } from '../../support/http-api.ts'
import { openPoolgate, type OpenPoolgate } from '../../support/poolgate.ts'

const [Username, Password] = ['jane', 'S3cure!!']
const exposed = 'x-amzn-RequestId,x-amzn-ErrorType,x-amzn-ErrorMessage,Date'

describe('the protocol of user pools', () => {
  let poolgate: OpenPoolgate
  let UserPoolId: string
  let ClientId: string
  before(async () => {
    poolgate = await openPoolgate({ passwordCost: { memoryKibibytes: 8, passes: 1, parallelism: 1 } })
    const { cognito } = poolgate.sdk
    const { UserPool: pool } = await cognito.send(new CreateUserPoolCommand({ PoolName: 'customers' }))
    UserPoolId = pool!.Id!
    const ExplicitAuthFlows = ['ALLOW_USER_PASSWORD_AUTH' as const]
    const settings = { UserPoolId, ClientName: 'web', ExplicitAuthFlows }
    const { UserPoolClient: client } = await cognito.send(new CreateUserPoolClientCommand(settings))
    ClientId = client!.ClientId!
    await cognito.send(new SignUpCommand({ ClientId, Username, Password }))
    await cognito.send(new AdminConfirmSignUpCommand({ UserPoolId, Username }))
  })

  /** One call without any signature unless a header gives it, byte for byte. */
  function call(operation: string, input: object, headers: readonly string[] = []): Promise<RawAnswer> {
    const body = JSON.stringify(input)
    const target = `X-Amz-Target: AWSCognitoIdentityProviderService.${operation}`
    const own = ['Content-Type: application/x-amz-json-1.1', target, `Content-Length: ${body.length}`]
    return poolgate.clientOf(`localhost:${poolgate.port}`).send('POST /', [...own, ...headers], body)
  }
  /** The same, signed as development takes it: by anybody. */
  const callSigned = (operation: string, input: object) => {
    const credential = 'Credential=test/20261122/us-east-1/cognito-idp/aws4_request'
    const signature = `SignedHeaders=host, Signature=${'0'.repeat(64)}`
    const authorization = `Authorization: AWS4-HMAC-SHA256 ${credential}, ${signature}`
    return call(operation, input, [authorization, 'X-Amz-Date: 20261122T120000Z'])
  }
  const signIn = (PASSWORD: string, headers: readonly string[] = []) => {
    const AuthParameters = { USERNAME: Username, PASSWORD }
    return call('InitiateAuth', { ClientId, AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters }, headers)
  }
  /** Holds an answer to be an error of this name, and returns its text. */
  function errorOf(answer: RawAnswer, code: string): string {
    const { __type, message } = JSON.parse(answer.body) as { readonly __type: string; readonly message: string }
    assert.deepEqual([answer.status, __type], [400, code])
    return message
  }

  it('C001 asks operations of administrators for a signature', async () => {
    errorOf(await call('ListUserPools', { MaxResults: 10 }), 'MissingAuthenticationTokenException')
  })

  it('C002 signs users in without one', async () => {
    const answer = await signIn(Password)
    assert.equal(answer.status, 200)
    assert.equal(answer.headers['content-type'], 'application/x-amz-json-1.1')
    assert.match(answer.headers['x-amzn-requestid'] ?? '', /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/)
  })

  it('C003 names an error in the body and in a header', async () => {
    const answer = await signIn('Wr0ng!!!')
    assert.equal(errorOf(answer, 'NotAuthorizedException'), 'Incorrect username or password.')
    assert.equal(answer.headers['x-amzn-errortype']?.split(':')[0], 'NotAuthorizedException')
    const deleted = poolgate.sdk.cognito.send(new AdminDeleteUserCommand({ UserPoolId, Username: 'nobody' }))
    await assert.rejects(deleted, { name: 'UserNotFoundException', message: 'User does not exist.' })
  })

  it('C004 lets pages of any origin read errors', async () => {
    const answer = await signIn('Wr0ng!!!', ['Origin: http://localhost:3000'])
    errorOf(answer, 'NotAuthorizedException')
    assert.equal(answer.headers['access-control-allow-origin'], '*')
    assert.equal(answer.headers['access-control-expose-headers'], exposed)
  })

  it('C005 answers preflights', async () => {
    const wanted = 'content-type,x-amz-target,x-amz-user-agent,amz-sdk-invocation-id,amz-sdk-request,cache-control'
    const answer = await poolgate
      .clientOf(`localhost:${poolgate.port}`)
      .send('OPTIONS /', [
        'Origin: http://localhost:3000',
        'Access-Control-Request-Method: POST',
        `Access-Control-Request-Headers: ${wanted}`,
      ])
    assert.deepEqual([answer.status, answer.body], [200, ''])
    assert.equal(answer.headers['access-control-allow-origin'], '*')
    assert.equal(answer.headers['access-control-allow-headers'], wanted)
    assert.equal(answer.headers['access-control-allow-methods'], 'POST')
    assert.equal(answer.headers['access-control-max-age'], '172800')
  })

  it('C006 knows no operation that is not in the model', async () => {
    errorOf(await call('NoSuchOp', {}), 'UnknownOperationException')
  })

  it('C007 knows no flow that is not in the model, and gives no tokens for one', async () => {
    const answer = await call('InitiateAuth', {
      ClientId,
      AuthFlow: 'BOGUS',
      AuthParameters: { USERNAME: Username, PASSWORD: Password },
    })
    const constraint = /^1 validation error detected: Value 'BOGUS' at 'authFlow' failed to satisfy constraint: /
    const message = errorOf(answer, 'InvalidParameterException')
    assert.match(message, constraint)
    assert.match(message, /Member must satisfy enum value set: \[[A-Z_, ]+\]$/)
    assert.ok(!answer.body.includes('Token'))
  })

  it('C008 says which constraint a code does not satisfy', async () => {
    const answer = await call('ConfirmSignUp', { ClientId, Username, ConfirmationCode: '' })
    assert.match(
      errorOf(answer, 'InvalidParameterException'),
      /^\d validation errors? detected: .*at 'confirmationCode' failed to satisfy constraint: Member must have length greater than or equal to 1/,
    )
  })

  it('C009 writes times as seconds with a fraction', async () => {
    const { body } = await callSigned('DescribeUserPool', { UserPoolId })
    assert.match(body, /"CreationDate":\d{10}(\.\d{1,3})?[,}]/)
  })

  it('C010 answers nothing at all where there is nothing to say', async () => {
    const { cognito } = poolgate.sdk
    await cognito.send(new SignUpCommand({ ClientId, Username: 'mayfly', Password }))
    const { $metadata } = await cognito.send(new AdminDeleteUserCommand({ UserPoolId, Username: 'mayfly' }))
    assert.equal($metadata.httpStatusCode, 200)
    await cognito.send(new SignUpCommand({ ClientId, Username: 'mayfly', Password }))
    const answer = await callSigned('AdminDeleteUser', { UserPoolId, Username: 'mayfly' })
    assert.deepEqual([answer.status, answer.body, answer.headers['content-length']], [200, '', '0'])
  })
})
