import { existsSync } from 'node:fs'
import { request } from 'node:http'
import type { CloudFormationClient } from '../cloudformation/service.ts'
import { loadModel } from '../wire/model.ts'
import { queryClient } from '../wire/query-client.ts'
import { signRequest } from '../wire/sign-request.ts'
import { clientOptions, readEndpoint } from './client-environment.ts'
import { type Io, type Options, UsageError, type Values } from './command.ts'
import { credentialsOf } from './credentials.ts'
import { startOrExplain } from './run-server.ts'
import { findRunningServer } from './running-server.ts'
import { defaultDataDir } from './server-options.ts'

/** The options of commands that work on stacks, whether a server is running or not. */
export const stackServerOptions = {
  port: clientOptions.port,
  endpoint: clientOptions.endpoint,
  'data-dir': {
    type: 'string',
    value: 'DIR',
    description: `data directory to open when no server is running (default ${defaultDataDir})`,
  },
} as const satisfies Options

/** Stacks, wherever they are kept. */
export interface StackServer {
  readonly client: CloudFormationClient
  close(): Promise<void>
}

/**
 * The stacks of the server that is running or, when none was named and none is running, those of the data directory,
 * which is opened for as long as the command takes.
 */
export async function openStacks(
  values: Values<typeof stackServerOptions>,
  { env }: Pick<Io, 'env'>,
): Promise<StackServer> {
  const endpoint = readEndpoint(values)
  const isNamed = values.port !== undefined || values.endpoint !== undefined
  const { 'data-dir': dataDir } = values
  if (isNamed && dataDir !== undefined) throw new UsageError('--data-dir is for when no server is running')
  if (dataDir !== undefined) return startOrExplain({ dataDir, port: 0 })
  if (!isNamed && existsSync(defaultDataDir) && !(await answers(endpoint)))
    return startOrExplain({ dataDir: defaultDataDir, port: 0 })
  const { region } = await findRunningServer(endpoint)
  const client = queryClient<CloudFormationClient>(loadModel('cloudformation'), (form) =>
    post(endpoint, form, region, env),
  )
  return { client, close: async () => {} }
}

function answers(endpoint: URL): Promise<boolean> {
  return findRunningServer(endpoint).then(
    () => true,
    () => false,
  )
}

/** Longer than a server waits for work on a stack before it answers. */
const timeoutMs = 60_000

/** With a connection of its own, so that no proxy of the environment comes between. */
function post(
  endpoint: URL,
  form: string,
  region: string,
  env: Io['env'],
): Promise<{ readonly status: number; readonly body: string }> {
  const headers = { host: endpoint.host, 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' }
  const signature = signRequest(
    { method: 'POST', path: '/', headers, body: form },
    { region, service: 'cloudformation', now: new Date() },
    credentialsOf(env),
  )
  const options = { method: 'POST', headers: { ...headers, ...signature }, agent: false as const, timeout: timeoutMs }
  return new Promise((resolve, reject) => {
    const call = request(new URL('/', endpoint), options, (response) => {
      response.setEncoding('utf8')
      let body = ''
      response.on('data', (text: string) => (body += text))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }))
      response.on('error', reject)
    })
    call.on('error', reject)
    call.on('timeout', () => call.destroy(new Error(`no answer from ${endpoint.origin} within ${timeoutMs} ms`)))
    call.end(form)
  })
}
