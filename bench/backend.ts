import { createServer } from 'node:net'

/** A backend that costs next to nothing: 200 bytes to every request, 1 MB to `/large`, 100 to `/huge`. Prints its port. */
const small = message(200)
const large = message(1024 * 1024)
let huge: Buffer | undefined

function message(length: number): Buffer {
  const head = `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${length}\r\n\r\n`
  return Buffer.concat([Buffer.from(head), Buffer.alloc(length, 'x')])
}

function answerTo(head: string): Buffer {
  if (head.includes(' /huge')) return (huge ??= message(100 * 1024 * 1024))
  return head.includes(' /large') ? large : small
}

const server = createServer({ noDelay: true }, (socket) => {
  socket.on('error', () => {})
  let body = 0
  socket.on('data', (bytes) => {
    for (let at = 0; at < bytes.length;) {
      if (body > 0) {
        const taken = Math.min(body, bytes.length - at)
        body -= taken
        at += taken
        if (body === 0) socket.write(small)
        continue
      }
      const end = bytes.indexOf('\r\n\r\n', at)
      // A head never comes in pieces here: it is written at once and is smaller than a segment of loopback.
      if (end < 0) throw new Error('a head came in pieces')
      const head = bytes.toString('latin1', at, end)
      body = Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1] ?? 0)
      if (body === 0) socket.write(answerTo(head))
      at = end + 4
    }
  })
})
server.listen(Number(process.env['PORT'] ?? 0), '127.0.0.1', () => {
  const address = server.address()
  console.log(typeof address === 'object' ? address?.port : address)
})
