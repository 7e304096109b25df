import {
  type AuthorizationType,
  CreateApiCommand,
  type CreateApiCommandInput,
  CreateAuthorizerCommand,
  type CreateAuthorizerCommandInput,
  CreateIntegrationCommand,
  type CreateIntegrationCommandInput,
  CreateRouteCommand,
  type CreateRouteCommandInput,
  CreateStageCommand,
  type CreateStageCommandInput,
} from '@aws-sdk/client-apigatewayv2'
import { startPoolgate } from '../../src/server/poolgate.ts'
import type { PoolgateOptions } from '../../src/server/poolgate-options.ts'
import { manualClock } from '../../src/ports/clock.ts'
import { recordingLog } from '../../src/ports/log.ts'
import { atEnd } from './at-end.ts'
import { type RawAnswer, sendRaw } from './http-api.ts'
import { sdkClients } from './sdk.ts'
import { temporaryDirectory } from './server.ts'

/** What a test says of an API: the members of `CreateApi` and its siblings, without those that follow from others. */
export interface ApiDescription {
  readonly api?: Partial<CreateApiCommandInput>
  /** By name; `AuthorizerType` is JWT and `IdentitySource` the Authorization header when not given. */
  readonly authorizers?: Readonly<Record<string, Partial<CreateAuthorizerCommandInput>>>
  /** By route key; `authorizer` is a name of the above. */
  readonly routes: Readonly<Record<string, RouteDescription>>
  /** `$default` alone when not given; each with AutoDeploy. */
  readonly stages?: Readonly<Record<string, Partial<CreateStageCommandInput>>>
}

export interface RouteDescription extends Partial<CreateRouteCommandInput> {
  /** The ARN of a function makes it AWS_PROXY in format 2.0, anything else HTTP_PROXY with the client's method. */
  readonly to: string
  readonly integration?: Partial<CreateIntegrationCommandInput>
  readonly authorizer?: string
}

/** An API that is served, as its clients see it. */
export interface ServedApi {
  readonly ApiId: string
  readonly host: string
  /** Sends one request and closes. @param headers `Name: value` lines */
  readonly send: (requestLine: string, headers?: readonly string[], body?: string) => Promise<RawAnswer>
}

/**
 * A whole server in this process, as `poolgate serve` starts one, but for its clock, which stands still. It ends with
 * the tests.
 */
export async function openPoolgate(options: PoolgateOptions = {}) {
  const clock = manualClock('2026-11-22T12:00:00Z')
  const log = recordingLog()
  const server = await startPoolgate({ port: 0, dataDir: temporaryDirectory(), clock, log, ...options })
  const sdk = sdkClients(`http://127.0.0.1:${server.port}`)
  let closed: Promise<void> | undefined
  const close = () => {
    sdk.close()
    return (closed ??= server.close())
  }
  atEnd(close)

  /** A client of the host, wherever it leads. */
  const clientOf = (host: string) => ({
    host,
    send: (requestLine: string, headers: readonly string[] = [], body = '') => {
      const lines = [`${requestLine} HTTP/1.1`, `Host: ${host}`, 'Connection: close', ...headers]
      return sendRaw(server.port, `${lines.join('\r\n')}\r\n\r\n${body}`)
    },
  })
  const serve = (ApiId: string): ServedApi => ({ ApiId, ...clientOf(`${ApiId}.execute-api.localhost:${server.port}`) })
  const create = async (description: ApiDescription) => serve(await createApi(sdk, description))

  return { ...server, close, clock, log, sdk, apis: sdk.apis, clientOf, serve, create }
}

export type OpenPoolgate = Awaited<ReturnType<typeof openPoolgate>>

async function createApi(
  { apis }: Pick<ReturnType<typeof sdkClients>, 'apis'>,
  { api, authorizers = {}, routes, stages = { $default: {} } }: ApiDescription,
): Promise<string> {
  const { ApiId } = await apis.send(new CreateApiCommand({ Name: 'pets', ProtocolType: 'HTTP', ...api }))
  const authorizerIds = new Map<string, string | undefined>()
  for (const [Name, more] of Object.entries(authorizers)) {
    const jwt = { AuthorizerType: 'JWT' as const, IdentitySource: ['$request.header.Authorization'] }
    const { AuthorizerId } = await apis.send(new CreateAuthorizerCommand({ ApiId, Name, ...jwt, ...more }))
    authorizerIds.set(Name, AuthorizerId)
  }
  for (const [RouteKey, { to, integration, authorizer, ...more }] of Object.entries(routes)) {
    const kind = to.startsWith('arn:aws:lambda:')
      ? ({ IntegrationType: 'AWS_PROXY', PayloadFormatVersion: '2.0' } as const)
      : ({ IntegrationType: 'HTTP_PROXY', IntegrationMethod: 'ANY' } as const)
    const made = new CreateIntegrationCommand({ ApiId, IntegrationUri: to, ...kind, ...integration })
    const Target = `integrations/${(await apis.send(made)).IntegrationId}`
    const type: AuthorizationType = authorizers[authorizer ?? '']?.AuthorizerType === 'REQUEST' ? 'CUSTOM' : 'JWT'
    const guard = authorizer ? { AuthorizerId: authorizerIds.get(authorizer), AuthorizationType: type } : {}
    await apis.send(new CreateRouteCommand({ ApiId, RouteKey, Target, ...guard, ...more }))
  }
  for (const [StageName, more] of Object.entries(stages))
    await apis.send(new CreateStageCommand({ ApiId, StageName, AutoDeploy: true, ...more }))
  return ApiId!
}
