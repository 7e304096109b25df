import type { ResourceTargetDefinition } from '@aws-sdk/client-cloudformation'
import type { Defined } from '../../wire/operation.ts'
import type { StackSettings } from '../store.ts'
import { mentionsSecrets } from '../template/dynamic-references.ts'
import { canonicalText, type Node } from '../template/node.ts'
import { referencesIn } from '../template/references.ts'

type Values = Pick<Defined<ResourceTargetDefinition>, 'Path' | 'AttributeChangeType' | 'BeforeValue' | 'AfterValue'>

/** A property before or after an update: its value, and how the template writes it. */
export interface Side {
  readonly value: unknown
  readonly node: Node | undefined
  readonly settings: StackSettings
}

/** How AWS writes a value that only the update will tell (AWS page "ResourceTargetDefinition"). */
const knownAfterApply = '{{changeSet:KNOWN_AFTER_APPLY}}'

/** What a change set tells of a property's values, to whoever asks for them. Secrets are asterisks, as everywhere. */
export function describeValues(name: string, before: Side, after: Side, isUnknown: boolean, isSecret = false): Values {
  const [old, now] = [textOf(before, isSecret), isUnknown ? knownAfterApply : textOf(after, isSecret)]
  return {
    Path: `/Properties/${name}`,
    AttributeChangeType: old === undefined ? 'Add' : now === undefined ? 'Remove' : 'Modify',
    ...(old !== undefined && { BeforeValue: old }),
    ...(now !== undefined && { AfterValue: now }),
  }
}

function textOf({ value, node, settings }: Side, isKnownSecret: boolean): string | undefined {
  if (value === undefined) return undefined
  if (isKnownSecret || (node && mayHoldSecret(canonicalText(node), settings))) return '****'
  const secrets = new Set(settings.parameters.flatMap(({ key, noEcho }) => (noEcho ? [key] : [])))
  const isSecret = (node ? referencesIn(node) : []).some(
    ({ name, attribute }) => secrets.has(name) || attribute === 'ClientSecret',
  )
  if (isSecret) return '****'
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** Whether a property refers to a secret, itself or by way of something that a template with such references may have. */
function mayHoldSecret(text: string, { templateBody, parameters }: StackSettings): boolean {
  if (mentionsSecrets(text)) return true
  const isLiteral = !/"(?:Ref|Fn::\w+)"/.test(text)
  const sources = [templateBody, ...parameters.flatMap(({ value, resolvedValue = '' }) => [value, resolvedValue])]
  return !isLiteral && sources.some(mentionsSecrets)
}

/** The same change for whoever has not asked for values. */
export function withoutValues<Change extends { readonly ResourceChange?: { readonly Details?: readonly Detail[] } }>(
  change: Change,
): Change {
  const { ResourceChange } = change
  if (!ResourceChange?.Details) return change
  const Details = ResourceChange.Details.map((detail) => {
    const {
      Path: _path,
      AttributeChangeType: _type,
      BeforeValue: _old,
      AfterValue: _now,
      ...Target
    } = detail.Target ?? {}
    return { ...detail, Target }
  })
  return { ...change, ResourceChange: { ...ResourceChange, Details } }
}

interface Detail {
  readonly Target?: Partial<Values>
}
