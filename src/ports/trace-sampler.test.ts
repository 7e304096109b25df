import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { recordingLog } from './log.ts'
import { readSampler } from './trace-sampler.ts'

const read = (sampler?: string, argument?: string) => {
  const log = recordingLog()
  const env = { OTEL_TRACES_SAMPLER: sampler, OTEL_TRACES_SAMPLER_ARG: argument }
  return { name: readSampler(env, log).toString(), events: log.entries.map(({ event }) => event) }
}

describe('the sampler', () => {
  it('does as the client says by default, and takes every request of one that says nothing', () => {
    assert.match(read().name, /^ParentBased\{root=AlwaysOnSampler/)
    assert.match(read('').name, /^ParentBased\{root=AlwaysOnSampler/)
  })

  it('is the one that OTEL_TRACES_SAMPLER names', () => {
    assert.equal(read('always_on').name, 'AlwaysOnSampler')
    assert.equal(read('always_off').name, 'AlwaysOffSampler')
    assert.equal(read('traceidratio', '0.25').name, 'TraceIdRatioBased{0.25}')
    assert.match(read('parentbased_traceidratio', '0.1').name, /^ParentBased\{root=TraceIdRatioBased\{0.1\}/)
    assert.match(read('parentbased_always_off').name, /^ParentBased\{root=AlwaysOffSampler/)
  })

  it('tells the log of a name and of an argument that make no sense, and takes the default', () => {
    const unknown = read('jaeger_remote')
    assert.match(unknown.name, /^ParentBased\{root=AlwaysOnSampler/)
    assert.deepEqual(unknown.events, ['sampler-unknown'])
    for (const argument of ['2', '-1', 'half']) {
      const { name, events } = read('traceidratio', argument)
      assert.deepEqual([name, events], ['TraceIdRatioBased{1}', ['sampler-argument-invalid']], argument)
    }
  })
})
