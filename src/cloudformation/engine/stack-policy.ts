import { matchesPattern } from '../../wire/pattern.ts'
import { OwnReason } from '../resources/resource-type.ts'

/** What a statement can speak of (CloudFormation user guide, "Prevent updates to stack resources"). */
type UpdateAction = 'Update:Modify' | 'Update:Replace' | 'Update:Delete'

/** What updates of a stack may do to which of its resources. */
export interface StackPolicy {
  /** Throws OwnReason unless a statement allows it and none denies it. */
  require(action: UpdateAction, resource: { readonly logicalId: string; readonly type: string }): void
}

export class InvalidStackPolicy extends Error {}

interface Statement {
  readonly effect: 'Allow' | 'Deny'
  readonly actions: Choice
  readonly resources: Choice
  /** Types that it is limited to; all when undefined. */
  readonly types: readonly string[] | undefined
}

/** What one of the patterns describes or, for NotAction and NotResource, none of them. */
interface Choice {
  readonly patterns: readonly string[]
  readonly isExcluding: boolean
}

/** Reads a policy document. One without statements forbids nothing. Throws InvalidStackPolicy. */
export function readStackPolicy(text: string): StackPolicy {
  const document = parse(text)
  const { Statement: statement, ...others } = isObject(document) ? document : refuse()
  refuseOthers(others, ['Version', 'Id'])
  const statements = statement === undefined ? [] : listOf(statement).map(readStatement)
  return {
    require(action, resource) {
      if (statement === undefined) return
      const matching = statements.filter((each) => speaksOf(each, action, resource))
      const denial = matching.find(({ effect }) => effect === 'Deny')
      if (denial) throw new OwnReason(describeDenial(denial, statements.indexOf(denial)))
      if (matching.length === 0) throw new OwnReason('Action not allowed by stack policy')
    },
  }
}

function describeDenial({ actions, resources }: Statement, index: number): string {
  const [action, resource] = [actions.patterns.join(', '), resources.patterns.join(', ')]
  return `Action denied by stack policy: Statement [#${index + 1}] does not allow [${action}] for resource [${resource}];`
}

function speaksOf(
  { actions, resources, types }: Statement,
  action: UpdateAction,
  { logicalId, type }: { readonly logicalId: string; readonly type: string },
): boolean {
  return (
    chooses(actions, action) &&
    chooses(resources, `LogicalResourceId/${logicalId}`) &&
    (types === undefined || types.some((pattern) => matchesPattern(pattern, type)))
  )
}

function chooses({ patterns, isExcluding }: Choice, text: string): boolean {
  return patterns.some((pattern) => matchesPattern(pattern, text)) !== isExcluding
}

const actionForm = /^(?:\*|Update:(?:Modify|Replace|Delete|\*))$/

function readStatement(value: unknown): Statement {
  const { Effect, Principal, Action, NotAction, Resource, NotResource, Condition, ...others } = isObject(value)
    ? value
    : refuse()
  refuseOthers(others, ['Sid'])
  if (Effect !== 'Allow' && Effect !== 'Deny') refuse()
  // "The Principal element is required, but supports only the wild card."
  if (Principal !== '*' && !(isObject(Principal) && Principal['AWS'] === '*')) refuse()
  const actions = readChoice(Action, NotAction)
  if (!actions.patterns.every((pattern) => actionForm.test(pattern))) refuse()
  const resources = readChoice(Resource, NotResource)
  if (!resources.patterns.every((pattern) => pattern === '*' || pattern.startsWith('LogicalResourceId/'))) refuse()
  return { effect: Effect, actions, resources, types: readTypes(Condition) }
}

function readChoice(included: unknown, excluded: unknown): Choice {
  if ((included === undefined) === (excluded === undefined)) refuse()
  return { patterns: stringsIn(included ?? excluded), isExcluding: included === undefined }
}

/** The one condition that there is: `{ "StringEquals" or "StringLike": { "ResourceType": [...] } }`. */
function readTypes(condition: unknown): readonly string[] | undefined {
  if (condition === undefined) return undefined
  const [entry, ...more] = Object.entries(isObject(condition) ? condition : refuse())
  if (!entry || more.length > 0) return refuse()
  const [operator, facts] = entry
  const { ResourceType, ...others } = isObject(facts) ? facts : refuse()
  refuseOthers(others, [])
  const types = stringsIn(ResourceType)
  if (operator === 'StringLike') return types
  // Types have no characters that a pattern gives a meaning to.
  if (operator !== 'StringEquals' || types.some((type) => /[*?]/.test(type))) refuse()
  return types
}

function stringsIn(value: unknown): readonly string[] {
  const strings = listOf(value).filter((item) => typeof item === 'string')
  if (strings.length === 0 || strings.length < listOf(value).length) refuse()
  return strings
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value]
}

function refuseOthers(others: object, known: readonly string[]): void {
  if (Object.keys(others).some((name) => !known.includes(name))) refuse()
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return refuse()
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function refuse(): never {
  throw new InvalidStackPolicy('Invalid stack policy')
}
