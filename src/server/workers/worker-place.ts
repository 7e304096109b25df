import type { ReadableMetrics } from '../../ports/metrics.ts'
import type { FromWorker, ToWorker } from './messages.ts'

/** What a process that is one of several workers of a server has to know of the others. */
export interface WorkerPlace {
  /** Whether it does what only one of those on a data directory may. */
  readonly isFirst: boolean
  /** The same metrics, but that whoever reads them reads those of all workers. */
  shareMetrics(own: ReadableMetrics): ReadableMetrics
}

/** The end of a worker at which the primary asks and tells things. */
export interface PrimaryEnd {
  send(message: FromWorker): void
  onMessage(listener: (message: ToWorker) => void): void
}

/** @param number from 1 on */
export function takeWorkerPlace(number: number, primary: PrimaryEnd): WorkerPlace {
  return {
    isFirst: number === 1,
    shareMetrics: (own) => {
      const waiting = new Map<number, (text: string) => void>()
      let questions = 0
      primary.onMessage((message) => {
        if (message.kind === 'read-metrics')
          void own.read().then(({ text }) => primary.send({ kind: 'metrics', id: message.id, text }))
        if (message.kind !== 'gathered-metrics') return
        waiting.get(message.id)?.(message.text)
        waiting.delete(message.id)
      })
      const gather = (): Promise<string> =>
        new Promise((resolve) => {
          const id = ++questions
          waiting.set(id, resolve)
          primary.send({ kind: 'gather-metrics', id })
        })
      return { ...own, read: async () => ({ contentType: (await own.read()).contentType, text: await gather() }) }
    },
  }
}
