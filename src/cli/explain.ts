import { askServer } from './ask-server.ts'
import { clientOptions, readEndpoint } from './client-environment.ts'
import { CommandError, defineCommand, UsageError } from './command.ts'

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
    const question = { url: values.url, method: values.method ?? 'GET', headers }
    const answer = await askServer(endpoint, io.env, '/_poolgate/explain', question)
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
