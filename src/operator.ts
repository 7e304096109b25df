import { findForeignPage } from './http/page-origin.ts'
import type { HttpRequest } from './http/message.ts'
import { isLoopbackPeer } from './http/peers.ts'
import { toWireRequest } from './http/control-plane.ts'
import { ApiError } from './wire/operation.ts'
import type { Runtime } from './wire/service.ts'

/** The service that requests to the server's own endpoints are signed for, and the prefix of their actions. */
const service = 'poolgate'

/**
 * Why a request to one of the server's own endpoints is not its operator's; undefined when it is. In development that is
 * whoever is on this machine, apart from pages of other origins; in production a caller whose policies allow
 * `poolgate:<action>`, as a proxy's clients would all be on this machine.
 */
export async function refuseStranger(
  runtime: Pick<Runtime, 'access'>,
  request: HttpRequest,
  body: Buffer,
  action: string,
): Promise<string | undefined> {
  if (!runtime.access) {
    const isOwn =
      isLoopbackPeer(request.socket) && findForeignPage(request.headers, request.socket.localPort) === undefined
    return isOwn ? undefined : 'this is for the operator of this machine only'
  }
  try {
    const { caller } = await runtime.access.identify(toWireRequest(request, body), service)
    caller.authorize({ action: `${service}:${action}`, resource: '*' })
    return undefined
  } catch (error) {
    if (error instanceof ApiError) return error.message
    throw error
  }
}
