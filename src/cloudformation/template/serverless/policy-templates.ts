import { readFileSync } from 'node:fs'
import { packageFile } from '../../../ports/package-file.ts'
import type { Buildable } from '../build-node.ts'
import { memberOf, type Node } from '../node.ts'
import { refuseResource } from './problems.ts'

type Json = string | readonly Json[] | { readonly [key: string]: Json }

/** A policy with blanks (AWS SAM developer guide, "Policy template list"): where it says `Ref: <parameter>`, a value goes. */
interface PolicyTemplate {
  readonly parameters: readonly string[]
  readonly statement: Json
}

let templates: ReadonlyMap<string, PolicyTemplate> | undefined

function findPolicyTemplate(name: string): PolicyTemplate | undefined {
  templates ??= new Map(Object.entries(loadTemplates()))
  return templates.get(name)
}

function loadTemplates(): Record<string, PolicyTemplate> {
  const file = packageFile('models/serverless-policies.json')
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- bytes become types: our own vendored file
  return JSON.parse(readFileSync(file, 'utf8')) as Record<string, PolicyTemplate>
}

/** The document that `item`, e.g. `DynamoDBReadPolicy: { TableName: !Ref Table }`, stands for; undefined if it names no template. */
export function fillPolicyTemplate(logicalId: string, item: Node): Buildable | undefined {
  const [[name, given] = []] = item.kind === 'map' && item.entries.size === 1 ? item.entries : []
  const template = name === undefined ? undefined : findPolicyTemplate(name)
  if (!template || !given) return undefined
  if (given.node.kind !== 'map')
    return refuseResource(
      logicalId,
      `Must specify valid parameter values for policy template '${name}'`,
      given,
      'Policies',
    )
  const missing = template.parameters.filter((parameter) => memberOf(given.node, parameter) === undefined)
  if (missing.length > 0)
    refuseResource(
      logicalId,
      `Following required parameters of template '${name}' don't have values: [${missing.map((each) => `'${each}'`).join(', ')}]`,
      given,
      'Policies',
    )
  return { Statement: fill(template.statement, (parameter) => memberOf(given.node, parameter)) }
}

/** What is put in is not looked through: it may refer to a parameter of the stack that has the same name. */
function fill(value: Json, valueOf: (parameter: string) => Node | undefined): Buildable {
  if (typeof value === 'string') return value
  if (isList(value)) return value.map((item) => fill(item, valueOf))
  const blank = value['Ref']
  if (typeof blank === 'string') return valueOf(blank) ?? { Ref: blank }
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, fill(member, valueOf)]))
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value)
}
