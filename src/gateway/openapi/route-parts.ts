import { isIamScheme, readSecurity } from './authorizer-parts.ts'
import {
  DocumentProblem,
  type Findings,
  isMembers,
  type Members,
  membersAt,
  operationLocation,
  parseIssue,
  resolve,
  type Value,
} from './document.ts'
import { integrationExtension, readExtension } from './extensions.ts'
import type { Part, RoutePart, Settings } from './import-plan.ts'

const anyMethod = 'x-amazon-apigateway-any-method'
const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace', anyMethod]

/** An operation of a path, with what all operations of the document share. */
interface Reading {
  readonly document: Members
  readonly basePath: string
  readonly findings: Findings
  /** Integrations that were referred to, by their reference: routes share them. */
  readonly shared: Map<string, Part | undefined>
}

/** The routes of `paths`. One that cannot be read as it was meant is left out, with a warning. */
export function readRoutes(document: Members, basePath: string, findings: Findings): RoutePart[] {
  const reading: Reading = { document, basePath, findings, shared: new Map() }
  if (document['paths'] === undefined) findings.warnings.push(parseIssue('paths', 'is missing'))
  const paths = membersAt(document['paths'], 'paths', findings)
  return Object.entries(paths ?? {}).flatMap(([path, value]) => {
    if (path.startsWith('x-')) return []
    // As AWS SAM records it, which writes the default route so.
    if (!path.startsWith('/')) findings.warnings.push(parseIssue('paths.', `Resource ${path} should start with /`))
    const item = membersAt(resolve(document, value) ?? null, `paths.'${path}'`, findings)
    return methods
      .filter((method) => item?.[method] !== undefined)
      .map((method) => readRoute(reading, path, method, item?.[method]))
      .filter((route) => route !== undefined)
  })
}

function readRoute(reading: Reading, path: string, method: string, value: Value | undefined): RoutePart | undefined {
  const { findings } = reading
  const location = operationLocation(path, method)
  const operation = membersAt(value, location, findings)
  if (!operation) return undefined
  const routeKey = routeKeyOf(reading, path, method, operation)
  const authorization = readAuthorization(reading, operation, location)
  const integration = readIntegration(reading, operation, location)
  if (!authorization || integration === 'unreadable') {
    findings.warnings.push(`Unable to create Route '${routeKey}': ${location} cannot be read`)
    return undefined
  }
  const { operationId } = operation
  const { authorizer, settings } = authorization
  return {
    location,
    routeKey,
    settings: { routeKey, ...(operationId !== undefined && { operationName: operationId }), ...settings },
    ...(authorizer !== undefined && { authorizer }),
    ...(integration && { integration }),
  }
}

/** AWS page "x-amazon-apigateway-any-method object". */
function routeKeyOf(reading: Reading, path: string, method: string, operation: Members): string {
  const isDefault = method === anyMethod && (operation['isDefaultRoute'] === true || path === '$default')
  if (isDefault) return '$default'
  const whole = `${reading.basePath}${path === '/' && reading.basePath !== '' ? '' : path}`
  return `${method === anyMethod ? 'ANY' : method.toUpperCase()} ${whole}`
}

/**
 * Who may call an operation: `x-amazon-apigateway-auth` says IAM or nobody asked, `security` names an authorizer or a scheme
 * that is IAM's. They may not say different things.
 */
function readAuthorization(
  { document, findings }: Reading,
  operation: Members,
  location: string,
): { readonly authorizer?: string; readonly settings: Settings } | undefined {
  const authLocation = `${location}.x-amazon-apigateway-auth`
  const auth = membersAt(operation['x-amazon-apigateway-auth'], authLocation, findings)
  if (operation['x-amazon-apigateway-auth'] !== undefined && !auth) return undefined
  const authType = auth?.['type']
  const own = operation['security']
  const security = readSecurity(own ?? (auth ? undefined : document['security']), `${location}.security`, findings)
  if (!security) return undefined
  const isIam =
    security !== 'several' && security.authorizer !== undefined && isIamScheme(security.authorizer, document)
  const saysIam = typeof authType === 'string' && authType.toUpperCase() === 'AWS_IAM'
  // Smithy writes both, which then say the same.
  if (security === 'several' || (auth && security.authorizer !== undefined && !(isIam && saysIam)))
    throw new DocumentProblem(
      `${location} has more than one security requirement: each operation can have only one of IAM authorization, a Lambda authorizer, or a JWT authorizer`,
    )
  const { authorizer, scopes } = security
  const scoped = scopes.length > 0 ? { authorizationScopes: scopes } : {}
  if (isIam) return { settings: { authorizationType: 'AWS_IAM', ...scoped } }
  if (auth) return { settings: { authorizationType: typeof authType === 'string' ? authType.toUpperCase() : '' } }
  if (authorizer === undefined || isNobody(authorizer, document)) return { settings: {} }
  return { authorizer, settings: scoped }
}

/** How AWS SAM opens one operation of an API with a default authorizer: `NONE`, unless a scheme is called so. */
function isNobody(authorizer: string, { components }: Members): boolean {
  const schemes = isMembers(components) ? components['securitySchemes'] : undefined
  return authorizer === 'NONE' && !(isMembers(schemes) && schemes['NONE'] !== undefined)
}

function readIntegration(reading: Reading, operation: Members, location: string): Part | 'unreadable' | undefined {
  const value = operation[integrationExtension.name]
  if (value === undefined) return undefined
  const at = `${location}.${integrationExtension.name}`
  const reference = isMembers(value) && typeof value['$ref'] === 'string' ? value['$ref'] : undefined
  if (reference === undefined) return readIntegrationAt(reading, value, at) ?? 'unreadable'
  const place = reference.replace(/^#\//, '').replaceAll('/', '.')
  if (!reading.shared.has(reference))
    reading.shared.set(reference, readIntegrationAt(reading, resolve(reading.document, value), place))
  return reading.shared.get(reference) ?? 'unreadable'
}

function readIntegrationAt(reading: Reading, value: Value | undefined, location: string): Part | undefined {
  if (value === undefined) {
    reading.findings.warnings.push(parseIssue(location, 'is missing'))
    return undefined
  }
  const members = readExtension(integrationExtension, value, location, reading.findings)
  if (!members) return undefined
  const { integrationType: type, payloadFormatVersion: version, connectionType, ...others } = members
  const settings = {
    ...others,
    // Documents spell them in either case.
    ...(type !== undefined && { integrationType: typeof type === 'string' ? type.toUpperCase() : type }),
    ...(connectionType !== undefined && {
      connectionType: typeof connectionType === 'string' ? connectionType.toUpperCase() : connectionType,
    }),
    // The guide's own examples write it as a number.
    ...(version !== undefined && { payloadFormatVersion: typeof version === 'number' ? version.toFixed(1) : version }),
  }
  return { location, settings }
}
