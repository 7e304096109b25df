import {
  evaluate,
  parseMappingValue,
  readsMessage,
  type MappingExpression,
  type MappingVariable,
  type Side,
} from './expression.ts'

/** What one entry of `RequestParameters` or of a status of `ResponseParameters` does. */
export interface Mapping {
  /** As it was written, for explanations. */
  readonly key: string
  readonly action: 'append' | 'overwrite' | 'remove'
  readonly place: 'header' | 'querystring' | 'path' | 'statuscode'
  /** Of the header, as written, or of the query parameter; empty for path and status. */
  readonly name: string
  readonly value: MappingExpression
}

/** The entry cannot be read; `problem` says why in AWS's manner. */
interface UnreadableMapping {
  readonly problem: string
}

/** AWS page "Transform API requests and responses", "Reserved headers". */
const reserved =
  /^(access-control-.*|apigw-.*|authorization|connection|content-encoding|content-length|content-location|forwarded|keep-alive|origin|proxy-authenticate|proxy-authorization|te|trailers?|transfer-encoding|upgrade|x-amz-.*|x-amzn-.*|x-forwarded-(for|host|proto)|via)$/i

/** Reads one entry. */
export function readMapping(key: string, text: string, side: Side): Mapping | UnreadableMapping {
  const invalidKey = { problem: `Invalid ${side === 'request' ? 'Request' : 'Response'} Actioned Parameter: ${key}` }
  const [, action, place, name = ''] =
    /^(append|overwrite|remove):(?:(header|querystring)\.(.+)|(?:path|statuscode))$/s.exec(key) ?? []
  const target = place ?? key.split(':')[1]
  if (action !== 'append' && action !== 'overwrite' && action !== 'remove') return invalidKey
  if (!isPlace(target, side) || (place === undefined && action !== 'overwrite')) return invalidKey
  if (target === 'header') {
    if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name)) return invalidKey
    // A request with two hosts, or none, has no meaning.
    const splitsHost = side === 'request' && name.toLowerCase() === 'host' && action !== 'overwrite'
    if (reserved.test(name) || splitsHost) return { problem: `Operations on header ${name} are restricted` }
  }
  const value = parseMappingValue(text, side)
  if (value === undefined || !suits(text, action, target))
    return { problem: `Invalid mapping expression specified: ${text}` }
  return { key, action, place: target, name, value }
}

function isPlace(text: string | undefined, side: Side): text is Mapping['place'] {
  const places = side === 'request' ? ['header', 'querystring', 'path'] : ['header', 'statuscode']
  return text !== undefined && places.includes(text)
}

/** Removing takes an empty value, or `''` as AWS documents it; every other action something. */
function suits(text: string, action: Mapping['action'], place: Mapping['place']): boolean {
  if (action === 'remove') return text === '' || text === "''"
  return text !== '' && (place !== 'statuscode' || text.startsWith('$') || readStatus(text) !== undefined)
}

/** A status from 200 to 599. */
export function readStatus(text: string): number | undefined {
  return /^[2-5]\d\d$/.test(text) ? Number(text) : undefined
}

/** Every entry of a map that was checked when it was configured. */
export function readMappings(parameters: Readonly<Record<string, string>>, side: Side): readonly Mapping[] {
  return Object.entries(parameters).flatMap(([key, text]) => {
    const mapping = readMapping(key, text, side)
    return 'problem' in mapping ? [] : [mapping]
  })
}

/** A mapping with its value: an empty text for what is removed. */
export interface Change extends Pick<Mapping, 'key' | 'action' | 'place' | 'name'> {
  readonly text: string
}

/**
 * Evaluates mappings; those whose variable has no value are skipped and told of. One that was to overwrite with what
 * only the gateway knows takes the old value away all the same, or a client could say it in the gateway's place.
 */
export function evaluateMappings(
  mappings: readonly Mapping[],
  read: (variable: MappingVariable, place: Mapping['place']) => string | undefined,
): { readonly changes: readonly Change[]; readonly skipped: readonly string[] } {
  const changes: Change[] = []
  const skipped: string[] = []
  for (const { key, action, place, name, value } of mappings) {
    const text = action === 'remove' ? '' : evaluate(value, (variable) => read(variable, place))
    if (text !== undefined) changes.push({ key, action, place, name, text })
    else {
      skipped.push(key)
      const isNamed = place === 'header' || place === 'querystring'
      if (isNamed && action === 'overwrite' && !readsMessage(value))
        changes.push({ key, action: 'remove', place, name, text: '' })
    }
  }
  return { changes, skipped }
}
