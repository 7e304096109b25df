/** What a worker tells the primary process of its server. */
export type FromWorker =
  /** It listens. */
  | { readonly kind: 'ready' }
  /** Somebody asks this worker for metrics: it wants those of all. */
  | { readonly kind: 'gather-metrics'; readonly id: number }
  /** Its own metrics, as asked for. */
  | { readonly kind: 'metrics'; readonly id: number; readonly text: string }

/** What the primary process tells a worker. */
export type ToWorker =
  /** Let requests end, and leave. `drain`: the whole server stops, so be not ready first. */
  | { readonly kind: 'stop'; readonly drain: boolean }
  | { readonly kind: 'read-metrics'; readonly id: number }
  | { readonly kind: 'gathered-metrics'; readonly id: number; readonly text: string }
