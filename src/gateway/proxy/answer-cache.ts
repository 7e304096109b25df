import type { AuthorizerAnswer } from '../functions/authorizer-answer.ts'

/** What an authorizer answered, by the values of its identity sources, for as long as its TTL says. */
export interface AnswerCache {
  find(identity: readonly string[], now: Date): AuthorizerAnswer | undefined
  keep(identity: readonly string[], answer: AuthorizerAnswer, now: Date): void
}

/** So many identities are remembered at once; the oldest answers go first. */
const maxAnswers = 1000

/** @param ttlSeconds 0 keeps nothing */
export function createAnswerCache(ttlSeconds: number): AnswerCache {
  const answers = new Map<string, { readonly answer: AuthorizerAnswer; readonly keptAt: number }>()
  return {
    find: (identity, now) => {
      const kept = answers.get(JSON.stringify(identity))
      // Either way: a clock that is set back makes nothing last longer.
      return kept && Math.abs(now.getTime() - kept.keptAt) < ttlSeconds * 1000 ? kept.answer : undefined
    },
    keep: (identity, answer, now) => {
      if (ttlSeconds === 0) return
      const key = JSON.stringify(identity)
      answers.delete(key)
      answers.set(key, { answer, keptAt: now.getTime() })
      const [oldest] = answers.keys()
      if (answers.size > maxAnswers && oldest !== undefined) answers.delete(oldest)
    },
  }
}
