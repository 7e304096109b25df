import { findResourceType } from '../cloudformation/resources/index.ts'
import { canonicalText, memberOf, type Node } from '../cloudformation/template/node.ts'
import { parseTemplate } from '../cloudformation/template/parse-template.ts'
import type { PoolgateOptions } from '../server/poolgate-options.ts'
import { type Finding, reasonOf } from './finding.ts'

/** Whether the options say what a template needs to be told: where functions run, truststores are, listeners lead. */
export function checkTemplate(templateBody: string, options: PoolgateOptions): Finding[] {
  let resources: Map<string, Node>
  try {
    resources = resourcesOf(parseTemplate(templateBody))
  } catch (error) {
    return [{ state: 'failure', about: 'template', text: reasonOf(error) }]
  }
  const needs = [...resources].flatMap(([name, resource]) =>
    missing(canonicalText(resource), typeOf(resource), options).map((text) => `${name}: ${text}`),
  )
  if (needs.length === 0)
    return [{ state: 'ok', about: 'template', text: `${resources.size} resources, nothing amiss` }]
  return needs.map((text) => ({ state: 'failure', about: 'template', text }))
}

function resourcesOf(template: Node): Map<string, Node> {
  const section = memberOf(template, 'Resources')
  return new Map(section?.kind === 'map' ? [...section.entries].map(([name, { node }]) => [name, node] as const) : [])
}

function typeOf(resource: Node): string {
  const type = memberOf(resource, 'Type')
  return type?.kind === 'scalar' ? type.text : ''
}

/** @param text the resource as text; what comes by parameters is not in it, and not checked */
function missing(text: string, type: string, options: PoolgateOptions): string[] {
  const { lambdas = {}, lambdaEndpoint, truststores = {}, privateIntegrations = {}, allowUnsupported = [] } = options
  const found: string[] = []
  if (!findResourceType(type, new Set(allowUnsupported)))
    found.push(`poolgate does not implement ${type || 'a resource without a type'}`)
  if (lambdaEndpoint === undefined)
    for (const [arn, name = ''] of text.matchAll(/arn:aws[a-z-]*:lambda:[\w-]*:\d*:function:([\w-]+)/g))
      if (lambdas[name] === undefined && lambdas[arn] === undefined)
        found.push(`nobody runs the function ${name}; say who with --lambda ${name}=URL or --lambda-endpoint URL`)
  for (const [uri] of text.matchAll(/s3:\/\/[^"'\s]+/g))
    if (/TruststoreUri/.test(text) && truststores[uri] === undefined)
      found.push(`the truststore ${uri} is unknown; say where it is with --truststore ${uri}=FILE`)
  for (const [arn] of text.matchAll(/arn:aws[a-z-]*:(?:elasticloadbalancing|servicediscovery):[^"'\s]+/g))
    if (privateIntegrations[arn] === undefined)
      found.push(`nobody knows where ${arn} leads; say so with --private-integration ${arn}=URL`)
  return [...new Set(found)]
}
