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
  const body = JSON.stringify(question)
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
