/** Takes what the server needs of an API model of botocore: no prose, and of some services a part of the operations. */
interface Operation {
  readonly http: object
  readonly [key: string]: unknown
}

interface ApiModel {
  readonly metadata: object
  readonly operations: Readonly<Record<string, Operation>>
  readonly shapes: Readonly<Record<string, object>>
}

const prose = new Set(['documentation', 'documentationUrl', 'examples', 'title', 'alias', 'staticContextParams'])

/**
 * The text of a vendored model, an operation and a shape per line.
 * @param kept the operations whose shapes are kept; the others keep their names, to be refused by name
 */
export function vendoredModel(text: string, kept?: readonly string[]): string {
  const parsed: unknown = JSON.parse(text, (key, value: unknown) => (prose.has(key) ? undefined : value))
  if (!isApiModel(parsed)) throw new Error('this is no API model: it has no operations or no shapes')
  const model = parsed
  const operations = Object.fromEntries(
    Object.entries(model.operations).map(([name, { http, ...rest }]) => [
      name,
      !kept || kept.includes(name) ? { http, ...rest, name: undefined } : { http },
    ]),
  )
  const shapes = kept ? reachable(model, Object.values(operations)) : model.shapes
  return `{\n"metadata": ${JSON.stringify(model.metadata)},\n"operations": ${lines(operations)},\n"shapes": ${lines(shapes)}\n}\n`
}

function isApiModel(value: unknown): value is ApiModel {
  return typeof value === 'object' && value !== null && 'operations' in value && 'shapes' in value
}

function lines(entries: object): string {
  const rows = Object.entries(entries).map(([name, value]) => `  ${JSON.stringify(name)}: ${JSON.stringify(value)}`)
  return `{\n${rows.join(',\n')}\n}`
}

/** The shapes that these operations name, and those that they name. */
function reachable({ shapes }: ApiModel, operations: readonly object[]): Record<string, object> {
  const found = new Set<string>()
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return
    for (const [key, value] of Object.entries(node))
      if (key !== 'shape' || typeof value !== 'string') visit(value)
      else if (!found.has(value) && Object.hasOwn(shapes, value)) {
        found.add(value)
        visit(shapes[value])
      }
  }
  visit(operations)
  return Object.fromEntries(Object.entries(shapes).filter(([name]) => found.has(name)))
}
