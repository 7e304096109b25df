import type { IncomingMessage } from 'node:http'
import { get } from '../ports/node-http.ts'
import { CommandError } from './command.ts'

/** What a running server says of itself (`GET /_poolgate/health`). */
export interface RunningServer {
  readonly version: string
  /** The region of calls that name none. */
  readonly region: string
  /** Path of its CA's certificate, told to peers on its own machine only. */
  readonly caFile?: string
}

/**
 * Asks who answers at an endpoint. Throws CommandError, which says what to do, unless it is a poolgate.
 * @param endpoint `http://127.0.0.1:4566`
 */
export async function findRunningServer(endpoint: URL): Promise<RunningServer> {
  const start = `start it with 'poolgate up' or 'poolgate serve', or say where it is with --port or --endpoint`
  const answer = await read(new URL('/_poolgate/health', endpoint)).catch((error: unknown) => {
    const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : ''
    throw new CommandError(`no poolgate answers at ${endpoint.origin}${code}; ${start}`)
  })
  const server = readServer(answer)
  if (!server) throw new CommandError(`what answers at ${endpoint.origin} is not poolgate; ${start}`)
  return server
}

/** With a connection of its own, so that no proxy of the environment comes between. */
function read(url: URL): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = get(url, { agent: false, signal: AbortSignal.timeout(5000) }, (response) => {
      readBody(response).then(resolve, reject)
    })
    request.on('error', reject)
  })
}

async function readBody(response: IncomingMessage): Promise<string> {
  let text = ''
  for await (const chunk of response) {
    text += String(chunk)
    if (text.length > 10_000) response.destroy(new Error('too long'))
  }
  return text
}

function readServer(text: string): RunningServer | undefined {
  const members = parseObject(text)
  const [name, version, region, caFile] = ['name', 'version', 'region', 'caFile'].map((key) => members[key])
  if (name !== 'poolgate' || typeof version !== 'string' || typeof region !== 'string') return undefined
  return { version, region, ...(typeof caFile === 'string' && { caFile }) }
}

function parseObject(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? { ...value } : {}
  } catch {
    return {}
  }
}
