/** A piece of an HTML document. Only `html` and `styleElement` make one, so that no text gets into a page unescaped. */
export class Html {
  readonly #markup: string

  constructor(markup: string) {
    this.#markup = markup
  }

  toString(): string {
    return this.#markup
  }
}

/** What a template may hold: text, which is escaped, other pieces, or nothing. */
export type HtmlValue = string | number | Html | readonly Html[] | undefined | false

/** Makes a piece of a document. Values are safe as text and in quoted attributes, and nowhere else. */
export function html(parts: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  const markup = values.reduce((text: string, value, index) => text + write(value) + parts[index + 1]!, parts[0]!)
  return new Html(markup)
}

function write(value: HtmlValue): string {
  if (value === undefined || value === false) return ''
  if (value instanceof Html) return value.toString()
  if (typeof value === 'object') return value.map(String).join('')
  return String(value).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}

/** A style sheet in the page. Its text cannot end the element: `<` has no meaning in CSS outside of strings. */
export function styleElement(css: string): Html {
  return new Html(`<style>${css.replaceAll('<', '\\3c ')}</style>`)
}
