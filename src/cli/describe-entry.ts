import type { LogEntry } from '../ports/log.ts'

/** What happened, in one line for people: what, with which result, and why. */
export function describeEntry(entry: LogEntry): string {
  const describe = Object.hasOwn(descriptions, entry.event) ? descriptions[entry.event] : undefined
  return describe ? describe(new Fields(entry)) : describeAny(entry)
}

const descriptions: Readonly<Record<string, ((fields: Fields) => string) | undefined>> = {
  listening: (fields) => `listening on ${fields.text('url')} (http and https), data in ${fields.text('dataDir')}`,
  'api-call': (fields) => {
    const why = fields.has('error') ? `  ${fields.text('error')}: ${fields.text('message')}` : ''
    const detail = fields.has('detail') ? ` (${fields.text('detail')})` : ''
    return `${fields.text('status')}  ${fields.text('service')} ${fields.text('operation')}  ${fields.text('durationMs')} ms${why}${detail}`
  },
  'http-api-request': describeHttpApiRequest,
  mail: describeMessage,
  sms: describeMessage,
  'clock-moved': (fields) =>
    `THE CLOCK WAS MOVED: it is ${fields.text('now')} now, ${fields.text('offsetMilliseconds')} ms from the machine's time`,
  stack: (fields) => {
    const reason = fields.has('reason') ? `  ${fields.text('reason')}` : ''
    return `stack ${/stack\/([^/]+)/.exec(fields.text('stackId'))?.[1]}  ${fields.text('status')}${reason}`
  },
  refused: (fields) =>
    `${fields.text('status')}  ${fields.text('method')} ${fields.text('path')}  ${fields.text('reason')}`,
}

function describeMessage(fields: Fields): string {
  const where = fields.has('file') ? ` -> ${fields.text('file')}` : ''
  return `${fields.text('event')}  ${fields.text('purpose')} of ${fields.text('userPoolId')}${where}`
}

/** `200  GET /  api 4qx… route "GET /"  token of 9112…  -> GET https://… 200 in 31 ms`. */
function describeHttpApiRequest(fields: Fields): string {
  const parts = [
    `${fields.text('status')}  ${fields.text('method')} ${fields.text('path')}  api ${fields.text('apiId')}`,
  ]
  if (fields.has('apiMapping')) parts.push(`mapping ${fields.text('apiMapping')}`)
  if (fields.has('routeKey')) parts.push(`route "${fields.text('routeKey')}"`)
  const authorizer = fields.inner('authorizer')
  if (authorizer?.text('decision') === 'allow') parts.push(describeAdmission(authorizer))
  if (authorizer?.text('decision') === 'deny') {
    const values = authorizer.has('explanation') ? ` (${authorizer.text('explanation')})` : ''
    parts.push(`refused: ${authorizer.text(authorizer.has('error') ? 'error' : 'reason')}${values}`)
  }
  const integration = fields.inner('integration')
  if (integration) {
    const result = integration.has('error')
      ? integration.text('error')
      : `${integration.text('status')} in ${integration.text('latencyMs')} ms`
    parts.push(`-> ${integration.text('target')} ${result}`)
  }
  if (fields.has('skippedMappings')) parts.push(`without a value to map: ${fields.text('skippedMappings')}`)
  if (fields.has('reason')) parts.push(fields.text('reason'))
  return parts.join('  ')
}

function describeAdmission(authorizer: Fields): string {
  if (authorizer.has('sub')) return `token of ${authorizer.text('sub')} accepted`
  if (authorizer.has('caller')) return `signature of ${authorizer.text('caller')} accepted`
  return 'let through by its authorizer'
}

function describeAny({ event, ...fields }: LogEntry): string {
  const values = Object.entries(fields).map(
    ([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
  )
  return [event, ...values].join('  ')
}

/** Reads the fields of an entry for printing, without control characters that could rewrite a terminal's lines. */
class Fields {
  readonly #values: Readonly<Record<string, unknown>>
  constructor(values: Readonly<Record<string, unknown>>) {
    this.#values = values
  }
  has(name: string): boolean {
    return this.#values[name] !== undefined
  }
  text(name: string): string {
    const value = this.#values[name]
    const text = typeof value === 'string' ? value : value === undefined ? '-' : JSON.stringify(value)
    return text.replace(/[^\P{Cc}\t]/gu, '\u{fffd}')
  }
  inner(name: string): Fields | undefined {
    const value = this.#values[name]
    return typeof value === 'object' && value !== null ? new Fields({ ...value }) : undefined
  }
}
