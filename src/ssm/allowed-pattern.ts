import { runInNewContext } from 'node:vm'
import type { Fails } from '../wire/operation.ts'
import type { ParameterRecord } from './store.ts'

/** Milliseconds, for a pattern backtracks as its author likes. */
const patternTime = 250

/** Refuses a value that is not, as a whole, what the pattern describes; of a list, each item. */
export function checkAllowedPattern(
  { type, allowedPattern }: Pick<ParameterRecord, 'type' | 'allowedPattern'>,
  value: string,
  context: Fails<'InvalidAllowedPatternException' | 'ParameterPatternMismatchException'>,
): void {
  if (allowedPattern === '') return
  if (!isRegularExpression(allowedPattern))
    context.fail(
      'InvalidAllowedPatternException',
      `The request doesn't meet the regular expression requirement: ${allowedPattern}`,
    )
  if (!matchesInTime(allowedPattern, type === 'StringList' ? value.split(',') : [value]))
    context.fail(
      'ParameterPatternMismatchException',
      `Parameter value, cannot be validated against allowedPattern: ${allowedPattern}`,
    )
}

function matchesInTime(pattern: string, items: readonly string[]): boolean {
  try {
    return (
      runInNewContext(
        'items.every((item) => new RegExp(`^(?:${pattern})$`).test(item))',
        { pattern, items: [...items] },
        { timeout: patternTime },
      ) === true
    )
  } catch {
    // Out of time.
    return false
  }
}

function isRegularExpression(pattern: string): boolean {
  try {
    return new RegExp(pattern) instanceof RegExp
  } catch {
    return false
  }
}
