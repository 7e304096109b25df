import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { arbitraryInput } from '../../../test/support/arbitrary-input.ts'
import { createServedApi, jwtAuthorizer, localIssuer, openGateway } from '../../../test/support/gateway.ts'
import { documentWith, pool } from '../../../test/support/openapi.ts'
import { ApiError } from '../../wire/operation.ts'
import { runOperation } from '../../wire/service.ts'
import { operations } from './index.ts'

const functionArn = 'arn:aws:lambda:us-east-1:000000000000:function:f'

/** Texts that make a Lambda integration or a REQUEST authorizer, and mappings, of what would mostly be refused. */
const ofFunctions = {
  IntegrationType: 'AWS_PROXY',
  IntegrationUri: functionArn,
  PayloadFormatVersion: '2.0',
  AuthorizerType: 'REQUEST',
  AuthorizerUri: `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${functionArn}/invocations`,
  AuthorizerPayloadFormatVersion: '2.0',
  AuthorizationType: 'CUSTOM',
  Target: functionArn,
  RequestParameter: 'append:header.x',
  Value: '${request.body.a[0]}',
  Status: '200',
}

/** For the operations that import one. */
const definition = JSON.stringify(documentWith({ components: { securitySchemes: { pool } } }))

const codes = new Set(['BadRequestException', 'ConflictException', 'NotFoundException'])

const kinds = { 'of URLs and tokens': {}, 'of functions': ofFunctions }

for (const [kind, texts] of Object.entries(kinds))
  describe(`whatever input ${kind} a caller makes up`, () => {
    for (const name of Object.keys(operations))
      it(`${name} answers or refuses, and the store stays readable`, async (t) => {
        const { client, service, clock, store } = await openGateway(t, { endpoint: new URL('http://127.0.0.1:3001') })
        const { ApiId, IntegrationId, RouteId } = await createServedApi(client)
        const { AuthorizerId } = await client.CreateAuthorizer({ ApiId, ...jwtAuthorizer })
        const { DeploymentId } = await client.CreateStage({ ApiId, StageName: 'dev', AutoDeploy: true })
        const known = {
          ApiId,
          IntegrationId,
          RouteId,
          AuthorizerId: AuthorizerId!,
          DeploymentId: DeploymentId!,
          StageName: 'dev',
          ResourceArn: `arn:aws:apigateway:us-east-1::/apis/${ApiId}`,
          Target: `integrations/${IntegrationId}`,
          RouteKey: 'GET /{id}',
          IntegrationUri: 'https://www.example.com/{id}',
          IntegrationMethod: 'ANY',
          Issuer: localIssuer,
          MaxResults: '1',
          Body: definition,
          ...texts,
        }
        const call = { requestId: 'r', now: clock.now(), region: 'us-east-1', accountId: '0', sourceIp: '127.0.0.1' }
        const property = fc.asyncProperty(arbitraryInput(service.model, name, known), async (input) => {
          try {
            await runOperation(service, name, input, call)
          } catch (error) {
            if (!(error instanceof ApiError) || !codes.has(error.code)) throw error
          }
        })
        await fc.assert(property, { numRuns: 60, seed: 20261122 })
        for (const api of (await client.GetApis({})).Items!) assert.ok(await store.findDeployedApi(api.ApiId!))
      })
  })
