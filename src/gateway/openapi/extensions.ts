import { jsonNamesOf, readJsonInput, writeJsonInput } from '../../wire/json-members.ts'
import { loadModel } from '../../wire/model.ts'
import { type Findings, membersAt, parseIssue, type Value } from './document.ts'
import type { Settings } from './import-plan.ts'

/**
 * An extension of OpenAPI that holds what an operation of the API takes: its attributes are the members of the
 * operation's JSON, some of them under another name.
 */
export interface Extension {
  readonly name: string
  readonly operation: 'CreateAuthorizer' | 'CreateIntegration'
  /** Members by the names that they have in the extension, where these differ. */
  readonly renamed: Readonly<Record<string, string>>
  /** Attributes that only other kinds of APIs have: documents of REST APIs may be imported as HTTP APIs. */
  readonly foreign: readonly string[]
}

/** AWS page "x-amazon-apigateway-integration object". */
export const integrationExtension: Extension = {
  name: 'x-amazon-apigateway-integration',
  operation: 'CreateIntegration',
  renamed: {
    credentials: 'credentialsArn',
    httpMethod: 'integrationMethod',
    type: 'integrationType',
    uri: 'integrationUri',
  },
  foreign: [
    'cacheKeyParameters',
    'cacheNamespace',
    'contentHandling',
    'passthroughBehavior',
    'requestTemplates',
    'responses',
  ],
}

/** AWS page "x-amazon-apigateway-authorizer object". */
export const authorizerExtension: Extension = {
  name: 'x-amazon-apigateway-authorizer',
  operation: 'CreateAuthorizer',
  renamed: { authorizerCredentials: 'authorizerCredentialsArn', type: 'authorizerType' },
  foreign: [],
}

/** The extension's attributes as members of the operation's JSON; undefined, with a warning, when it is no object. */
export function readExtension(
  extension: Extension,
  value: Value,
  location: string,
  findings: Findings,
): Settings | undefined {
  const attributes = membersAt(value, location, findings)
  if (!attributes) return undefined
  const known = new Set(jsonNamesOf(loadModel('apigatewayv2'), extension.operation))
  const settings: Record<string, unknown> = {}
  for (const [name, attribute] of Object.entries(attributes)) {
    const member = extension.renamed[name] ?? name
    if (extension.foreign.includes(name)) findings.importInfo.push(ignored(`${location}.${name}`))
    else if (known.has(member)) settings[member] = attribute
    else findings.warnings.push(parseIssue(`${location}.${name}`, 'is unexpected'))
  }
  return settings
}

/** Members of the operation's JSON under the names that they have in the extension. */
export function writeExtension({ renamed }: Extension, members: Settings): Settings {
  const names = new Map(Object.entries(renamed).map(([name, member]) => [member, name]))
  return Object.fromEntries(Object.entries(members).map(([member, value]) => [names.get(member) ?? member, value]))
}

/** Settings as the input of their operation, checked for its shape as a request is. */
export function readSettings<Input>(operation: string, settings: Settings): Input {
  const json = { apiId: 'imported', ...settings }
  return readJsonInput<Input>(loadModel('apigatewayv2'), operation, json, 'BadRequestException')
}

/** For what OpenAPI or API Gateway knows, but HTTP APIs make nothing of; the text is ours. */
export function ignored(location: string): string {
  return `Ignored, because HTTP APIs do not support it: ${location}`
}

/**
 * What the API shows of a record, as the settings that its operation takes: in the names of its JSON, without ids and
 * what else cannot be asked for.
 */
export function writeSettings(operation: string, shown: object): Settings {
  const {
    apiId: _id,
    name: _name,
    description: _description,
    ...settings
  } = writeJsonInput(loadModel('apigatewayv2'), operation, shown)
  return settings
}
