import { readFileSync } from 'node:fs'
import { packageFile } from '../../ports/package-file.ts'

/** The part of JSON Schema that the CloudFormation registry's resource schemas use. */
export interface PropertySchema {
  readonly $ref?: string
  readonly type?: string | readonly string[]
  readonly format?: string
  readonly properties?: Readonly<Record<string, PropertySchema>>
  readonly patternProperties?: Readonly<Record<string, PropertySchema>>
  readonly required?: readonly string[]
  readonly items?: PropertySchema
  readonly enum?: readonly string[]
  readonly pattern?: string
  readonly minLength?: number
  readonly maxLength?: number
  readonly minimum?: number
  readonly maximum?: number
}

export interface ResourceSchema extends PropertySchema {
  readonly typeName: string
  readonly definitions?: Readonly<Record<string, PropertySchema>>
  /** JSON pointers, e.g. `/properties/Arn`. */
  readonly readOnlyProperties?: readonly string[]
  /** JSON pointers too; a change of one of these takes a new physical resource. */
  readonly createOnlyProperties?: readonly string[]
}

let schemas: ReadonlyMap<string, ResourceSchema> | undefined

/** The registry's schema of a resource type; the file ships with the package and is read at the first template. */
export function findResourceSchema(type: string): ResourceSchema | undefined {
  schemas ??= new Map(Object.entries(loadSchemas()))
  return schemas.get(type)
}

function loadSchemas(): Record<string, ResourceSchema> {
  const file = packageFile('models/cloudformation-resources.json')
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- bytes become types: our own vendored file
  return JSON.parse(readFileSync(file, 'utf8')) as Record<string, ResourceSchema>
}

/** Follows `#/definitions/Name`. */
export function resolveSchema(schema: PropertySchema, root: ResourceSchema): PropertySchema {
  if (!schema.$ref) return schema
  const name = schema.$ref.replace('#/definitions/', '')
  const definition = root.definitions?.[name]
  if (!definition) throw new Error(`schema of ${root.typeName} has no definition ${name}`)
  return definition
}
