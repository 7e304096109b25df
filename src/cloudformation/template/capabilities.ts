import { memberOf } from './node.ts'
import type { ResourceDeclaration, Template } from './template.ts'

type Capability = 'CAPABILITY_AUTO_EXPAND' | 'CAPABILITY_IAM' | 'CAPABILITY_NAMED_IAM'

/** Types that give permissions, with the property that gives them a name of their own. */
const nameProperties: ReadonlyMap<string, string | undefined> = new Map([
  ['AWS::IAM::ManagedPolicy', 'ManagedPolicyName'],
  ['AWS::IAM::Policy', undefined],
  ['AWS::IAM::Role', 'RoleName'],
])

/** What a caller must acknowledge before these resources are made (API "CreateStack", Capabilities). */
export function iamCapabilityOf({ resources }: Template): Capability | undefined {
  const declared = iamResources([...resources.values()])
  if (declared.length === 0) return undefined
  return declared.some(hasOwnName) ? 'CAPABILITY_NAMED_IAM' : 'CAPABILITY_IAM'
}

/** Everything that is to be acknowledged, and why, as GetTemplateSummary and ValidateTemplate tell it. */
export function describeCapabilities(template: Template): {
  readonly Capabilities: Capability[]
  readonly CapabilitiesReason?: string
} {
  const iam = iamCapabilityOf(template)
  const types = new Set(iamResources([...template.resources.values()]).map(({ type }) => type))
  return {
    Capabilities: [
      ...(iam === undefined ? [] : [iam]),
      ...(template.transforms.length > 0 ? (['CAPABILITY_AUTO_EXPAND'] as const) : []),
    ],
    ...(iam !== undefined && {
      CapabilitiesReason: `The following resource(s) require capabilities: [${[...types].join(', ')}]`,
    }),
  }
}

function iamResources(declarations: readonly ResourceDeclaration[]): ResourceDeclaration[] {
  return declarations.filter(({ type }) => nameProperties.has(type))
}

function hasOwnName({ type, properties }: ResourceDeclaration): boolean {
  const name = nameProperties.get(type)
  return name !== undefined && memberOf(properties, name) !== undefined
}
