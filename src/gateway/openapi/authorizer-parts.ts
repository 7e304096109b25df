import {
  type Findings,
  isList,
  isMembers,
  type Members,
  membersAt,
  parseIssue,
  resolve,
  type Value,
} from './document.ts'
import { authorizerExtension, readExtension } from './extensions.ts'
import type { AuthorizerPart, Settings } from './import-plan.ts'

const discoveryPath = '/.well-known/openid-configuration'

/** The authorizers of `components.securitySchemes` by name. Schemes without the extension name none. */
export function readAuthorizers(document: Members, findings: Findings): Map<string, AuthorizerPart> {
  const { components } = document
  const schemes = isMembers(components)
    ? membersAt(components['securitySchemes'], 'components.securitySchemes', findings)
    : undefined
  const parts = new Map<string, AuthorizerPart>()
  for (const [name, value] of Object.entries(schemes ?? {})) {
    const location = `components.securitySchemes.${name}`
    const scheme = membersAt(resolve(document, value) ?? null, location, findings)
    const extension = scheme?.[authorizerExtension.name]
    if (!scheme || extension === undefined) continue
    const members = readExtension(authorizerExtension, extension, `${location}.${authorizerExtension.name}`, findings)
    if (members) parts.set(name, { location, ...toAuthorizer(name, members, scheme) })
  }
  return parts
}

/**
 * AWS page "x-amazon-apigateway-authorizer object": types are written in lower case, identity sources as a list with
 * commas, the issuer may be that of the scheme's `openIdConnectUrl`. AWS SAM writes identity sources as lists.
 */
function toAuthorizer(
  name: string,
  members: Settings,
  { openIdConnectUrl: url }: Members,
): Pick<AuthorizerPart, 'settings' | 'issuerMayEndInSlash'> {
  const { authorizerType, identitySource, authorizerResultTtlInSeconds: ttl, jwtConfiguration, ...others } = members
  const found = isMembers(jwtConfiguration) && jwtConfiguration['issuer'] === undefined ? issuerOf(url) : undefined
  const settings = {
    name,
    ...others,
    ...(typeof authorizerType === 'string' && { authorizerType: authorizerType.toUpperCase() }),
    identitySource:
      typeof identitySource === 'string'
        ? identitySource.split(',').map((source) => source.trim())
        : (identitySource ?? []),
    ...(ttl !== undefined && { authorizerResultTtlInSeconds: typeof ttl === 'string' ? Number(ttl) : ttl }),
    ...(jwtConfiguration !== undefined && {
      jwtConfiguration:
        isMembers(jwtConfiguration) && found ? { ...jwtConfiguration, issuer: found } : jwtConfiguration,
    }),
  }
  return { settings, issuerMayEndInSlash: found !== undefined }
}

function issuerOf(url: Value | undefined): string | undefined {
  return typeof url === 'string' && url.endsWith(discoveryPath) ? url.slice(0, -discoveryPath.length) : undefined
}

/** How a scheme says that operations take IAM (AWS page "x-amazon-apigateway-authtype property"). */
export const iamScheme = { name: 'x-amazon-apigateway-authtype', value: 'awsSigv4' } as const

/** Whether the security scheme of this name is IAM's. */
export function isIamScheme(name: string, document: Members): boolean {
  const { components } = document
  const schemes = isMembers(components) ? components['securitySchemes'] : undefined
  const scheme = isMembers(schemes) && Object.hasOwn(schemes, name) ? resolve(document, schemes[name]) : undefined
  return isMembers(scheme) && scheme[iamScheme.name] === iamScheme.value
}

/** What the security requirements of an operation ask for. */
export interface Authorization {
  /** Absent for everybody. */
  readonly authorizer?: string
  readonly scopes: readonly string[]
}

/**
 * The one security requirement of an operation, its own or the document's. More than one are an error of the whole
 * document (AWS page "Use OpenAPI definitions for HTTP APIs"); undefined, with a warning, when it cannot be read.
 */
export function readSecurity(
  security: Value | undefined,
  location: string,
  findings: Findings,
): Authorization | 'several' | undefined {
  const [requirement, ...more] = isList(security) ? security : []
  if (security === undefined || (isList(security) && requirement === undefined)) return { scopes: [] }
  if (!isMembers(requirement)) {
    findings.warnings.push(parseIssue(location, 'is not of type `array`'))
    return undefined
  }
  const entries = Object.entries(requirement)
  if (more.length > 0 || entries.length > 1) return 'several'
  const [entry] = entries
  if (!entry) return { scopes: [] }
  const [authorizer, scopes] = entry
  if (!isList(scopes) || !scopes.every((scope) => typeof scope === 'string')) {
    findings.warnings.push(parseIssue(`${location}.${authorizer}`, 'is not of type `array`'))
    return undefined
  }
  return { authorizer, scopes }
}
