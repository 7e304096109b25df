import { describeViolations, violations } from './constraints.ts'
import { readValue, writeValue } from './json-values.ts'
import { type Model, type Shape, shapeOf } from './model.ts'
import { ApiError } from './operation.ts'

/**
 * The input of an operation from JSON that did not come as its request, e.g. from a definition that is imported: read
 * and checked just as a request is. What such a request would be refused for throws ApiError with this code.
 */
export function readJsonInput<Input>(model: Model, operation: string, json: object, invalidCode: string): Input {
  const reference = model.operations[operation]?.input
  if (!reference) throw new Error(`${operation} takes no input`)
  const input = readMembers(model, shapeOf(model, reference), json, invalidCode)
  const refusal = describeViolations(violations(model, reference, input))
  if (refusal !== undefined) throw new ApiError(invalidCode, refusal)
  return input as Input
}

function readMembers(model: Model, shape: Shape, json: object, invalidCode: string): unknown {
  try {
    return readValue(model, shape, json, 'locationName')
  } catch (error) {
    throw error instanceof ApiError ? new ApiError(invalidCode, error.message) : error
  }
}

/** The other way round: the JSON of a request with these members; what the operation does not take is left out. */
export function writeJsonInput(model: Model, operation: string, input: object): Record<string, unknown> {
  const reference = model.operations[operation]?.input
  if (!reference) throw new Error(`${operation} takes no input`)
  const format = { naming: 'locationName', timestamps: 'iso' } as const
  return writeValue(model, shapeOf(model, reference), input, format) as Record<string, unknown>
}

/** The names that an operation's input has in JSON. */
export function jsonNamesOf(model: Model, operation: string): readonly string[] {
  const reference = model.operations[operation]?.input
  const members = reference ? Object.entries(shapeOf(model, reference).members ?? {}) : []
  return members
    .filter(([, member]) => member.location === undefined)
    .map(([name, { locationName = name }]) => locationName)
}
