/**
 * A text of several that V8 copies into one. A text that it keeps as those that it was made of, or as a part of another,
 * costs `JSON.stringify` its fast way through the whole log entry, which takes twice as long then.
 */
export function inOnePiece(...parts: readonly string[]): string {
  return parts.join('')
}
