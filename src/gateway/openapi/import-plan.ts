import {
  DocumentProblem,
  type Findings,
  isList,
  isMembers,
  type Members,
  membersAt,
  parseIssue,
  type Value,
} from './document.ts'
import { readAuthorizers } from './authorizer-parts.ts'
import { basePathOf, type BasePathMode } from './base-path.ts'
import { findMissingReferences, findUnexpected } from './parse-issues.ts'
import { readRoutes } from './route-parts.ts'

/** What one of the API's own operations would be called with, in the names that its JSON has on the wire. */
export type Settings = Readonly<Record<string, unknown>>

/** One part of the API that a document asks for. */
export interface Part {
  /** Where it stands: `paths.'/pets'(get).x-amazon-apigateway-integration`. */
  readonly location: string
  readonly settings: Settings
}

export interface AuthorizerPart extends Part {
  /** The issuer was read off the URL of its discovery document, which does not tell. */
  readonly issuerMayEndInSlash: boolean
}

/** A route, with the parts that it cannot be without: it is left out when one of them cannot be made. */
export interface RoutePart extends Part {
  readonly routeKey: string
  /** Several routes may share one. */
  readonly integration?: Part
  /** The name of a security scheme, which is that of its authorizer. */
  readonly authorizer?: string
}

/** The API that a document describes. Nothing of it is checked yet beyond what JSON type it has. */
export interface ImportPlan {
  /** Name, description, version, CORS and default endpoint, as UpdateApi takes them. */
  readonly api: Settings
  /** Absent when the document says nothing of tags. */
  readonly tags?: Readonly<Record<string, string>>
  /** By name. */
  readonly authorizers: ReadonlyMap<string, AuthorizerPart>
  readonly routes: readonly RoutePart[]
  readonly findings: Findings
}

/** Reads an OpenAPI 3.0 document into what it asks for. Throws `DocumentProblem`. */
export function planImport(document: Members, basePathMode: BasePathMode): ImportPlan {
  const findings: Findings = { warnings: [], importInfo: [] }
  findUnexpected(document, findings)
  const api = readApi(document, findings)
  const tags = readTags(document, findings)
  const authorizers = readAuthorizers(document, findings)
  const routes = readRoutes(document, basePathOf(document, basePathMode), findings)
  findMissingReferences(document, findings)
  return { api, ...(tags && { tags }), authorizers, routes, findings }
}

function readApi(document: Members, findings: Findings): Settings {
  const { info, servers } = document
  if (!isMembers(info)) throw new DocumentProblem(`attribute info is ${info === undefined ? 'missing' : 'no object'}`)
  if ((info['title'] ?? null) === null) throw new DocumentProblem('attribute info.title is missing')
  if (info['version'] === undefined) findings.warnings.push(parseIssue('info.version', 'is missing'))
  const { title, description, version } = info
  const cors = membersAt(document['x-amazon-apigateway-cors'], 'x-amazon-apigateway-cors', findings)
  return {
    name: title,
    // JSON has versions without quotes too.
    ...(version !== undefined && { version: typeof version === 'number' ? String(version) : version }),
    ...(description !== undefined && { description }),
    ...(cors && { corsConfiguration: cors }),
    ...readEndpoint(isList(servers) ? servers : [], findings),
  }
}

/** AWS page "x-amazon-apigateway-endpoint-configuration object": of the first server. */
function readEndpoint([server, ...more]: readonly Value[], findings: Findings): Settings {
  const name = 'x-amazon-apigateway-endpoint-configuration'
  // In AWS's words for REST APIs; other servers without a configuration lose nothing.
  if (more.some((other) => isMembers(other) && other[name] !== undefined))
    findings.warnings.push(
      'More than one server provided. Ignoring all but the first for defining endpoint configuration',
    )
  const configuration = isMembers(server) ? membersAt(server[name], `servers.${name}`, findings) : undefined
  const disableExecuteApiEndpoint = configuration?.['disableExecuteApiEndpoint']
  return disableExecuteApiEndpoint === undefined ? {} : { disableExecuteApiEndpoint }
}

/** AWS page "x-amazon-apigateway-tag-value property": a tag without a value has an empty one. */
function readTags({ tags }: Members, findings: Findings): Record<string, string> | undefined {
  if (!isList(tags)) return undefined
  const read: [string, string][] = []
  for (const [index, tag] of tags.entries()) {
    const name = isMembers(tag) ? tag['name'] : undefined
    const value = isMembers(tag) ? (tag['x-amazon-apigateway-tag-value'] ?? '') : ''
    if (typeof name !== 'string') findings.warnings.push(parseIssue(`tags[${index}].name`, 'is missing'))
    else if (typeof value === 'string') read.push([name, value])
    else findings.warnings.push(parseIssue(`tags[${index}].x-amazon-apigateway-tag-value`, 'is not of type `string`'))
  }
  return Object.fromEntries(read)
}
