import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import {
  CreateStageCommand,
  ExportApiCommand,
  GetRoutesCommand,
  ImportApiCommand,
  ReimportApiCommand,
} from '@aws-sdk/client-apigatewayv2'
import { CreateStackCommand, DescribeStacksCommand, UpdateStackCommand } from '@aws-sdk/client-cloudformation'
import { parse } from 'yaml'
import {
  AdminCreateUserCommand,
  AdminSetUserPasswordCommand,
  CreateUserPoolClientCommand,
  CreateUserPoolCommand,
  InitiateAuthCommand,
} from '@aws-sdk/client-cognito-identity-provider'
import { type Backend, startBackend } from '../../support/backend.ts'
import { sdkClients } from '../../support/sdk.ts'
import { type SpawnedServer, startServer } from '../../support/server.ts'

/** A document as teams keep it beside their service: schemas, parameters, examples, and API Gateway's extensions. */
function petStore(backendUrl: string, issuer: string, clientId: string): string {
  return `
openapi: 3.0.3
info:
  title: Pet store
  description: Pets of the shop
  version: 1.10
  contact: { name: The shop, url: https://shop.example.com }
servers:
  - url: https://api.example.com/{basePath}
    variables: { basePath: { default: v1 } }
security:
  - customers: []
paths:
  /pets:
    get:
      operationId: listPets
      summary: List pets
      security: []
      parameters:
        - { name: limit, in: query, schema: { type: integer, format: int32 } }
      responses:
        200:
          description: A page of pets
          content:
            application/json:
              schema: { type: array, items: { $ref: '#/components/schemas/Pet' } }
      x-amazon-apigateway-integration: { $ref: '#/components/x-amazon-apigateway-integrations/shop' }
    post:
      operationId: createPet
      requestBody:
        content:
          application/json:
            schema: { $ref: '#/components/schemas/Pet' }
      responses: { 201: { description: Created } }
      x-amazon-apigateway-integration: { $ref: '#/components/x-amazon-apigateway-integrations/shop' }
  /pets/{id}:
    parameters:
      - { name: id, in: path, required: true, schema: { type: string } }
    get:
      operationId: getPet
      responses: { 200: { description: A pet } }
      x-amazon-apigateway-integration:
        type: http_proxy
        httpMethod: GET
        uri: ${backendUrl}/shop/{id}
        payloadFormatVersion: 1.0
        requestParameters:
          append:header.x-customer: $context.authorizer.claims.sub
components:
  schemas:
    Pet:
      type: object
      required: [name]
      properties: { name: { type: string }, mother: { $ref: '#/components/schemas/Pet' } }
  securitySchemes:
    customers:
      type: openIdConnect
      openIdConnectUrl: ${issuer}/.well-known/openid-configuration
      x-amazon-apigateway-authorizer:
        type: jwt
        identitySource: $request.header.Authorization
        jwtConfiguration: { audience: [${clientId}] }
  x-amazon-apigateway-integrations:
    shop: { type: http_proxy, httpMethod: ANY, uri: '${backendUrl}/shop', payloadFormatVersion: 1.0 }
x-amazon-apigateway-cors:
  allowOrigins: ['https://shop.example.com']
`
}

