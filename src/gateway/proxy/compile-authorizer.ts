import { resolveFunctionArn } from '../functions/function-uri.ts'
import type { KeySources } from '../jwt/key-sources.ts'
import type { AuthorizerRecord, RequestAuthorizerRecord, RouteRecord, StageRecord } from '../store.ts'
import { createAnswerCache } from './answer-cache.ts'
import { isContextVariable, readContextVariable } from './context-variables.ts'
import { compileIdentitySource } from './identity-source.ts'
import type { FunctionAuthorizer, LiveAuthorizer, TokenAuthorizer } from './live-api.ts'

/** Compiles the authorizer of a route whose authorization type is not NONE. */
export type AuthorizerCompiler = (route: RouteRecord) => LiveAuthorizer

/** The authorizers of one stage: routes share a REQUEST authorizer and what it remembers. */
export function compileAuthorizers(
  authorizers: readonly AuthorizerRecord[],
  stage: StageRecord,
  keySources: KeySources,
): AuthorizerCompiler {
  const scopesOf = shareLists()
  const functions = new Map<string, FunctionAuthorizer>()
  for (const authorizer of authorizers)
    if (authorizer.authorizerType === 'REQUEST')
      functions.set(authorizer.authorizerId, compileFunctionAuthorizer(authorizer, stage))
  return (route) => {
    const shared = route.authorizationType === 'CUSTOM' ? functions.get(route.authorizerId ?? '') : undefined
    return shared ?? compileTokenAuthorizer(route, authorizers, keySources, scopesOf(route.authorizationScopes ?? []))
  }
}

/** Answers one list for all that are alike: what was found out about a token with a list holds for that very list. */
function shareLists(): (list: readonly string[]) => readonly string[] {
  const shared = new Map<string, readonly string[]>()
  return (list) => {
    const key = JSON.stringify(list)
    const first = shared.get(key)
    if (first === undefined) shared.set(key, list)
    return first ?? list
  }
}

/** Whatever the authorization type: a route whose authorizer cannot be found, or is of another kind, lets nobody pass. */
function compileTokenAuthorizer(
  route: RouteRecord,
  authorizers: readonly AuthorizerRecord[],
  keySources: KeySources,
  requiredScopes: readonly string[],
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
    keys: keySources.of(authorizer?.jwtConfiguration.issuer ?? ''),
    audience: authorizer?.jwtConfiguration.audience ?? [],
    requiredScopes,
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
