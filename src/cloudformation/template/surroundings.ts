import type { NamedFunctions } from '../named-functions.ts'
import { evaluateConditions } from './conditions.ts'
import { listNode, type Node, textNode, unknownNode, valueNode } from './node.ts'
import { type ParameterDeclaration, parameterItems } from './parameters.ts'
import { refuse } from './problem.ts'
import type { Reference } from './references.ts'
import type { Scope } from './scope.ts'
import type { Template } from './template.ts'
import { languageExtensions } from './transforms.ts'

/** Everything a template's functions can refer to besides its resources. */
export interface Surroundings {
  readonly parameters: readonly ParameterDeclaration[]
  /** A declared parameter that is not in here has no value yet (ValidateTemplate). */
  readonly values: ReadonlyMap<string, string>
  readonly stack: { readonly region: string; readonly accountId: string; readonly name?: string; readonly id?: string }
  readonly exports: ReadonlyMap<string, string>
  readonly functions: NamedFunctions
  /** Resource types that the operator has told to skip rather than to refuse. */
  readonly skippedTypes: ReadonlySet<string>
}

/** AWS page "Pseudo parameters reference". */
export const pseudoParameters = new Set(
  ['AccountId', 'NotificationARNs', 'NoValue', 'Partition', 'Region', 'StackId', 'StackName', 'URLSuffix'].map(
    (name) => `AWS::${name}`,
  ),
)

/** The scope of a template before any resource exists; the names that it imports are added to `imports`. */
export function scopeOf(template: Template, surroundings: Surroundings, imports: Set<string>): Scope {
  const { stack, exports } = surroundings
  const base = {
    parameters: parametersOf(surroundings),
    mappings: template.mappings,
    region: stack.region,
    extended: template.transforms.includes(languageExtensions),
    findExport: (name: string) => {
      imports.add(name)
      return exports.get(name)
    },
    resource: (reference: Reference, path: string): Node =>
      refuse(
        `Template format error: Unresolved dependencies [${reference.name}]. Cannot reference resources in the ${path.split('.')[0]} block of the template`,
        reference.node,
        path,
      ),
  }
  return { ...base, condition: evaluateConditions(template.conditions, base) }
}

function parametersOf({ parameters, values, stack }: Surroundings): Scope['parameters'] {
  const all = new Map<string, (at: Node) => Node | undefined>()
  for (const declaration of parameters) {
    const value = values.get(declaration.key)
    const node =
      value === undefined ? undefined : valueNode(parameterItems(declaration, value), declaration.node.position)
    // Many references to a long list share its items.
    all.set(declaration.key, ({ position }) => (node ? { ...node, position } : unknownNode(position)))
  }
  const china = stack.region.startsWith('cn-')
  const government = stack.region.startsWith('us-gov-')
  const pseudo: Record<string, string | undefined> = {
    'AWS::AccountId': stack.accountId,
    'AWS::Partition': china ? 'aws-cn' : government ? 'aws-us-gov' : 'aws',
    'AWS::Region': stack.region,
    'AWS::StackId': stack.id,
    'AWS::StackName': stack.name,
    'AWS::URLSuffix': china ? 'amazonaws.com.cn' : 'amazonaws.com',
  }
  for (const [name, value] of Object.entries(pseudo))
    all.set(name, ({ position }) => (value === undefined ? unknownNode(position) : textNode(value, position)))
  all.set('AWS::NoValue', () => undefined)
  // Stacks with notification ARNs are refused: there is no SNS here.
  all.set('AWS::NotificationARNs', ({ position }) => listNode([], position))
  return all
}
