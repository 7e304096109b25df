/** A counter, or a histogram with its bounds, in seconds, by labels: what an event costs is a look-up and an addition. */
export interface Tally {
  /** @param labels values in the order of the label names */
  add(labels: readonly string[], seconds?: number): void
  /** In Prometheus' text format 0.0.4, which it leaves out altogether while there is nothing to say. */
  write(): string
}

export interface TallyDescription {
  /** For a counter it ends in `_total`, for a histogram in `_seconds`. */
  readonly name: string
  readonly help: string
  readonly labels: readonly string[]
}

/** Where labels lead one after the other: strings that are used again have their hash already, a joined one never has. */
interface Branch {
  readonly next: Map<string, Branch>
  series?: Series
}

interface Series {
  readonly labels: readonly string[]
  count: number
  sum: number
  /** Events up to the bound of the same index and above the one before. */
  readonly buckets: number[]
}

/** @param bounds upper bounds of a histogram's buckets, ascending; none make a counter */
export function createTally({ name, help, labels: names }: TallyDescription, bounds: readonly number[] = []): Tally {
  const root: Branch = { next: new Map() }
  const all: Series[] = []

  function seriesOf(labels: readonly string[]): Series {
    let branch = root
    for (const label of labels) {
      let next = branch.next.get(label)
      if (!next) branch.next.set(label, (next = { next: new Map() }))
      branch = next
    }
    return (branch.series ??= begin(labels))
  }

  function begin(labels: readonly string[]): Series {
    const series = { labels, count: 0, sum: 0, buckets: bounds.map(() => 0) }
    all.push(series)
    return series
  }

  return {
    add: (labels, seconds = 0) => {
      const series = seriesOf(labels)
      series.count++
      series.sum += seconds
      for (let index = 0; index < bounds.length; index++)
        if (seconds <= bounds[index]!) {
          series.buckets[index]!++
          break
        }
    },
    write: () => {
      if (all.length === 0) return ''
      const type = bounds.length > 0 ? 'histogram' : 'counter'
      const lines = all.flatMap((series) => writeSeries(name, names, series, bounds))
      return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join('\n')}\n`
    },
  }
}

function writeSeries(name: string, names: readonly string[], series: Series, bounds: readonly number[]): string[] {
  const labels = names.map((label, index): [string, string] => [label, series.labels[index] ?? ''])
  if (bounds.length === 0) return [`${name}${writeLabels(labels)} ${series.count}`]
  let below = 0
  const buckets = bounds.map((bound, index) => {
    below += series.buckets[index]!
    return `${name}_bucket${writeLabels([...labels, ['le', String(bound)]])} ${below}`
  })
  return [
    ...buckets,
    `${name}_bucket${writeLabels([...labels, ['le', '+Inf']])} ${series.count}`,
    `${name}_sum${writeLabels(labels)} ${series.sum}`,
    `${name}_count${writeLabels(labels)} ${series.count}`,
  ]
}

function writeLabels(labels: readonly (readonly [string, string])[]): string {
  if (labels.length === 0) return ''
  return `{${labels.map(([name, value]) => `${name}="${escape(value)}"`).join(',')}}`
}

function escape(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')
}
