/** What a pipe takes from several processes without mixing it up (POSIX, PIPE_BUF on Linux). */
const wholeBytes = 4096

/** Prints lines that come together in pieces that stay whole in a pipe that other processes write to as well. */
export function inPieces(print: (text: string) => void): (text: string) => void {
  return (text) => {
    // A character has three bytes at most for each unit of its string.
    const longest = Buffer.byteLength(text) === text.length ? wholeBytes : wholeBytes / 3
    for (let at = 0; at < text.length;) {
      const last = text.length - at <= longest ? text.length : text.lastIndexOf('\n', at + longest - 1) + 1
      const end = last > at ? last : text.indexOf('\n', at) + 1 || text.length
      print(text.slice(at, end))
      at = end
    }
  }
}
