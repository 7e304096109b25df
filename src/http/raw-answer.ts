import type { Socket } from 'node:net'
import { STATUS_CODES } from '../ports/node-http.ts'

/** Answers on a socket that has no response object (broken requests, CONNECT), and closes it. */
export function answerAndClose(socket: Socket, status: number, contentType: string, body: string): void {
  if (!socket.writable) {
    if (!socket.writableEnded) socket.destroy()
    return
  }
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\ncontent-type: ${contentType}\r\n` +
      `content-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  )
  // To close with bytes unread would make the system reset the connection, and the answer with it.
  socket.resume()
  const linger = setTimeout(() => socket.destroy(), 1000)
  socket.once('close', () => clearTimeout(linger))
}
