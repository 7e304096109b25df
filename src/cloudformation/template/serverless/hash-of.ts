import { createHash } from 'node:crypto'
import type { Node } from '../node.ts'

/** Ten digits that tell one text from another, as AWS SAM ends logical ids. */
export function hashOf(text: string): string {
  return text === '' ? '' : createHash('sha1').update(text).digest('hex').slice(0, 10)
}

/** Of what is empty there is none. */
export function hashOfNode(node: Node): string {
  return node.kind === 'map' && node.entries.size === 0 ? '' : hashOf(sortedJson(node))
}

/** JSON with sorted keys, and with ASCII only, as Python writes it. */
function sortedJson(node: Node): string {
  if (node.kind === 'list') return `[${node.items.map(sortedJson).join(',')}]`
  if (node.kind !== 'map') return asciiJson(node.kind === 'scalar' ? node.value : null)
  const entries = [...node.entries].toSorted(([one], [other]) => (one < other ? -1 : 1))
  return `{${entries.map(([key, entry]) => `${asciiJson(key)}:${sortedJson(entry.node)}`).join(',')}}`
}

function asciiJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
