import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { noIssuers, noOutbound, sketchApi } from '../../../test/support/http-api.ts'
import { manualClock } from '../../ports/clock.ts'
import { recordingLog } from '../../ports/log.ts'
import { createKeySources } from '../jwt/key-sources.ts'
import { createLiveApis } from './live-apis.ts'
import type { DeployedApi } from '../store.ts'

type Read = PromiseWithResolvers<DeployedApi | undefined>

/** Live APIs over a store whose every read the test answers by hand. */
function openLiveApis() {
  const reads: Read[] = []
  const log = recordingLog()
  const store = {
    findDeployedApi: () => {
      const read: Read = Promise.withResolvers()
      reads.push(read)
      return read.promise
    },
  }
  const clock = manualClock('2026-11-22T12:00:00Z')
  const keySources = createKeySources({ issuers: noIssuers, outbound: noOutbound, clock })
  return { reads, log, apis: createLiveApis({ store, keySources, log }) }
}

const named = (stageName: string) => sketchApi({ routes: [], stages: [{ stageName }] })
const stagesOf = (api: { stages: ReadonlyMap<string, unknown> } | undefined) => api && [...api.stages.keys()]

describe('live APIs', () => {
  it('read the store once for requests that come together', async () => {
    const { apis, reads } = openLiveApis()
    const found = [apis.find('a'), apis.find('a')]
    reads[0]?.resolve(named('one'))
    for (const api of found) assert.deepEqual(stagesOf(await api), ['one'])
    await apis.find('a')
    assert.equal(reads.length, 1)
  })

  it('serve the old API until the new one is compiled', async () => {
    const { apis, reads } = openLiveApis()
    const first = apis.find('a')
    reads[0]?.resolve(named('one'))
    await first
    const reload = apis.reload('a')
    assert.deepEqual(stagesOf(await apis.find('a')), ['one'])
    reads[1]?.resolve(named('two'))
    await reload
    assert.deepEqual(stagesOf(await apis.find('a')), ['two'])
  })

  it('keep the reload that began last, whichever ends first', async () => {
    const { apis, reads } = openLiveApis()
    const first = apis.find('a')
    reads[0]?.resolve(named('one'))
    await first
    const reloads = [apis.reload('a'), apis.reload('a')]
    reads[2]?.resolve(named('three'))
    await reloads[1]
    reads[1]?.resolve(named('two'))
    await reloads[0]
    assert.deepEqual(stagesOf(await apis.find('a')), ['three'])
  })

  it('serve what a reload found as soon as it has ended, though a later one is under way', async () => {
    const { apis, reads } = openLiveApis()
    const first = apis.find('a')
    reads[0]?.resolve(named('one'))
    await first
    const reloads = [apis.reload('a'), apis.reload('a')]
    reads[1]?.resolve(named('two'))
    await reloads[0]
    assert.deepEqual(stagesOf(await apis.find('a')), ['two'])
    reads[2]?.resolve(named('three'))
    await reloads[1]
    assert.deepEqual(stagesOf(await apis.find('a')), ['three'])
  })

  it('wait for a later reload when one has failed or found nothing', async () => {
    for (const end of [
      (read: Read) => read.reject(new Error('disk on fire')),
      (read: Read) => read.resolve(undefined),
    ]) {
      const { apis, reads } = openLiveApis()
      const first = apis.find('a')
      reads[0]?.resolve(named('one'))
      await first
      const reloads = [apis.reload('a'), apis.reload('a')]
      if (reads[1]) end(reads[1])
      await reloads[0]
      const found = apis.find('a')
      reads[2]?.resolve(named('two'))
      assert.deepEqual(stagesOf(await found), ['two'])
      await reloads[1]
      await apis.find('a')
      assert.equal(reads.length, 3)
    }
  })

  it('forget an API that was deleted', async () => {
    const { apis, reads } = openLiveApis()
    const first = apis.find('a')
    reads[0]?.resolve(named('one'))
    await first
    const reload = apis.reload('a')
    reads[1]?.resolve(undefined)
    await reload
    const again = apis.find('a')
    reads[2]?.resolve(undefined)
    assert.equal(await again, undefined)
  })

  it('serve nothing from before a reload that failed, and read again', async () => {
    const { apis, reads, log } = openLiveApis()
    const first = apis.find('a')
    reads[0]?.resolve(named('one'))
    await first
    const reload = apis.reload('a')
    reads[1]?.reject(new Error('disk on fire'))
    await reload
    assert.equal(log.entries[0]?.event, 'http-api-reload-failed')
    const again = apis.find('a')
    reads[2]?.resolve(named('two'))
    assert.deepEqual(stagesOf(await again), ['two'])
  })

  it('read nothing for a change of an API that nobody has asked for', async () => {
    const { apis, reads } = openLiveApis()
    await apis.reload('a')
    assert.equal(reads.length, 0)
  })
})
