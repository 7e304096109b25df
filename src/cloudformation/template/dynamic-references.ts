import { type Entry, listNode, type Node, textNode, unknownNode } from './node.ts'
import { refuse } from './problem.ts'
import { pathTo } from './scope.ts'

/** The value of what stands after `resolve:`, e.g. `ssm:/app/name`; undefined while it is not known. */
export type DynamicValue = (reference: string) => string | undefined

const form = /\{\{resolve:([^{}]*)\}\}/g
const parameterForm = /^ssm:[\w./-]+(?::\d+)?$/
const secretForm =
  /^secretsmanager:((?:arn:[\w-]+:secretsmanager:[\w-]+:\d+:secret:)?[^:]+)(?::(?:SecretString)?(?::([^:]*)(?::([^:]*)(?::([^:]*))?)?)?)?$/

/** What a reference says of a secret. */
export interface SecretReference {
  readonly id: string
  readonly jsonKey?: string
  readonly stage?: string
  readonly versionId?: string
}

/** Reads `secretsmanager:<id>:SecretString:<json key>:<stage>:<version>`, where all but the id may be left out. */
export function readSecretReference(reference: string): SecretReference | undefined {
  const [whole, id = '', jsonKey, stage, versionId] = secretForm.exec(reference) ?? []
  if (whole === undefined) return undefined
  return { id, ...(jsonKey && { jsonKey }), ...(stage && { stage }), ...(versionId && { versionId }) }
}

export function isSecretReference(reference: string): boolean {
  return reference.startsWith('secretsmanager:')
}

/** Whether a text has a reference to a secret, or what may become one. */
export function mentionsSecrets(text: string): boolean {
  return text.includes('{{resolve:secretsmanager:')
}

/**
 * Puts values in the place of dynamic references (CloudFormation user guide, "Get values stored in other services using
 * dynamic references"). What holds one without a value is unknown; those are added to `missing`.
 */
export function fillIn(node: Node, valueOf: DynamicValue, missing: Set<string>, path: string): Node {
  if (node.kind === 'scalar') return fillText(node, valueOf, missing, path)
  if (node.kind === 'list') {
    const items = node.items.map((item, index) => fillIn(item, valueOf, missing, pathTo(path, index)))
    return listNode(items, node.position)
  }
  if (node.kind === 'unknown') return node
  const entries = [...node.entries].map(([key, { position, node: value }]): [string, Entry] => [
    key,
    { position, node: fillIn(value, valueOf, missing, pathTo(path, key)) },
  ])
  return { ...node, entries: new Map(entries) }
}

function fillText(
  node: Node & { readonly text: string },
  valueOf: DynamicValue,
  missing: Set<string>,
  path: string,
): Node {
  const references = dynamicReferencesIn(node.text)
  if (references.length === 0) return node
  for (const reference of references) checkReference(reference, node, path)
  const unresolved = references.filter((reference) => valueOf(reference) === undefined)
  for (const reference of unresolved) missing.add(reference)
  if (unresolved.length > 0) return unknownNode(node.position)
  const text = node.text.replaceAll(form, (_whole, reference: string) => valueOf(reference) ?? '')
  return textNode(text, node.position)
}

export function dynamicReferencesIn(text: string): string[] {
  return [...text.matchAll(form)].map(([, reference = '']) => reference)
}

function checkReference(reference: string, node: Node, path: string): void {
  const [service] = reference.split(':')
  if (service !== 'ssm' && service !== 'secretsmanager')
    refuse(`poolgate does not implement dynamic references to ${service}: {{resolve:${reference}}}`, node, path)
  if (!parameterForm.test(reference) && !readSecretReference(reference))
    refuse(`Template error: invalid dynamic reference {{resolve:${reference}}}`, node, path)
}
