import assert from 'node:assert/strict'
import { it } from 'node:test'
import { mergeMetrics } from './merge-metrics.ts'

it('metrics of several workers are one family each, and every sample says whose it is', () => {
  const one = (count: number) =>
    `# HELP calls Calls that were answered.\n# TYPE calls counter\ncalls{service="s3",le="+Inf"} ${count}\n\n# HELP up Is up.\n# TYPE up gauge\nup 1\n`
  assert.equal(
    mergeMetrics(
      new Map([
        [1, one(3)],
        [2, one(4)],
      ]),
    ),
    `# HELP calls Calls that were answered.
# TYPE calls counter
calls{worker="1",service="s3",le="+Inf"} 3
calls{worker="2",service="s3",le="+Inf"} 4
# HELP up Is up.
# TYPE up gauge
up{worker="1"} 1
up{worker="2"} 1
`,
  )
})
