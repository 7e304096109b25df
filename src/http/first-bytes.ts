import type { Socket } from 'node:net'

/** Waits until the first bytes are enough for `read`, without taking them from the stream. */
export function readFirstBytes<Found extends object>(
  socket: Socket,
  timeoutMs: number,
  read: (bytes: Buffer) => Found | 'incomplete',
  serve: (found: Found) => void,
): void {
  const chunks: Buffer[] = []
  const destroy = () => socket.destroy()
  const timer = setTimeout(destroy, timeoutMs)
  socket.once('close', () => clearTimeout(timer))
  socket.once('end', destroy)
  const look = () => {
    // Each call takes one of the pieces that wait.
    for (let chunk: Buffer | null = socket.read(); chunk !== null; chunk = socket.read()) chunks.push(chunk)
    const bytes = Buffer.concat(chunks)
    const found = bytes.length === 0 ? 'incomplete' : read(bytes)
    if (found === 'incomplete') return void socket.once('readable', look)
    clearTimeout(timer)
    socket.off('end', destroy)
    socket.unshift(bytes)
    serve(found)
  }
  if (socket.readableLength > 0) look()
  else socket.once('readable', look)
}
