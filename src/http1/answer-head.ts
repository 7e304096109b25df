import type { Clock } from '../ports/clock.ts'
import { STATUS_CODES } from '../ports/node-http.ts'
import { headerLine, InvalidHeaderError, lowerNameOf, readLengthValue, type Header } from './header.ts'

/** How the body of an answer is told from what comes behind it. */
export type AnswerFraming = 'none' | 'chunked' | 'until-close' | { readonly length: number }

export interface AnswerHead {
  readonly text: string
  readonly framing: AnswerFraming
  /** Whether another request may follow on the connection. */
  readonly keepAlive: boolean
}

interface AnswerSituation {
  readonly method: string
  readonly httpVersion: string
  /** Whether client and server would go on. */
  readonly keepAlive: boolean
  /** Bytes of the body, when all of it is at hand. */
  readonly bodyLength: number | undefined
}

/** Writes the heads of answers. */
export interface AnswerHeads {
  /** Throws InvalidHeaderError. */
  write(status: number, headers: readonly Header[], situation: AnswerSituation): AnswerHead
}

/** @param keepAliveSeconds after which an idle connection is closed, told to clients */
export function createAnswerHeads(clock: Clock, keepAliveSeconds: number): AnswerHeads {
  const keepAliveLines = `Connection: keep-alive\r\nKeep-Alive: timeout=${keepAliveSeconds}\r\n`
  let second = -1
  let dateLine = ''

  function currentDateLine(): string {
    const current = Math.floor(clock.time() / 1000)
    if (current !== second) {
      second = current
      dateLine = `Date: ${clock.now().toUTCString()}\r\n`
    }
    return dateLine
  }

  return {
    write: (status, headers, situation) => {
      let text = statusLine(status)
      let { keepAlive } = situation
      let length: number | undefined
      let hasDate = false
      for (const header of headers) {
        const [name, value] = header
        const line = headerLine(header)
        switch (lowerNameOf(header)) {
          // How the connection goes on is written below.
          case 'connection':
            if (value.toLowerCase() === 'close') keepAlive = false
            continue
          // The body is framed below, and by nobody else.
          case 'transfer-encoding':
            throw new InvalidHeaderError(`${name} cannot be sent`)
          case 'date':
            hasDate = true
            break
          case 'content-length': {
            const said = readLengthValue(value)
            if (length !== undefined || said === undefined) throw new InvalidHeaderError(`${name} is ambiguous`)
            length = said
          }
        }
        text += line
      }
      const framing = frame(status, length, situation)
      if (framing === 'until-close') keepAlive = false
      else if (framing === 'chunked') text += 'Transfer-Encoding: chunked\r\n'
      else if (framing !== 'none' && length === undefined) text += `Content-Length: ${framing.length}\r\n`
      if (!hasDate) text += currentDateLine()
      return { text: `${text}${keepAlive ? keepAliveLines : 'Connection: close\r\n'}\r\n`, framing, keepAlive }
    },
  }
}

/** RFC 9112 section 6.3. */
function frame(
  status: number,
  length: number | undefined,
  { method, httpVersion, bodyLength }: AnswerSituation,
): AnswerFraming {
  if (method === 'HEAD' || status === 204 || status === 304) return 'none'
  if (length !== undefined && bodyLength !== undefined && length !== bodyLength)
    throw new InvalidHeaderError(`Content-Length is ${length}, the body has ${bodyLength} bytes`)
  const known = length ?? bodyLength
  if (known !== undefined) return { length: known }
  return httpVersion === '1.0' ? 'until-close' : 'chunked'
}

const statusLines = new Map<number, string>()

function statusLine(status: number): string {
  const known = statusLines.get(status)
  if (known !== undefined) return known
  const line = `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'Unknown'}\r\n`
  statusLines.set(status, line)
  return line
}
