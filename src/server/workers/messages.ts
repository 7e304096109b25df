import type { TurnKeeper } from '../../store/sqlite-writing.ts'
import type { OperatorAnswer } from '../operator/operator.ts'
import type { LentTokens, TokenQuestion } from './lend-tokens.ts'

/** What a worker asks the primary process; with SQLite also for its turn to write. */
export interface PrimaryAnswers extends TurnKeeper {
  /**
   * From now on it is told what the others change. `isAlone`: there has been no other since the server was started. `count`: of
   * workers that there are to be.
   */
  join(): { readonly isAlone: boolean; readonly count: number }
  /** It listens. */
  ready(): void
  /** The metrics of all workers. */
  gatherMetrics(): Promise<string>
  /** It has changed what workers keep in memory: resolves when the others have taken it up, or have not for too long. */
  announce(): Promise<void>
  /** What the first worker answers an operator who asks for other keys. */
  changeKeyring(question: object): Promise<OperatorAnswer | undefined>
  /** Of a bucket that all workers share. */
  lendTokens(question: TokenQuestion): LentTokens
  /** Whether an address, or a network, has a sign-in call left. */
  countSignIn(call: { readonly subject: string; readonly perMinute: number }): boolean
}

/** What the primary process asks a worker. */
export interface WorkerAnswers {
  /** Let requests end, and leave. `drain`: the whole server stops, so be not ready first. */
  stop(how: { readonly drain: boolean }): void
  readMetrics(): Promise<string>
  /** Say that you are there. */
  ping(): void
  /** Take up what another has changed. */
  takeUp(): Promise<void>
  changeKeyring(question: object): Promise<OperatorAnswer | undefined>
}
