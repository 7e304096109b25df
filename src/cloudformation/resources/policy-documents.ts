import type { PropertySchema } from '../template/resource-schemas.ts'

/** A policy document in a template: an object, or a string of JSON. */
export const jsonDocument: PropertySchema = { type: 'json' }

/** What the operations of IAM take. */
export function policyText(document: object | undefined): string {
  return JSON.stringify(document ?? {})
}
