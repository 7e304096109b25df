import { BlockList, isIPv6 } from 'node:net'
import { matchesPattern } from '../../wire/pattern.ts'

/** What a condition can ask about a call; a key may be missing. */
export interface ConditionFacts {
  readonly 'aws:currenttime': Date
  readonly 'aws:requestedregion': string
  readonly 'aws:securetransport': boolean
  readonly 'aws:sourceip': string
  /** Of users only. */
  readonly 'aws:username'?: string
  /** Of a session, its role's. */
  readonly 'aws:principalarn': string
  readonly 'aws:principalaccount': string
  /** There is one account, so all that is asked about is in it. */
  readonly 'aws:resourceaccount': string
  readonly 's3:resourceaccount': string
  /** Of AssumeRole, in trust policies only. */
  readonly 'sts:externalid'?: string
}

/** Holds of these facts or does not. */
export type ConditionBlock = (facts: ConditionFacts) => boolean

export class ConditionProblem extends Error {}

/** A condition that AWS may know and poolgate does not. */
export class UnknownCondition extends ConditionProblem {}

type Fact = NonNullable<ConditionFacts[keyof ConditionFacts]>
type Test = (fact: Fact, values: readonly string[]) => boolean

const keys = [
  'aws:currenttime',
  'aws:requestedregion',
  'aws:securetransport',
  'aws:sourceip',
  'aws:username',
  'aws:principalarn',
  'aws:principalaccount',
  'aws:resourceaccount',
  's3:resourceaccount',
] as const satisfies (keyof ConditionFacts)[]

const any =
  (holds: (fact: string, value: string) => boolean): Test =>
  (fact, values) =>
    values.some((value) => holds(String(fact), value))
const none =
  (test: Test): Test =>
  (fact, values) =>
    !test(fact, values)
const dates =
  (holds: (fact: number, value: number) => boolean): Test =>
  (fact, values) =>
    values.some((value) => holds(fact instanceof Date ? fact.getTime() : Number.NaN, new Date(value).getTime()))

const equals = any((fact, value) => fact === value)
const equalsIgnoringCase = any((fact, value) => fact.toLowerCase() === value.toLowerCase())
const like = any((fact, value) => matchesPattern(value, fact))
const inNetwork: Test = (fact, values) => values.some((value) => networkOf(value)?.check(...addressOf(String(fact))))

/** IAM user guide, "IAM JSON policy elements: Condition operators". */
const operators: Readonly<Record<string, Test>> = {
  StringEquals: equals,
  StringNotEquals: none(equals),
  StringEqualsIgnoreCase: equalsIgnoringCase,
  StringNotEqualsIgnoreCase: none(equalsIgnoringCase),
  StringLike: like,
  StringNotLike: none(like),
  ArnEquals: like,
  ArnLike: like,
  ArnNotEquals: none(like),
  ArnNotLike: none(like),
  Bool: equalsIgnoringCase,
  IpAddress: inNetwork,
  NotIpAddress: none(inNetwork),
  DateEquals: dates((fact, value) => fact === value),
  DateNotEquals: none(dates((fact, value) => fact === value)),
  DateGreaterThan: dates((fact, value) => fact > value),
  DateGreaterThanEquals: dates((fact, value) => fact >= value),
  DateLessThan: dates((fact, value) => fact < value),
  DateLessThanEquals: dates((fact, value) => fact <= value),
}

/**
 * Reads a Condition element; throws ConditionProblem for an operator, a key or a value that is not understood.
 * @param more keys that make sense here besides those of every policy
 */
export function readConditions(
  value: unknown,
  more: readonly (keyof ConditionFacts)[] = [],
): readonly ConditionBlock[] {
  return entriesOf(value, 'Condition').flatMap(([operator, block]) => {
    const test = Object.hasOwn(operators, operator) ? operators[operator] : undefined
    if (!test && operator !== 'Null')
      throw new UnknownCondition(`poolgate does not implement the condition operator ${operator.slice(0, 100)}`)
    return entriesOf(block, operator).map(([key, raw]): ConditionBlock => {
      const name = [...keys, ...more].find((known) => known === key.toLowerCase())
      if (!name) throw new UnknownCondition(`poolgate does not implement the condition key ${key.slice(0, 100)}`)
      const values = readValues(operator, raw)
      return (facts) => {
        const fact = facts[name]
        if (!test) return values.includes(String(fact === undefined))
        // A key that the call lacks matches negated operators only (IAM user guide, "Condition operators").
        return fact === undefined ? /Not/.test(operator) : test(fact, values)
      }
    })
  })
}

function readValues(operator: string, raw: unknown): readonly string[] {
  const list: readonly unknown[] = Array.isArray(raw) ? raw : [raw]
  return list.map((value) => {
    const text = typeof value === 'boolean' || typeof value === 'number' ? String(value) : value
    const isWrong =
      typeof text !== 'string' ||
      text.includes('${') ||
      (operator === 'Null' && text !== 'true' && text !== 'false') ||
      (operator.startsWith('Date') && Number.isNaN(new Date(text).getTime())) ||
      (operator.endsWith('IpAddress') && !networkOf(text))
    if (isWrong || typeof text !== 'string')
      throw new ConditionProblem(`Syntax errors in policy: ${operator} of ${JSON.stringify(value)?.slice(0, 200)}.`)
    return text
  })
}

function networkOf(text: string): BlockList | undefined {
  const [address = '', prefix] = text.split('/')
  const list = new BlockList()
  try {
    const family = isIPv6(address) ? 'ipv6' : 'ipv4'
    list.addSubnet(address, prefix === undefined ? (family === 'ipv6' ? 128 : 32) : Number(prefix), family)
    return list
  } catch {
    return undefined
  }
}

function addressOf(text: string): [string, 'ipv4' | 'ipv6'] {
  const address = text.replace(/^::ffff:(?=\d+\.)/, '')
  return [address, isIPv6(address) ? 'ipv6' : 'ipv4']
}

function entriesOf(value: unknown, where: string): [string, unknown][] {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new ConditionProblem(`Syntax errors in policy: ${where.slice(0, 100)} must be an object.`)
  return Object.entries(value)
}
