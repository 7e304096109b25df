import { request } from 'node:http'
import { clientOptions, readEndpoint } from './client-environment.ts'
import { signRequest } from '../wire/sign-request.ts'
import { CommandError, defineCommand, type Io, UsageError } from './command.ts'
import { credentialsOf } from './credentials.ts'
import { findRunningServer } from './running-server.ts'

export const command = defineCommand({
  name: 'explain',
  summary: 'say what would become of a request to an HTTP API, and why',
  usage: '--url URL [options]',
  details: `Takes the request through the running server step by step, up to its integration, which is not called:

  poolgate explain --url http://<api id>.execute-api.localhost:4566/pets --token "$TOKEN"`,
  options: {
    url: { type: 'string', value: 'URL', description: 'URL of the request' },
    token: { type: 'string', value: 'TOKEN', description: 'shorthand for --header "Authorization: Bearer TOKEN"' },
    method: { type: 'string', short: 'X', value: 'METHOD', description: 'method of the request (default GET)' },
    header: { type: 'string', multiple: true, short: 'H', value: 'K: V', description: 'header of the request' },
    port: clientOptions.port,
    endpoint: clientOptions.endpoint,
  },
  async run(values, _positionals, io) {
    if (values.url === undefined) throw new UsageError('--url is missing: which request?')
    const headers = (values.header ?? []).map(readHeader)
    if (values.token !== undefined) headers.push(['Authorization', `Bearer ${values.token}`])
    const endpoint = readEndpoint(values)
    const { region } = await findRunningServer(endpoint)
    const answer = await ask(
      { endpoint, region, env: io.env },
      { url: values.url, method: values.method ?? 'GET', headers },
    )
    const steps = readSteps(answer)
    if (typeof steps === 'string') throw new CommandError(steps)
    for (const { step, text } of steps) io.print(`${step.padEnd(12)} ${printable(text)}\n`)
    return 0
  },
})

function readHeader(line: string): [name: string, value: string] {
  const [, name, value] = /^([^:\s]+):\s*(.*)$/.exec(line) ?? []
  if (name === undefined || value === undefined)
    throw new UsageError(`--header ${line} must be of the form "Name: value"`)
  return [name, value]
}

/** With a connection of its own, so that no proxy of the environment comes between. */
function ask(
  { endpoint, region, env }: { readonly endpoint: URL; readonly region: string; readonly env: Io['env'] },
  question: object,
): Promise<unknown> {
  const body = JSON.stringify(question)
  const path = '/_poolgate/explain'
  const unsigned = { host: endpoint.host, 'content-type': 'application/json' }
  const signed = signRequest(
    { method: 'POST', path, headers: unsigned, body },
    { region, service: 'poolgate', now: new Date() },
    credentialsOf(env),
  )
  const headers = { ...unsigned, ...signed, 'content-length': Buffer.byteLength(body) }
  return new Promise((resolve, reject) => {
    const options = { method: 'POST', headers, agent: false as const, timeout: 30_000 }
    const call = request(new URL(path, endpoint), options, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
      response.on('error', reject).on('end', () => {
        try {
          resolve(JSON.parse(text))
        } catch {
          reject(new CommandError(`${endpoint.origin} gave no answer that this version understands`))
        }
      })
    })
    call.on('error', reject).on('timeout', () => call.destroy(new CommandError(`no answer from ${endpoint.origin}`)))
    call.end(body)
  })
}

/** The steps of an answer, or why there are none. */
function readSteps(answer: unknown): { step: string; text: string }[] | string {
  const { steps, message }: { steps?: unknown; message?: unknown } =
    typeof answer === 'object' && answer !== null ? answer : {}
  if (!Array.isArray(steps)) return typeof message === 'string' ? message : 'the server did not explain the request'
  return steps.map((step: { step?: unknown; text?: unknown }) => ({ step: String(step.step), text: String(step.text) }))
}

/** Without control characters that could rewrite a terminal's lines. */
function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, '\u{fffd}')
}
