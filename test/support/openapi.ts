import type { ApiGatewayV2Client } from '../../src/gateway/service.ts'
import { localIssuer } from './gateway.ts'

/** An integration of a document. */
export const backend = {
  type: 'HTTP_PROXY',
  httpMethod: 'GET',
  uri: 'https://www.example.com/pets',
  payloadFormatVersion: '1.0',
}
/** An operation of a document. */
export const get = { 'x-amazon-apigateway-integration': backend }
/** A security scheme with a JWT authorizer for the local pool. */
export const pool = {
  type: 'oauth2',
  'x-amazon-apigateway-authorizer': {
    type: 'jwt',
    identitySource: '$request.header.Authorization',
    jwtConfiguration: { issuer: localIssuer, audience: ['client'] },
  },
}

/** A document with one route, and what `more` has. */
export function documentWith(more: object = {}): Record<string, unknown> {
  return { openapi: '3.0.1', info: { title: 'pets', version: '1.0' }, paths: { '/pets': { get } }, ...more }
}

export function importDocument(client: ApiGatewayV2Client, document: object | string, more: object = {}) {
  return client.ImportApi({ Body: typeof document === 'string' ? document : JSON.stringify(document), ...more })
}

export async function routeKeysOf(client: ApiGatewayV2Client, ApiId: string | undefined) {
  const { Items = [] } = await client.GetRoutes({ ApiId })
  return Items.map(({ RouteKey }) => RouteKey).toSorted()
}

/** The API as ExportApi writes it in JSON. */
export async function exportDocument(
  client: ApiGatewayV2Client,
  ApiId: string | undefined,
  more: { IncludeExtensions?: boolean; StageName?: string; ExportVersion?: string } = {},
): Promise<Record<string, unknown>> {
  const { body = new Uint8Array() } = await client.ExportApi({
    ApiId,
    OutputType: 'JSON',
    Specification: 'OAS30',
    ...more,
  })
  return JSON.parse(Buffer.from(body).toString()) as Record<string, unknown>
}
