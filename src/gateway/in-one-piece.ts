/**
 * A text that V8 keeps in one piece. One that it keeps as the parts that it was made of, or as a part of another, costs
 * `JSON.stringify` its fast way through the whole log entry, which takes twice as long then.
 */
export function inOnePiece(text: string): string {
  return [text.slice(0, 1), text.slice(1)].join('')
}
