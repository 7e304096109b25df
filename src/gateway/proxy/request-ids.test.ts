import assert from 'node:assert/strict'
import { it } from 'node:test'
import { seededRandom, systemRandom } from '../../ports/random.ts'
import { createRequestIds } from './request-ids.ts'

it('requests are told apart by ids of 11 bytes and traces of 12, none of which comes twice', () => {
  for (const random of [systemRandom, seededRandom('ids')]) {
    const ids = createRequestIds(random)
    const given = new Set<string>()
    for (let n = 0; n < 1000; n++) {
      const [requestId, traceId] = [ids.requestId(), ids.traceId(0x6921cd00)]
      assert.match(requestId, /^[\w-]{14}[AEIMQUYcgkosw048]=$/)
      assert.match(traceId, /^6921cd00[0-9a-f]{24}$/)
      given.add(requestId).add(traceId)
    }
    assert.equal(given.size, 2000)
  }
})
