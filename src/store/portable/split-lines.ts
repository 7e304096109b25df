import { StringDecoder } from 'node:string_decoder'

/** Characters that a line may have: more than the largest object has in base64. */
const longestLine = 64 * 1024 * 1024

/** The lines of a text that comes in pieces of UTF-8; throws RangeError for one that is longer than any of ours. */
export async function* splitLines(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new StringDecoder('utf8')
  let begun = ''
  for await (const piece of pieces) {
    const [first = '', ...others] = decoder.write(Buffer.from(piece)).split('\n')
    begun += first
    if (begun.length > longestLine) throw new RangeError(`a line has more than ${longestLine} characters`)
    for (const next of others) {
      yield begun
      begun = next
    }
  }
  begun += decoder.end()
  if (begun !== '') yield begun
}
