import {
  type Findings,
  isMembers,
  type Members,
  operationLocation,
  parseIssue,
  resolve,
  type Value,
} from './document.ts'
import { ignored } from './extensions.ts'

/** What OpenAPI 3.0 knows at each level of a document. */
const attributes = {
  document: ['openapi', 'info', 'servers', 'paths', 'components', 'security', 'tags', 'externalDocs'],
  info: ['title', 'description', 'termsOfService', 'contact', 'license', 'version'],
  path: ['$ref', 'summary', 'description', 'servers', 'parameters'].concat([
    'get',
    'put',
    'post',
    'delete',
    'options',
    'head',
    'patch',
    'trace',
  ]),
  operation: [
    'tags',
    'summary',
    'description',
    'externalDocs',
    'operationId',
    'parameters',
    'requestBody',
    'responses',
  ].concat(['callbacks', 'deprecated', 'security', 'servers', 'isDefaultRoute']),
}

/** Attributes of operations that OpenAPI knows and HTTP APIs make nothing of. */
const unsupported = ['parameters', 'requestBody', 'callbacks', 'servers']

/** API Gateway's own attributes that HTTP APIs know. */
const extensions: readonly string[] = [
  'x-amazon-apigateway-any-method',
  'x-amazon-apigateway-auth',
  'x-amazon-apigateway-cors',
  'x-amazon-apigateway-importexport-version',
  'x-amazon-apigateway-integration',
]

/** Warns of attributes that OpenAPI does not know, and tells which ones are left unheard. */
export function findUnexpected(document: Members, findings: Findings): void {
  compare(document, attributes.document, '', findings)
  if (isMembers(document['info'])) compare(document['info'], attributes.info, 'info.', findings)
  if (isMembers(document['components']) && document['components']['schemas'] !== undefined)
    findings.importInfo.push(ignored('components.schemas'))
  for (const { item, path, operations } of pathsOf(document)) {
    compare(item, attributes.path, `paths.'${path}'.`, findings)
    for (const { operation, location } of operations) {
      compare(operation, attributes.operation, `${location}.`, findings)
      for (const name of unsupported)
        if (operation[name] !== undefined) findings.importInfo.push(ignored(`${location}.${name}`))
    }
  }
}

function compare(members: Members, known: readonly string[], prefix: string, findings: Findings): void {
  for (const name of Object.keys(members)) {
    if (known.includes(name) || extensions.includes(name)) continue
    // What was closed by a policy would be open.
    if (name === 'x-amazon-apigateway-policy')
      findings.warnings.push('x-amazon-apigateway-policy is ignored: HTTP APIs have no resource policies')
    else if (name.startsWith('x-amazon-apigateway-')) findings.importInfo.push(ignored(`${prefix}${name}`))
    else if (!name.startsWith('x-')) findings.warnings.push(parseIssue(`${prefix}${name}`, 'is unexpected'))
  }
}

interface PathOfDocument {
  readonly path: string
  readonly item: Members
  readonly operations: readonly { readonly location: string; readonly operation: Members }[]
}

function pathsOf({ paths }: Members): PathOfDocument[] {
  const known = [...attributes.path, 'x-amazon-apigateway-any-method']
  return Object.entries(isMembers(paths) ? paths : {}).flatMap(([path, item]) => {
    if (!isMembers(item)) return []
    const operations = Object.entries(item).flatMap(([method, operation]) =>
      known.includes(method) && isMembers(operation) ? [{ location: operationLocation(path, method), operation }] : [],
    )
    return [{ path, item, operations }]
  })
}

/**
 * Warns of references to schemas that are not there. HTTP APIs make nothing of schemas, but AWS reports them (the text
 * as in hashicorp/terraform-provider-aws and getmoto/moto, whose tests came from AWS).
 */
export function findMissingReferences(document: Members, findings: Findings): void {
  for (const { operations } of pathsOf(document))
    for (const { operation, location } of operations) {
      report(document, operation['requestBody'], `${location}.requestBody`, findings)
      const responses = operation['responses']
      for (const [status, response] of Object.entries(isMembers(responses) ? responses : {}))
        report(document, response, `${location}.responses.${status}`, findings)
    }
}

/** @param holder a request body or a response, with `content` by media type */
function report(document: Members, holder: Value | undefined, location: string, { warnings }: Findings): void {
  const content = isMembers(holder) ? holder['content'] : undefined
  for (const mediaType of Object.values(isMembers(content) ? content : {})) {
    const schema = isMembers(mediaType) ? mediaType['schema'] : undefined
    for (const reference of new Set(referencesIn(schema)))
      if (resolve(document, { $ref: reference }) === undefined)
        warnings.push(parseIssue(`${location}.content.schema.${reference}`, 'is missing'))
  }
}

function referencesIn(value: Value | undefined): string[] {
  if (Array.isArray(value)) return value.flatMap(referencesIn)
  if (!isMembers(value)) return []
  const { $ref } = value
  const own = typeof $ref === 'string' && $ref.startsWith('#/') ? [$ref] : []
  return [...own, ...Object.values(value).flatMap(referencesIn)]
}
