import { readFileSync } from 'node:fs'
import { packageFile } from '../ports/package-file.ts'

/** A reference to a shape, as a member, list item or map value. */
export interface ShapeReference {
  readonly shape: string
  readonly location?: 'uri' | 'querystring' | 'header' | 'headers' | 'statusCode'
  readonly locationName?: string
}

/** A shape of the API model: the types and constraints of everything on the wire. */
export interface Shape {
  readonly type: string
  readonly required?: readonly string[]
  readonly members?: Readonly<Record<string, ShapeReference>>
  readonly member?: ShapeReference
  readonly key?: ShapeReference
  readonly value?: ShapeReference
  readonly min?: number
  readonly max?: number
  readonly pattern?: string
  readonly enum?: readonly string[]
  readonly sensitive?: boolean
  readonly payload?: string
  /** Of a list: its items are elements of the structure itself (REST-XML). */
  readonly flattened?: boolean
  readonly timestampFormat?: string
  readonly exception?: boolean
  readonly error?: { readonly code?: string; readonly httpStatusCode?: number }
}

export interface OperationModel {
  readonly http: { readonly method: string; readonly requestUri: string; readonly responseCode?: number }
  readonly input?: { readonly shape: string }
  readonly output?: { readonly shape: string; readonly resultWrapper?: string }
  readonly authtype?: string
  readonly errors?: readonly { readonly shape: string }[]
}

/** One service's API as botocore publishes it, prose removed. */
export interface Model {
  readonly metadata: {
    readonly serviceId: string
    readonly protocol: 'json' | 'rest-json' | 'rest-xml' | 'query'
    readonly endpointPrefix: string
    readonly apiVersion: string
    readonly signingName?: string
    readonly targetPrefix?: string
    readonly xmlNamespace?: string
  }
  readonly operations: Readonly<Record<string, OperationModel>>
  readonly shapes: Readonly<Record<string, Shape>>
}

export type ModelName =
  | 'apigatewayv2'
  | 'cloudformation'
  | 'cognito-idp'
  | 'iam'
  | 'kms'
  | 'logs'
  | 's3'
  | 'secretsmanager'
  | 'ssm'
  | 'sts'

const loaded = new Map<ModelName, Model>()

/** A vendored model; its file ships with the package and is read once. */
export function loadModel(name: ModelName): Model {
  const known = loaded.get(name)
  if (known) return known
  const model = JSON.parse(readFileSync(packageFile(`models/${name}.json`), 'utf8')) as Model
  const shapes = Object.entries(model.shapes).map(([shapeName, shape]) => [
    shapeName,
    withNamedLengths(shapeName, shape),
  ])
  const whole = { ...model, shapes: { ...(Object.fromEntries(shapes) as Model['shapes']), ...correctedShapes(model) } }
  loaded.set(name, whole)
  return whole
}

/** Shapes that AWS itself does not hold its callers to as the model states them. */
function correctedShapes({ shapes }: Model): Model['shapes'] {
  return {
    ...emptyParameterMappings(shapes),
    ...emptyTruststores(shapes),
    ...emptyTexts(shapes),
    ...dottedDomains(shapes),
  }
}

/** The value of a parameter mapping may be empty, whatever its shape's name says: that takes the mapping away. */
function emptyParameterMappings(shapes: Model['shapes']): Model['shapes'] {
  const mappings = shapes['IntegrationParameters']
  if (mappings === undefined) return {}
  const value = 'StringWithLengthBetween0And512'
  return { IntegrationParameters: { ...mappings, value: { shape: value } }, [value]: { type: 'string', max: 512 } }
}

/** An empty truststore ends mutual TLS (page "How to turn on mutual TLS authentication for your HTTP APIs"). */
function emptyTruststores(shapes: Model['shapes']): Model['shapes'] {
  const input = shapes['MutualTlsAuthenticationInput']
  const uri = input?.members?.['TruststoreUri']
  if (!input || !uri) return {}
  const shape = 'UriWithLengthBetween0And2048'
  const members = { ...input.members, TruststoreUri: { ...uri, shape } }
  return { MutualTlsAuthenticationInput: { ...input, members }, [shape]: { type: 'string', max: 2048 } }
}

/** Texts that an empty one takes away (recorded on AWS: go-to-k/cdkd pull request 1163; a route's target is our choice). */
function emptyTexts(shapes: Model['shapes']): Model['shapes'] {
  const target = withNamedLengths('StringWithLengthBetween0And128', { type: 'string' })
  const name = withNamedLengths('StringWithLengthBetween0And64', { type: 'string' })
  return {
    ...withMembers(shapes, 'UpdateApiRequest', { Version: 'StringWithLengthBetween0And64' }),
    ...withMembers(shapes, 'UpdateRouteRequest', {
      OperationName: 'StringWithLengthBetween0And64',
      Target: 'StringWithLengthBetween0And128',
    }),
    StringWithLengthBetween0And64: name,
    StringWithLengthBetween0And128: target,
  }
}

function withMembers(shapes: Model['shapes'], name: string, others: Readonly<Record<string, string>>): Model['shapes'] {
  const structure = shapes[name]
  if (!structure?.members) return {}
  const members = Object.entries(structure.members).map(([member, reference]) => {
    const shape = others[member]
    return [member, shape === undefined ? reference : { ...reference, shape }] as const
  })
  return { [name]: { ...structure, members: Object.fromEntries(members) } }
}

/** The custom domains of user pools hold dots, for which the pattern of the shape has no place. */
function dottedDomains(shapes: Model['shapes']): Model['shapes'] {
  const { DomainType: domain } = shapes
  if (domain === undefined) return {}
  const { pattern: _, ...more } = domain
  return { DomainType: more }
}

/** API Gateway states the bounds of its texts only in the names of their shapes: `StringWithLengthBetween1And128`. */
function withNamedLengths(name: string, shape: Shape): Shape {
  const [, min, max] = /^(?:String|Uri)WithLengthBetween(\d+)And(\d+)$/.exec(name) ?? []
  return min === undefined ? shape : { ...shape, min: Number(min), max: Number(max) }
}

/** The shape a reference names; a model that names a missing shape is broken. */
export function shapeOf(model: Model, reference: { readonly shape: string }): Shape {
  const shape = model.shapes[reference.shape]
  if (!shape) throw new Error(`model ${model.metadata.serviceId} has no shape ${reference.shape}`)
  return shape
}
