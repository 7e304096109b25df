/** What a pipe takes from several processes without mixing it up (POSIX, PIPE_BUF on Linux). */
const wholeBytes = 4096

/** Prints lines that come together in pieces that stay whole in a pipe that other processes write to as well. */
export function inPieces(print: (text: string) => void): (text: string) => void {
  return (text) => {
    let rest = text
    // A character has three bytes at most for each unit of its string.
    while (Buffer.byteLength(rest) > wholeBytes) {
      const end = rest.lastIndexOf('\n', wholeBytes / 3) + 1 || rest.indexOf('\n') + 1 || rest.length
      print(rest.slice(0, end))
      rest = rest.slice(end)
    }
    if (rest !== '') print(rest)
  }
}
