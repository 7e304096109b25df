import { request } from 'node:http'
import { CommandError } from './command.ts'

/**
 * Asks a running server something that only its own machine may, and resolves with the JSON it answers. With a
 * connection of its own, so that no proxy of the environment comes between.
 * @param path `/_poolgate/explain`
 */
export function askServer(endpoint: URL, path: string, question: object): Promise<unknown> {
  const body = JSON.stringify(question)
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }
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
