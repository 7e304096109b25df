/**
 * Whether a text is what a pattern describes: `*` stands for any text, `?` for any one character. Takes at most the
 * product of both lengths, whatever the pattern, since only the last `*` is ever tried again.
 */
export function matchesPattern(pattern: string, text: string): boolean {
  let p = 0
  let t = 0
  let star = -1
  let resume = 0
  while (t < text.length)
    if (pattern[p] === '*') {
      star = p++
      resume = t
    } else if (p < pattern.length && (pattern[p] === '?' || pattern[p] === text[t])) {
      p += 1
      t += 1
    } else if (star >= 0) {
      p = star + 1
      t = resume += 1
    } else return false
  while (pattern[p] === '*') p += 1
  return p === pattern.length
}
