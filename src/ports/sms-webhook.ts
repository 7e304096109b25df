import { createHmac } from 'node:crypto'
import { request as httpsRequest } from 'node:https'
import type { Clock } from './clock.ts'
import type { Log } from './log.ts'
import { request as httpRequest } from './node-http.ts'
import type { Random } from './random.ts'
import type { Sms } from './sms.ts'

/** Who sends text messages for us. */
export interface SmsWebhook {
  readonly url: string
  /** Shared with the receiver, who checks with it that a message is ours. */
  readonly secret: string
}

const tryMilliseconds = 5000
const tries = 2

/**
 * POSTs every text message as a JSON object with `id`, `to`, `text`, `userPoolId` and `purpose`. The header
 * `X-Poolgate-Signature: t=<seconds>,v1=<hex>` holds the HMAC-SHA256 of `<seconds>.<body>`; `id` is the same in every try.
 * A status of the 2xx kind takes the message; one of the 4xx kind refuses it for good.
 */
export function webhookSms(webhook: SmsWebhook, ports: { clock: Clock; random: Random; log: Log }): Sms {
  return {
    send: async ({ to, text, userPoolId, purpose }) => {
      const body = JSON.stringify({ id: ports.random.uuid(), to, text, userPoolId, purpose })
      const seconds = Math.floor(ports.clock.time() / 1000)
      const signature = createHmac('sha256', webhook.secret).update(`${seconds}.${body}`).digest('hex')
      const headers = {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
        'x-poolgate-signature': `t=${seconds},v1=${signature}`,
      }
      await postWithin(tries, new URL(webhook.url), headers, body)
      ports.log.info({ event: 'sms', userPoolId, purpose })
    },
  }
}

type Headers = Readonly<Record<string, string | number>>

async function postWithin(left: number, url: URL, headers: Headers, body: string): Promise<void> {
  const status = await post(url, headers, body).catch((error: unknown) => {
    if (left <= 1) throw error
    return undefined
  })
  if (status !== undefined && status >= 200 && status < 300) return
  if (left > 1 && (status === undefined || status >= 500)) return postWithin(left - 1, url, headers, body)
  throw new Error(`the SMS webhook answered ${status}`)
}

/** Resolves with the status; redirects are not followed. */
function post(url: URL, headers: Headers, body: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const send = url.protocol === 'https:' ? httpsRequest : httpRequest
    const signal = AbortSignal.timeout(tryMilliseconds)
    send(url, { method: 'POST', headers, signal, agent: false })
      .on('response', (response) => {
        response.resume()
        resolve(response.statusCode ?? 0)
      })
      .on('error', reject)
      .end(body)
  })
}
