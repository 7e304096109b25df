import { resolveFunctionArn } from '../functions/function-uri.ts'
import type { KeySources } from '../jwt/key-sources.ts'
import { refuseMissingToken } from '../jwt/refusal.ts'
import type { AuthorizerRecord, RequestAuthorizerRecord, RouteRecord, StageRecord } from '../store.ts'
import { createAnswerCache } from './answer-cache.ts'
import { isContextVariable, readContextVariable } from './context-variables.ts'
import { compileIdentitySource } from './identity-source.ts'
import type { FunctionAuthorizer, IamAuthorizer, LiveAuthorizer, TokenAuthorizer } from './live-api.ts'

const iamAuthorizer: IamAuthorizer = { kind: 'iam', authorizerId: 'AWS_IAM' }

/** Compiles the authorizer of a route whose authorization type is not NONE. */
export type AuthorizerCompiler = (route: RouteRecord) => LiveAuthorizer

/**
 * The authorizers of one stage: routes share a REQUEST authorizer and what it remembers, and a JWT authorizer when they ask
 * for the same scopes, so that what one found out of a token holds for the others.
 */
export function compileAuthorizers(
  authorizers: readonly AuthorizerRecord[],
  stage: StageRecord,
  keySources: KeySources,
): AuthorizerCompiler {
  const tokens = new Map<string, TokenAuthorizer>()
  const functions = new Map<string, FunctionAuthorizer>()
  for (const authorizer of authorizers)
    if (authorizer.authorizerType === 'REQUEST')
      functions.set(authorizer.authorizerId, compileFunctionAuthorizer(authorizer, stage))
  return (route) => {
    const { authorizationType, authorizerId, authorizationScopes } = route
    if (authorizationType === 'AWS_IAM') return iamAuthorizer
    const shared = authorizationType === 'CUSTOM' ? functions.get(authorizerId ?? '') : undefined
    if (shared) return shared
    const key = JSON.stringify([authorizationType, authorizerId, authorizationScopes ?? []])
    const compiled = tokens.get(key) ?? compileTokenAuthorizer(route, authorizers, keySources)
    tokens.set(key, compiled)
    return compiled
  }
}

/** Whatever the authorization type: a route whose authorizer cannot be found, or is of another kind, lets nobody pass. */
function compileTokenAuthorizer(
  route: RouteRecord,
  authorizers: readonly AuthorizerRecord[],
  keySources: KeySources,
): TokenAuthorizer {
  const found = authorizers.find(({ authorizerId }) => authorizerId === route.authorizerId)
  const authorizer = found?.authorizerType === 'JWT' && route.authorizationType === 'JWT' ? found : undefined
  const identitySource = authorizer?.identitySource ?? '$request.header.Authorization'
  return {
    kind: 'jwt',
    authorizerId: route.authorizerId ?? '',
    identitySource,
    // No authorizer or no readable identity source: no token is ever found, so nobody passes.
    readIdentity: (authorizer && compileIdentitySource(identitySource)) ?? (() => []),
    missingToken: refuseMissingToken(identitySource),
    keys: keySources.of(authorizer?.jwtConfiguration.issuer ?? ''),
    audience: authorizer?.jwtConfiguration.audience ?? [],
    requiredScopes: route.authorizationScopes ?? [],
  }
}

function compileFunctionAuthorizer(authorizer: RequestAuthorizerRecord, stage: StageRecord): FunctionAuthorizer {
  return {
    kind: 'function',
    authorizerId: authorizer.authorizerId,
    functionArn: resolveFunctionArn(authorizer.authorizerUri, stage.stageVariables),
    format: {
      payloadFormatVersion: authorizer.authorizerPayloadFormatVersion,
      simpleResponses: authorizer.enableSimpleResponses,
    },
    identitySources: authorizer.identitySource.map((expression) => ({ expression, read: compileSource(expression) })),
    answers: createAnswerCache(authorizer.authorizerResultTtlInSeconds),
  }
}

/** Several values of a header or query parameter are one, separated by commas; nothing readable has no value. */
function compileSource(expression: string): FunctionAuthorizer['identitySources'][number]['read'] {
  const readRequest = compileIdentitySource(expression)
  if (readRequest) return ({ exchange, query }) => readRequest(exchange.headers, query).join(',')
  const [, place, name = ''] = /^\$(context|stageVariables)\.(.+)$/.exec(expression) ?? []
  if (place === 'context' && isContextVariable(name)) return (request) => readContextVariable(request, name)
  if (place !== 'stageVariables') return () => undefined
  return ({ stage }) => (Object.hasOwn(stage.stageVariables, name) ? stage.stageVariables[name] : undefined)
}
