import { ApiError } from '../../wire/operation.ts'
import type { ResourceClients } from '../cloudformation.ts'
import type { NamedFunctions } from '../named-functions.ts'
import type { PropertySchema } from '../template/resource-schemas.ts'

/** Which lookalikes a resource has, and where to delete it: the few properties that say so, e.g. `ApiId`, `RouteKey`. */
export type Place = Readonly<Record<string, string>>

/** What an update does to a property, in the words of change sets (API "ResourceTargetDefinition"). */
export type PropertyChange = 'Add' | 'Modify' | 'Remove'

/** A resource that exists, as its operations know it. */
export interface PhysicalResource {
  readonly physicalId: string
  readonly place: Place
}

/** How one resource type of the template becomes calls of operations. */
export interface ResourceType<Properties = Readonly<Record<string, unknown>>> {
  readonly type: string
  /** For the texts of errors, as AWS's handlers name it. */
  readonly service:
    | 'ApiGatewayV2'
    | 'CertificateManager'
    | 'CloudFormation'
    | 'CloudWatchLogs'
    | 'CognitoIdentityProvider'
    | 'Ecr'
    | 'Iam'
    | 'Kms'
    | 'Lambda'
    | 'S3'
    | 'SecretsManager'
    | 'Ssm'
  /** Properties of the schema that reach the operation. */
  readonly passed: readonly string[]
  /** Properties of the schema that poolgate lacks; `unless` tells a value that asks for nothing. */
  readonly refused: Readonly<Record<string, { readonly unless?: (value: unknown) => boolean }>>
  /**
   * Whether what a property says, or that it is there while what it says is not known yet, is refused by the operations
   * because poolgate lacks it: that is told with its place before anything is made.
   */
  limits?(properties: Properties): Readonly<Record<string, boolean>>
  /** What the operations never do to a property that the schema lets updates change: refused before anything is changed. */
  readonly refusedChanges?: Readonly<Record<string, readonly PropertyChange[]>>
  /** Properties that the operation needs, though the schema does not say so, beside those that the template has. */
  alsoRequired?(given: ReadonlySet<string>): readonly string[]
  /** What the schema's free-form JSON properties hold; the type `json` stands for anything. */
  readonly jsonProperties?: Readonly<Record<string, PropertySchema>>
  /** Properties without effect here, whose dynamic references stay as they are written: nobody reads the values. */
  readonly unread?: readonly string[]
  /** Properties whose references to secrets are read by whoever they are passed on to. */
  readonly passedOn?: readonly string[]
  /** Properties that change sets do not show. */
  readonly secret?: readonly string[]
  /** The property that gets a generated name (`<stack>-<logical id>-<random>`) when the template has none. */
  readonly named?: string
  /** How long that may be; 128 characters when it is not said. */
  readonly longestName?: number
  /** The generated name leaves out the stack's; `alone` is the logical id and nothing else. */
  readonly namedAfterLogicalId?: 'alone' | 'and-random'
  /** The property (a map, or a list of keys and values) to which the stack's tags are added. */
  readonly tagged?: string
  /** What Fn::GetAtt can read; always read from the operations, never remembered. */
  readonly attributes: Readonly<
    Record<string, (resource: PhysicalResource, clients: ResourceClients) => Promise<string>>
  >
  /** What Fn::GetAtt of `Outputs.<key>` reads. */
  readonly output?: (resource: PhysicalResource, key: string, clients: ResourceClients) => Promise<string>
  /** Why this server cannot have such a resource, as far as its properties are known before anything is made. */
  checkPlan?(
    properties: Properties,
    facts: { readonly logicalId: string; readonly functions: NamedFunctions },
  ): string | undefined
  /** A type that the operator has told to skip: why, and what others get that read its attributes. */
  readonly skipped?: {
    readonly note: string
    attribute(resource: PhysicalResource, name: string, clients: ResourceClients): string
  }
  /** Written down before `create` runs, so that a crash in between can be cleaned up. */
  place(properties: Properties): Place
  /**
   * Answers the physical id, which is also what Ref yields.
   * @param started may be told it earlier, before what takes long
   */
  create(
    properties: Properties,
    clients: ResourceClients,
    started: (physicalId: string) => Promise<void>,
  ): Promise<string>
  /**
   * Gives an existing resource other properties, none of which is create-only; `before` is what it had. A type without
   * this cannot be changed by an update, which is refused by name.
   */
  update?(
    resource: PhysicalResource,
    properties: Properties,
    before: Properties,
    clients: ResourceClients,
  ): Promise<void>
  /** Refuses changes that the service never makes. Not asked when a failed update is taken back. */
  checkUpdate?(
    resource: PhysicalResource,
    properties: Properties,
    before: Properties,
    clients: ResourceClients,
  ): Promise<void>
  /** @param properties what it has */
  delete(resource: PhysicalResource, clients: ResourceClients, properties: Properties): Promise<void>
  /** Physical ids of everything that this create could have made. */
  findLookalikes(place: Place, clients: ResourceClients): Promise<string[]>
}

/** A refusal whose message is the event's reason, as it is. */
export class OwnReason extends ApiError {
  constructor(message: string) {
    super('GeneralServiceException', message)
  }
}

const missingCodes: readonly string[] = [
  'NoSuchBucket',
  'NoSuchBucketPolicy',
  'NoSuchEntityException',
  'NotFoundException',
  'ParameterNotFound',
  'ResourceNotFoundException',
  'UserNotFoundException',
]

/** Whether an operation refused because the thing is not there. */
export function isMissing(error: unknown): boolean {
  return error instanceof ApiError && missingCodes.includes(error.code)
}

/** A member that the service always answers; its absence is a bug of ours. */
export function present<Value>(value: Value | undefined, name: string): Value {
  if (value === undefined) throw new Error(`the operation answered without ${name}`)
  return value
}

/** Every item of a paged listing; none when the parent does not exist. */
export async function allItems<Item>(
  page: (token: string | undefined) => Promise<{ items: readonly Item[] | undefined; next: string | undefined }>,
): Promise<Item[]> {
  const all: Item[] = []
  let token: string | undefined
  try {
    do {
      const { items = [], next } = await page(token)
      all.push(...items)
      token = next
    } while (token !== undefined)
  } catch (error) {
    if (!isMissing(error)) throw error
  }
  return all
}

/**
 * For operations that leave alone what they are not given: the values that take away what the template has no more.
 * `empty` has them by property; one that has none cannot be taken away, which is refused.
 */
export function clearedProperties<Properties extends object>(
  properties: Properties,
  before: Properties,
  empty: Partial<Properties>,
): Partial<Properties> {
  const gone = Object.keys(before).filter((name) => !Object.hasOwn(properties, name))
  const stuck = gone.find((name) => !Object.hasOwn(empty, name))
  if (stuck !== undefined)
    throw new ApiError('BadRequestException', `The property ${stuck} cannot be removed by an update`)
  const cleared: Partial<Properties> = { ...empty }
  for (const name of Object.keys(empty)) if (!gone.includes(name)) Reflect.deleteProperty(cleared, name)
  return cleared
}

/** An object with the same keys. */
export function mapValues<From, To>(
  object: Readonly<Record<string, From>>,
  map: (value: From) => To,
): Record<string, To> {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, map(value)]))
}
