import { request } from 'node:http'
import { signRequest } from '../wire/sign-request.ts'
import { CommandError, type Io } from './command.ts'
import { credentialsOf } from './credentials.ts'
import { findRunningServer } from './running-server.ts'

/**
 * Asks a running server what only its operator may, and resolves with the JSON it answers. With a connection of its own,
 * so that no proxy of the environment comes between. Throws CommandError when there is no such server.
 * @param path `/_poolgate/explain`
 */
export async function askServer(endpoint: URL, env: Io['env'], path: string, question: object): Promise<unknown> {
  const { region } = await findRunningServer(endpoint)
  const json = { 'content-type': 'application/json' }
  return postSigned(endpoint, { path, headers: json, body: JSON.stringify(question), region, service: 'poolgate' }, env)
}

/**
 * Calls an operation of an AWS JSON service and resolves with its output. Throws CommandError with the text of a refusal.
 * @param target `Logs_20140328.DescribeLogGroups`
 */
export async function callService(
  endpoint: URL,
  env: Io['env'],
  { service, target, region, input }: { service: string; target: string; region: string; input: object },
): Promise<object> {
  const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': target }
  const output = await postSigned(endpoint, { path: '/', headers, body: JSON.stringify(input), region, service }, env)
  const { __type: code, message }: { __type?: unknown; message?: unknown } = Object(output)
  if (typeof code === 'string') throw new CommandError(`${code}: ${typeof message === 'string' ? message : ''}`)
  return Object(output)
}

interface Post {
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly region: string
  readonly service: string
}

/** What the server answers, whatever its status, as JSON. */
function postSigned(
  endpoint: URL,
  { path, headers: own, body, region, service }: Post,
  env: Io['env'],
): Promise<unknown> {
  const unsigned = { host: endpoint.host, ...own }
  const signed = signRequest(
    { method: 'POST', path, headers: unsigned, body },
    { region, service, now: new Date() },
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
