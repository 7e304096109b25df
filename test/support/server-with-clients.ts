import { after, before } from 'node:test'
import { sdkClients } from './sdk.ts'
import { type ServerOptions, type SpawnedServer, startServer } from './server.ts'

/** A server of its own and the official SDK's clients for it, there for the tests and hooks of the block that calls this. */
export function serverWithClients(
  options?: ServerOptions,
): Omit<SpawnedServer, 'stop'> & Omit<ReturnType<typeof sdkClients>, 'close'> {
  const running = {} as SpawnedServer & ReturnType<typeof sdkClients>
  before(async () => {
    const server = await startServer(options)
    Object.assign(running, server, sdkClients(server.url))
  })
  after(async () => {
    running.close()
    await running.stop()
  })
  return running
}
