interface Family {
  /** `# HELP` and `# TYPE`. */
  readonly head: string[]
  readonly samples: string[]
}

/**
 * The metrics of several workers as one answer, in Prometheus' text format: each sample says by the label `worker` whose it
 * is. Adding up is what queries do; of gauges only they know how.
 * @param texts by the number of the worker
 */
export function mergeMetrics(texts: ReadonlyMap<number, string>): string {
  const families = new Map<string, Family>()
  for (const [worker, text] of texts) {
    let family: Family | undefined
    for (const line of text.split('\n')) {
      const [, name] = /^# (?:HELP|TYPE) (\S+)/.exec(line) ?? []
      if (name !== undefined) {
        family = families.get(name) ?? { head: [], samples: [] }
        families.set(name, family)
        if (!family.head.includes(line)) family.head.push(line)
      } else if (line !== '') family?.samples.push(labelled(line, worker))
    }
  }
  return [...families.values()].map(({ head, samples }) => `${[...head, ...samples].join('\n')}\n`).join('')
}

function labelled(sample: string, worker: number): string {
  const label = `worker="${worker}"`
  return sample.replace(/^([A-Za-z_:][\w:]*)(?:\{|(?= ))/, (whole, name: string) =>
    whole.endsWith('{') ? `${name}{${label},` : `${name}{${label}}`,
  )
}
