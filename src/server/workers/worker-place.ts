import type { CreateBucket } from '../../gateway/proxy/token-bucket.ts'
import type { ReadableMetrics } from '../../ports/metrics.ts'
import { late, within } from '../../ports/within.ts'
import { type SqliteWriting, writeInTurns } from '../../store/sqlite-writing.ts'
import type { OperatorCommand } from '../operator/operator.ts'
import { type Channel, openLink } from './link.ts'
import { leaseBuckets } from './lease-buckets.ts'
import type { PrimaryAnswers, WorkerAnswers } from './messages.ts'

/** Milliseconds; who signs in meanwhile is refused. */
const patienceOfSignIns = 5000

/** What a process that is one of several workers of a server has to know of the others. */
export interface WorkerPlace {
  /** Whether it does what only one of those on a data directory may. */
  readonly isFirst: boolean
  /** Whether there has been no other since the server was started. */
  readonly isAlone: boolean
  /** When it writes to a database file that all have. */
  readonly writing: SqliteWriting
  /** Resolves when the others have taken up what this one has changed and committed, or have not for too long. */
  announce(): Promise<void>
  /** Has `catchUp` take up what others change, who answer only then. What they changed before the call is not told. */
  follow(catchUp: () => Promise<void>): void
  /** The same metrics, but that whoever reads them reads those of all workers. */
  shareMetrics(own: ReadableMetrics): ReadableMetrics
  /** The same command, but that the first worker answers it, whoever is asked. */
  shareKeyringCommand(own: OperatorCommand): OperatorCommand
  /** Buckets that all workers draw from together. */
  readonly createBucket: CreateBucket
  /** Whether an address, or a network, has a sign-in call left, on whichever workers it made the others. */
  readonly countSignIn: (subject: string, perMinute: number) => Promise<boolean>
}

/** The place, and what the primary process needs of who takes it. */
export interface TakenPlace {
  readonly place: WorkerPlace
  /** Resolves when the primary process says that the worker shall stop. */
  readonly stopped: Promise<{ readonly drain: boolean }>
  /** Tells the primary process that the worker listens. */
  ready(): Promise<void>
}

/** @param number from 1 on */
export async function takeWorkerPlace(number: number, primary: Channel): Promise<TakenPlace> {
  const { promise: stopped, resolve: stop } = Promise.withResolvers<{ readonly drain: boolean }>()
  let catchUp = async (): Promise<void> => {}
  let metrics: ReadableMetrics | undefined
  let keyring: OperatorCommand | undefined
  const answers: WorkerAnswers = {
    stop,
    ping: () => {},
    takeUp: () => catchUp(),
    readMetrics: async () => (await metrics?.read())?.text ?? '',
    changeKeyring: async (question) => {
      if (!keyring) throw new Error('the first worker is not ready yet')
      return keyring.answer(question)
    },
  }
  const link = openLink<PrimaryAnswers, WorkerAnswers>(primary, answers)
  const { isAlone, count } = await link.ask('join')
  const place: WorkerPlace = {
    isFirst: number === 1,
    isAlone,
    writing: writeInTurns({
      takeTurn: () => link.ask('takeTurn'),
      endTurn: () => link.ask('endTurn'),
      checkLog: () => link.ask('checkLog'),
    }),
    announce: () => link.ask('announce'),
    follow: (given) => {
      catchUp = given
    },
    shareMetrics: (own) => {
      metrics = own
      return {
        ...own,
        read: async () => ({ contentType: (await own.read()).contentType, text: await link.ask('gatherMetrics') }),
      }
    },
    shareKeyringCommand: (own) => {
      keyring = own
      return { ...own, answer: (question) => link.ask('changeKeyring', question) }
    },
    createBucket: leaseBuckets({
      ask: (question) => link.ask('lendTokens', question),
      count,
      time: () => performance.now(),
    }),
    countSignIn: async (subject, perMinute) => {
      const answer = await within(patienceOfSignIns, link.ask('countSignIn', { subject, perMinute }))
      return answer !== late && answer
    },
  }
  return { place, stopped, ready: () => link.ask('ready') }
}
