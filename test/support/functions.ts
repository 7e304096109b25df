import { scriptedFunctions, type Invocation } from '../../src/ports/functions.ts'
import type { RequestAuthorizerRecord, RouteRecord } from '../../src/gateway/store.ts'
import { send, startBackend, startGateway, type ApiSketch, type GatewayOptions } from './http-api.ts'

export const functionArn = 'arn:aws:lambda:us-east-1:123456789012:function:hello'

/** An API whose one route goes to the function. */
export function functionApi(
  payloadFormatVersion: '1.0' | '2.0',
  routeKey = '$default',
  more: Partial<ApiSketch> = {},
): ApiSketch {
  const integration = {
    integrationId: 'backend',
    integrationType: 'AWS_PROXY' as const,
    integrationUri: functionArn,
    integrationMethod: 'POST',
    payloadFormatVersion,
    timeoutInMillis: 3000,
  }
  return { routes: [{ routeKey }], integrations: [integration], ...more }
}

/** A gateway to a function that answers with this payload, or as it says. */
export async function startFunction(
  sketch: ApiSketch,
  answer: Invocation | string | object = '{}',
  options: GatewayOptions = {},
) {
  const functions = scriptedFunctions(() => {
    if (typeof answer === 'object' && 'kind' in answer) return answer
    return { kind: 'answer', payload: Buffer.from(typeof answer === 'string' ? answer : JSON.stringify(answer)) }
  })
  const gateway = await startGateway(sketch, { ...options, functions })
  const event = (): Record<string, unknown> => JSON.parse(String(functions.invocations.at(-1)?.event))
  return { ...gateway, functions, event }
}

const authorizerUri =
  'arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:123456789012:function:asks/invocations'
const askingAuthorizer: RequestAuthorizerRecord = {
  authorizerId: 'asks',
  name: 'asks',
  authorizerType: 'REQUEST',
  authorizerUri,
  authorizerPayloadFormatVersion: '2.0',
  enableSimpleResponses: true,
  identitySource: ['$request.header.X-Key'],
  authorizerResultTtlInSeconds: 0,
}
export const apiArn = 'arn:aws:execute-api:us-east-1:123456789012:a1b2c3d4e5'

function protect(routeKey: string): Pick<RouteRecord, 'routeKey'> & Partial<RouteRecord> {
  return { routeKey, authorizationType: 'CUSTOM', authorizerId: 'asks' }
}

/** An API behind an authorizer whose function answers so. */
export async function startAuthorizer(
  change: Partial<RequestAuthorizerRecord>,
  answer: object | (() => Invocation | object),
  more: Partial<ApiSketch> = {},
) {
  const backend = await startBackend()
  const functions = scriptedFunctions(() => {
    const given = typeof answer === 'function' ? answer() : answer
    return 'kind' in given ? (given as Invocation) : { kind: 'answer', payload: Buffer.from(JSON.stringify(given)) }
  })
  const sketch: ApiSketch = {
    routes: [protect('GET /a'), protect('GET /b/{proxy+}')],
    integrations: [{ integrationId: 'backend', integrationUri: backend.origin }],
    authorizers: [{ ...askingAuthorizer, ...change }],
    ...more,
  }
  const gateway = await startGateway(sketch, { functions })
  const event = (): Record<string, unknown> => JSON.parse(String(functions.invocations.at(-1)?.event))
  const get = (path: string, ...headers: string[]) => send(gateway.port, `GET ${path}`, ['X-Key: k1', ...headers])
  return { ...gateway, backend, functions, event, get }
}

/** The simple answer that lets a request through. */
export const yes = { isAuthorized: true }
/** The policy that allows to invoke this. */
export const allow = (Resource: string, context?: object) => ({
  principalId: 'u1',
  policyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'execute-api:Invoke', Resource }] },
  ...(context && { context }),
})
