/** Image formats of branding assets, as the API names them. */
export type ImageFormat = 'ICO' | 'JPEG' | 'PNG' | 'SVG' | 'WEBP'

/** The format that an image has by its first bytes; undefined for anything else. */
export function imageFormatOf(image: Uint8Array): ImageFormat | undefined {
  const start = Buffer.from(image.subarray(0, 12)).toString('latin1')
  if (start.startsWith('\x89PNG\r\n\x1a\n')) return 'PNG'
  if (start.startsWith('\xff\xd8\xff')) return 'JPEG'
  if (start.startsWith('\0\0\x01\0')) return 'ICO'
  if (start.startsWith('RIFF') && start.endsWith('WEBP')) return 'WEBP'
  return isSvg(image) ? 'SVG' : undefined
}

/** Whether the first element of an XML document is `svg`; what it holds is for whoever shows it to disarm. */
function isSvg(image: Uint8Array): boolean {
  const text = Buffer.from(image.subarray(0, 4096)).toString('utf8')
  const [element] = /<[A-Za-z][\w:.-]*/.exec(text.replaceAll(/<!--[^]*?-->|<\?[^]*?\?>/g, '')) ?? []
  return element !== undefined && /^<(?:\w+:)?svg$/.test(element)
}
