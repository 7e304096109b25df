import { Transform } from 'node:stream'

/** Passes a body through and fails when it has more than `maxBytes`. */
export function limitBody(maxBytes: number): Transform {
  let size = 0
  return new Transform({
    transform: (chunk: Buffer, _encoding, done) => {
      size += chunk.length
      if (size > maxBytes) done(new Error(`the body has more than ${maxBytes} bytes`))
      else done(null, chunk)
    },
  })
}
