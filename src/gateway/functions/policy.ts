import { isJsonObject } from './json.ts'

/** One statement of a policy that an authorizer returned. */
interface Statement {
  readonly effect: 'Allow' | 'Deny'
  readonly actions: readonly string[]
  readonly resources: readonly string[]
}

export type Policy = readonly Statement[]

/** The policy cannot be evaluated; `explanation` says why, to the operator. */
export interface UnreadablePolicy {
  readonly explanation: string
}

const members = new Set(['Sid', 'Effect', 'Action', 'Resource'])

/** Reads a policy document. Elements that are not evaluated (`Condition`, `NotAction`, ...) make it unreadable. */
export function readPolicy(document: unknown): Policy | UnreadablePolicy {
  const given = isJsonObject(document) ? document['Statement'] : undefined
  const list: readonly unknown[] = Array.isArray(given) ? given : [given]
  const policy: Statement[] = []
  for (const statement of list) {
    if (!isJsonObject(statement)) return { explanation: 'policyDocument has no Statement' }
    const unknown = Object.keys(statement).find((name) => !members.has(name))
    if (unknown !== undefined) return { explanation: `poolgate does not evaluate ${unknown} in a policy's Statement` }
    const effect = statement['Effect']
    const [actions, resources] = [readTexts(statement['Action']), readTexts(statement['Resource'])]
    if ((effect !== 'Allow' && effect !== 'Deny') || actions === undefined || resources === undefined)
      return { explanation: 'a Statement needs Effect (Allow or Deny), Action and Resource' }
    // Taken as it stands it would match nothing, and a Deny deny nothing.
    if (resources.some((resource) => resource.includes('${')))
      return { explanation: "poolgate does not evaluate variables in a policy's Resource" }
    policy.push({ effect, actions, resources })
  }
  return policy
}

/** Whether the policy allows to invoke this: one statement allows it, and none denies it. */
export function allowsInvocation(policy: Policy, arn: string): boolean {
  const effects = policy
    .filter(
      ({ actions, resources }) =>
        actions.some((action) => matchesPattern(action.toLowerCase(), 'execute-api:invoke')) &&
        resources.some((resource) => matchesPattern(resource, arn)),
    )
    .map(({ effect }) => effect)
  return effects.includes('Allow') && !effects.includes('Deny')
}

/** `*` is any text, `?` any character. Goes back to the last `*` only, so its time is bounded by both lengths. */
export function matchesPattern(pattern: string, text: string): boolean {
  let [at, from] = [0, 0]
  let star: { readonly at: number; from: number } | undefined
  while (from < text.length) {
    const wanted = pattern[at]
    if (wanted === '*') {
      star = { at, from }
      at++
    } else if (wanted !== undefined && (wanted === '?' || wanted === text[from])) {
      at++
      from++
    } else if (star) {
      star.from++
      at = star.at + 1
      from = star.from
    } else return false
  }
  return pattern.slice(at).replaceAll('*', '') === ''
}

function readTexts(value: unknown): readonly string[] | undefined {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value]
  const texts = list.filter((member) => typeof member === 'string')
  return texts.length === list.length && texts.length > 0 ? texts : undefined
}
