import assert from 'node:assert/strict'
import { it } from 'node:test'
import { createTally } from './tally.ts'

const described = { name: 'requests_total', help: 'Requests.', labels: ['api', 'route'] }

it('a tally without bounds counts by labels', () => {
  const tally = createTally(described)
  tally.add(['a', 'GET /'])
  tally.add(['a', 'GET /'])
  tally.add(['b', 'GET /'])
  assert.equal(
    tally.write(),
    `# HELP requests_total Requests.
# TYPE requests_total counter
requests_total{api="a",route="GET /"} 2
requests_total{api="b",route="GET /"} 1
`,
  )
})

it('a tally with bounds says how many events took at most so long', () => {
  const tally = createTally({ name: 'duration_seconds', help: 'Durations.', labels: [] }, [0.25, 1])
  for (const seconds of [0.125, 0.25, 0.5, 3]) tally.add([], seconds)
  assert.equal(
    tally.write(),
    `# HELP duration_seconds Durations.
# TYPE duration_seconds histogram
duration_seconds_bucket{le="0.25"} 2
duration_seconds_bucket{le="1"} 3
duration_seconds_bucket{le="+Inf"} 4
duration_seconds_sum 3.875
duration_seconds_count 4
`,
  )
})

it('a tally of nothing says nothing', () => assert.equal(createTally(described).write(), ''))

it('values of labels cannot end their quotes or their line', () => {
  const tally = createTally(described)
  tally.add(['"\n', '\\'])
  assert.match(tally.write(), /^requests_total\{api="\\"\\n",route="\\\\"\} 1$/m)
})
