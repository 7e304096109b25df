import { request } from 'node:http'
import { sdkClients } from './sdk.ts'
import { type SpawnedServer, startServer, temporaryDirectory } from './server.ts'

/** One of several servers on one database, with clients for it. */
export interface TestNode extends ReturnType<typeof sdkClients> {
  readonly server: SpawnedServer
}

/** Several servers on one database, which come and go. */
export interface TestNodes {
  /** Those that are there now. */
  readonly living: readonly TestNode[]
  /** One after the other. */
  next(): TestNode
  start(): Promise<void>
  /** Kills the one that has been there the longest, as a crash would. */
  killOldest(): Promise<void>
  stop(): Promise<void>
}

/** @param args what every server is started with */
export function testNodes(args: readonly string[]): TestNodes {
  const living: TestNode[] = []
  let turn = 0
  return {
    living,
    next: () => living[++turn % living.length]!,
    start: async () => {
      const server = await startServer({ dataDir: temporaryDirectory(), args })
      living.push({ server, ...sdkClients(server.url) })
    },
    killOldest: async () => {
      const node = living.shift()
      await node?.server.kill()
      node?.close()
    },
    stop: async () => {
      for (const node of living.splice(0)) {
        node.close()
        await node.server.stop()
      }
    },
  }
}

/**
 * What a client knows of a call: the answer, that it was refused and as what, or nothing: the server died, could not
 * reach its database, or asks to try again.
 */
export type Outcome<Answer> =
  | { readonly kind: 'answered'; readonly answer: Answer }
  | { readonly kind: 'refused'; readonly code: string }
  | { readonly kind: 'unknown' }

export async function outcomeOf<Answer>(call: Promise<Answer>): Promise<Outcome<Answer>> {
  try {
    return { kind: 'answered', answer: await call }
  } catch (error) {
    const { name = '', $metadata } = error as { name?: string; $metadata?: { httpStatusCode?: number } }
    const status = $metadata?.httpStatusCode
    if (status === undefined || status >= 500 || name === 'TooManyRequestsException') return { kind: 'unknown' }
    return { kind: 'refused', code: name }
  }
}

/** Asks an HTTP API on one node; undefined when the node does not answer. */
export function askApi(
  { server: { port } }: TestNode,
  apiId: string,
  token: string,
): Promise<{ readonly status: number; readonly body: string } | undefined> {
  return new Promise((resolve) => {
    const headers = { host: `${apiId}.execute-api.localhost:${port}`, authorization: `Bearer ${token}` }
    const asked = request({ host: '127.0.0.1', port, path: '/', headers, agent: false, timeout: 5000 }, (response) => {
      let body = ''
      response.setEncoding('utf8').on('data', (chunk: string) => (body += chunk))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }))
      response.on('error', () => resolve(undefined))
    })
    asked.on('error', () => resolve(undefined))
    asked.on('timeout', () => asked.destroy())
    asked.end()
  })
}
