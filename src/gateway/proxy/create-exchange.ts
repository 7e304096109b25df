import type { HttpResponse } from '../../http/message.ts'
import type { Exchange } from './exchange.ts'
import { createHttp2Exchange } from './http2-exchange.ts'
import { createNodeExchange } from './node-exchange.ts'

/** An exchange of a request that another server than that of HTTP/1.1 data planes has read (`../../http1`). */
export function createExchange(response: HttpResponse): Exchange {
  if ('stream' in response) return createHttp2Exchange(response.req, response.stream)
  return createNodeExchange(response.req, response)
}