describe('an OpenAPI document that is imported with the AWS SDK', () => {
  let backend: Backend
  let server: SpawnedServer
  let clients: ReturnType<typeof sdkClients>
  let document: string
  let token: string
  before(async () => {
    backend = await startBackend()
    server = await startServer()
    clients = sdkClients(server.url)
    const { cognito } = clients
    const { UserPool } = await cognito.send(new CreateUserPoolCommand({ PoolName: 'customers' }))
    const UserPoolId = UserPool?.Id
    const { UserPoolClient } = await cognito.send(
      new CreateUserPoolClientCommand({
        UserPoolId,
        ClientName: 'shop',
        ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
      }),
    )
    const ClientId = UserPoolClient?.ClientId ?? ''
    const user = { UserPoolId, Username: 'jane' }
    await cognito.send(new AdminCreateUserCommand({ ...user, MessageAction: 'SUPPRESS' }))
    await cognito.send(new AdminSetUserPasswordCommand({ ...user, Password: 'S3cure!!', Permanent: true }))
    const AuthParameters = { USERNAME: 'jane', PASSWORD: 'S3cure!!' }
    const { AuthenticationResult } = await cognito.send(
      new InitiateAuthCommand({ ClientId, AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters }),
    )
    token = AuthenticationResult?.AccessToken ?? ''
    document = petStore(backend.url, `https://cognito-idp.us-east-1.amazonaws.com/${UserPoolId}`, ClientId)
  })
  after(async () => {
    clients.close()
    await server.stop()
    await backend.close()
  })

  const send = async (apiId: string | undefined, path: string, init: RequestInit = {}): Promise<number> => {
    const response = await fetch(`${server.url}/execute-api/${apiId}${path}`, init)
    await response.arrayBuffer()
    return response.status
  }
  const importPets = async (): Promise<string> => {
    const { ApiId, Name, Version, Warnings } = await clients.apis.send(
      new ImportApiCommand({ Body: document, Basepath: 'prepend', FailOnWarnings: true }),
    )
    assert.deepEqual([Name, Version, Warnings], ['Pet store', '1.10', undefined])
    await clients.apis.send(new CreateStageCommand({ ApiId, StageName: '$default', AutoDeploy: true }))
    return ApiId!
  }

  it('is served: its public route to everybody, the others to customers of the local pool', async () => {
    const ApiId = await importPets()
    assert.equal(await send(ApiId, '/v1/pets'), 200)
    assert.equal(backend.arrivals.at(-1)?.url, '/shop')
    const arrived = backend.arrivals.length
    assert.equal(await send(ApiId, '/v1/pets', { method: 'POST' }), 401)
    assert.equal(await send(ApiId, '/v1/pets/7'), 401)
    assert.equal(backend.arrivals.length, arrived)
    assert.equal(await send(ApiId, '/v1/pets/7', { headers: { authorization: `Bearer ${token}` } }), 200)
    const arrival = backend.arrivals.at(-1)
    assert.equal(arrival?.url, '/shop/7')
    assert.match(String(arrival?.headers['x-customer']), /^[0-9a-f-]{36}$/)
    assert.equal(await send(ApiId, '/pets'), 404)
  })

  it('comes back by ExportApi, in JSON and YAML, and makes the same API again', async () => {
    const ApiId = await importPets()
    const exportAs = async (OutputType: 'JSON' | 'YAML') => {
      const { body } = await clients.apis.send(new ExportApiCommand({ ApiId, OutputType, Specification: 'OAS30' }))
      return body!.transformToString()
    }
    const [json, yaml] = [await exportAs('JSON'), await exportAs('YAML')]
    await clients.apis.send(new ReimportApiCommand({ ApiId, Body: yaml, FailOnWarnings: true }))
    assert.equal(await exportAs('JSON'), json)
    assert.equal(await send(ApiId, '/v1/pets/7'), 401)
    assert.equal(await send(ApiId, '/v1/pets/7', { headers: { authorization: `Bearer ${token}` } }), 200)
  })

  it('takes the place of what the API was, and is served at once', async () => {
    const ApiId = await importPets()
    const renamed = document.replace('/pets/{id}:', '/animals/{id}:')
    await clients.apis.send(new ReimportApiCommand({ ApiId, Body: renamed }))
    assert.equal(await send(ApiId, '/pets/7'), 404)
    assert.equal(await send(ApiId, '/animals/7'), 401)
    await assert.rejects(clients.apis.send(new ReimportApiCommand({ ApiId, Body: '{"swagger":"2.0"}' })), {
      name: 'BadRequestException',
      message: 'Invalid OpenAPI input. HTTP APIs support only OpenAPI 3.0: the document is Swagger 2.0',
    })
    const { Items = [] } = await clients.apis.send(new GetRoutesCommand({ ApiId }))
    assert.equal(Items.length, 3)
  })

  it('is served from a stack that has it as its Body, and imported again in place', async () => {
    const template = (body: string) => {
      const Properties = { Body: parse(body) as object, FailOnWarnings: true }
      const Stage = { ApiId: { Ref: 'Api' }, StageName: '$default', AutoDeploy: true }
      return JSON.stringify({
        Resources: {
          Api: { Type: 'AWS::ApiGatewayV2::Api', Properties },
          Stage: { Type: 'AWS::ApiGatewayV2::Stage', Properties: Stage },
        },
        Outputs: { Api: { Value: { Ref: 'Api' } } },
      })
    }
    const { cloudFormation } = clients
    const apiOfStack = async () => {
      const { Stacks } = await cloudFormation.send(new DescribeStacksCommand({ StackName: 'pets' }))
      return [Stacks?.[0]?.StackStatus, Stacks?.[0]?.Outputs?.[0]?.OutputValue]
    }
    await cloudFormation.send(new CreateStackCommand({ StackName: 'pets', TemplateBody: template(document) }))
    const [status, ApiId] = await apiOfStack()
    assert.equal(status, 'CREATE_COMPLETE')
    assert.equal(await send(ApiId, '/pets'), 200)
    assert.equal(await send(ApiId, '/pets/7'), 401)
    const renamed = document.replace('/pets/{id}:', '/animals/{id}:')
    await cloudFormation.send(new UpdateStackCommand({ StackName: 'pets', TemplateBody: template(renamed) }))
    assert.deepEqual(await apiOfStack(), ['UPDATE_COMPLETE', ApiId])
    assert.equal(await send(ApiId, '/pets/7'), 404)
    assert.equal(await send(ApiId, '/animals/7', { headers: { authorization: `Bearer ${token}` } }), 200)
  })
})
