import type { PathParameter } from '../routing/routing.ts'

/** Where a request is sent. */
export interface Target {
  readonly secure: boolean
  readonly hostname: string
  readonly port: number
  /** The `host` header: without the scheme's default port. */
  readonly host: string
  readonly path: string
}

/** `explanation` says why there is no target, to the operator. */
export interface NoTarget {
  readonly explanation: string
}

interface TargetRequest {
  readonly pathParameters: ReadonlyMap<string, PathParameter>
  /** The request's path, byte for byte: the `$default` route appends it to the integration URI. */
  readonly appendedPath: string | undefined
  readonly query: string | undefined
}

/** Compiled from an integration URI. */
export type TargetTemplate = (request: TargetRequest) => Target | NoTarget

/**
 * Compiles an integration URI (page "Create HTTP proxy integrations for HTTP APIs"): `${stageVariables.x}` is replaced
 * now, `{name}` for each request. A path variable goes into the path as the client wrote it, so that what was matched
 * and authorized is byte for byte what is forwarded; nothing is normalised (promise P4).
 */
export function compileTarget(
  integrationUri: string,
  stageVariables: Readonly<Record<string, string>>,
): TargetTemplate | NoTarget {
  const uri = fillStageVariables(integrationUri, stageVariables)
  if (typeof uri !== 'string') return uri
  const [, scheme, authority, path = '', uriQuery] = /^(https?):\/\/([^/?#]+)([^?#]*)(?:\?([^#]*))?/i.exec(uri) ?? []
  if (scheme === undefined || authority === undefined)
    return { explanation: `the integration URI ${integrationUri} is no http or https URL` }
  const constantOrigin = authority.includes('{') ? undefined : readOrigin(scheme, authority)
  if (constantOrigin && 'explanation' in constantOrigin) return constantOrigin
  const fillPath = compileTemplate(path, ({ raw }) => raw)
  const fillQuery =
    uriQuery === undefined ? undefined : compileTemplate(uriQuery, ({ text }) => encodeURIComponent(text))
  return (request) => {
    const parameters = request.pathParameters
    const origin = constantOrigin ?? readOrigin(scheme, fillAuthority(authority, parameters))
    if ('explanation' in origin) return origin
    const filledPath = fillPath(parameters)
    const filledQuery = fillQuery?.(parameters)
    const { appendedPath } = request
    const joined = appendedPath === undefined ? filledPath : filledPath.replace(/\/$/, '') + appendedPath
    const query = joinQueries(filledQuery, request.query)
    const { secure, hostname, port, host } = origin
    return { secure, hostname, port, host, path: (joined || '/') + query }
  }
}

/** Replaces `${stageVariables.x}`. */
export function fillStageVariables(
  integrationUri: string,
  stageVariables: Readonly<Record<string, string>>,
): string | NoTarget {
  const missing = new Set<string>()
  const uri = integrationUri.replace(/\$\{stageVariables\.(\w+)\}/g, (_, name: string) => {
    if (!Object.hasOwn(stageVariables, name)) missing.add(name)
    return stageVariables[name] ?? ''
  })
  return missing.size > 0 ? { explanation: `the stage has no variable ${[...missing].join(', ')}` } : uri
}

/** The names of the path variables that an integration URI uses. */
export function findVariables(integrationUri: string): string[] {
  return [...integrationUri.matchAll(/(?<!\$)\{([^{}]+)\}/g)].map((match) => match[1] ?? '')
}

function fill(
  template: string,
  parameters: ReadonlyMap<string, PathParameter>,
  write: (parameter: PathParameter) => string,
): string {
  return template.replace(/\{([^{}]+)\}/g, (_, name: string) => {
    const parameter = parameters.get(name)
    return parameter ? write(parameter) : ''
  })
}

/** Writes what is filled in between constant parts, which are as they may stand on a request line. */
function compileTemplate(
  template: string,
  write: (parameter: PathParameter) => string,
): (parameters: ReadonlyMap<string, PathParameter>) => string {
  // Every second part is a name.
  const parts = template.split(/\{([^{}]+)\}/)
  if (parts.length === 1) {
    const constant = escapeUnsafe(template)
    return () => constant
  }
  return (parameters) => {
    let text = ''
    for (let index = 0; index < parts.length; index++) {
      const part = parts[index] ?? ''
      const parameter = index % 2 === 0 ? undefined : parameters.get(part)
      text += index % 2 === 0 ? part : parameter ? write(parameter) : ''
    }
    return escapeUnsafe(text)
  }
}

function joinQueries(first: string | undefined, second: string | undefined): string {
  if (!first) return second ? `?${second}` : ''
  return second ? `?${first}&${second}` : `?${first}`
}

/** A variable in the host position may choose a name, and no other part of the authority. */
function fillAuthority(template: string, parameters: ReadonlyMap<string, PathParameter>): string {
  return fill(template, parameters, ({ text }) => (/^[A-Za-z0-9.-]+$/.test(text) ? text : ' '))
}

function readOrigin(scheme: string, authority: string): Omit<Target, 'path'> | NoTarget {
  const url = URL.parse(`${scheme}://${authority}/`)
  if (url === null || url.username !== '' || url.password !== '')
    return { explanation: `"${authority}" is no host to send requests to` }
  const secure = url.protocol === 'https:'
  return {
    secure,
    hostname: url.hostname,
    port: url.port === '' ? (secure ? 443 : 80) : Number(url.port),
    host: url.host,
  }
}

/** Percent-encodes what may not be on a request line; everything else stays as it is. */
function escapeUnsafe(text: string): string {
  if (/^[\x21-\x7e]*$/.test(text)) return text
  return text.replace(/[^\x21-\x7e]/gu, (character) => encodeURIComponent(character.toWellFormed()))
}
