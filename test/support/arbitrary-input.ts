import fc from 'fast-check'
import { type Model, type Shape, shapeOf } from '../../src/wire/model.ts'

/** Texts that have broken parsers before. */
const naughty = [
  '',
  ' ',
  '__proto__',
  'constructor',
  '$default',
  '${x}',
  '\u0000',
  '\ud800',
  '../..',
  '%00',
  '9'.repeat(40),
]

/**
 * Input for an operation, built from the shapes of its model: every member may be there or not, of the right type and
 * often of the wrong meaning. `known` gives texts that mean something, such as ids that exist: a member of that name
 * mostly takes its own, any other text now and then one of them.
 */
export function arbitraryInput(
  model: Model,
  operation: string,
  known: Readonly<Record<string, string>>,
): fc.Arbitrary<object> {
  const anyKnown = fc.constantFrom(...Object.values(known))
  const text = fc.oneof(anyKnown, fc.constantFrom(...naughty), fc.string({ unit: 'binary' }))
  const memberOf = (name: string, shape: Shape, depth: number): fc.Arbitrary<unknown> => {
    const own = known[name]
    const value = valueOf(shape, depth)
    return own === undefined ? value : fc.oneof({ weight: 9, arbitrary: fc.constant(own) }, value)
  }
  const valueOf = (shape: Shape, depth: number): fc.Arbitrary<unknown> => {
    switch (shape.type) {
      case 'structure':
        return structureOf(shape, depth)
      case 'list':
        return fc.array(valueOf(shapeOf(model, shape.member!), depth + 1), { maxLength: 3 })
      case 'map':
        return fc.dictionary(text, valueOf(shapeOf(model, shape.value!), depth + 1), { maxKeys: 3 })
      case 'boolean':
        return fc.boolean()
      case 'integer':
      case 'long':
        return fc.integer({ min: (shape.min ?? -2) - 1, max: (shape.max ?? 2 ** 31) + 1 })
      case 'double':
      case 'float':
        return fc.double({ noNaN: true })
      case 'timestamp':
        return fc.date({ noInvalidDate: true })
      case 'blob':
        return fc.uint8Array()
      default:
        return shape.enum ? fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...shape.enum) }, text) : text
    }
  }
  const structureOf = (shape: Shape, depth: number): fc.Arbitrary<object> => {
    if (depth > 4) return fc.constant({})
    const members = Object.entries(shape.members ?? {}).map(([name, member]) => {
      const value = memberOf(name, shapeOf(model, member), depth + 1)
      // Left out more often than not: with every member there, one wrong value would hide all the others.
      const optional = fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, value)
      return [name, shape.required?.includes(name) ? value : optional] as const
    })
    return fc.record(Object.fromEntries(members)).map(withoutUndefined)
  }
  const input = model.operations[operation]?.input
  return input ? structureOf(shapeOf(model, input), 0) : fc.constant({})
}

function withoutUndefined(input: object): object {
  return Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined))
}
