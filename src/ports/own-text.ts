/**
 * A copy of a text of one byte for each character, to be kept for long: V8 keeps a part of a text by keeping the whole, such as
 * the head that it was cut out of.
 */
export function ownText(text: string): string {
  return Buffer.from(text, 'latin1').toString('latin1')
}
