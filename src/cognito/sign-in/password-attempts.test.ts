import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { openCognito } from '../../../test/support/cognito.ts'
import { recordingLog } from '../../ports/log.ts'
import { seededRandom } from '../../ports/random.ts'
import { ApiError } from '../../wire/operation.ts'
import { createPasswords } from '../users/passwords.ts'
import { lockMilliseconds, trySecret } from './password-attempts.ts'

const fail = (code: string, message: string): never => {
  throw new ApiError(code, message)
}

describe('a lockout', () => {
  it('lasts 2^(n-5) seconds after n wrong passwords, from the fifth on and at most 15 minutes', () => {
    assert.deepEqual(
      [0, 1, 4, 5, 6, 7, 14, 15, 16, 5000].map((failures) => lockMilliseconds(failures) / 1000),
      [0, 0, 0, 1, 2, 4, 512, 900, 900, 900],
    )
  })

  it('takes five failures on nodes whose clocks differ, too, and ends when a wrong clock is put right', async (t) => {
    const { client, store, clock } = await openCognito(t)
    const { UserPool } = await client.CreateUserPool({ PoolName: 'p' })
    const poolId = UserPool?.Id ?? assert.fail('no pool')
    const now = clock.time()
    const context = { store, passwords: createPasswords(seededRandom('node')), log: recordingLog(), fail }
    const tryAt = (seconds: number, right: boolean) =>
      trySecret({ ...context, now: new Date(now + seconds * 1000) }, poolId, 'jane', async () => right)
    const year = 365 * 86_400
    await tryAt(year, false)
    assert.equal(await tryAt(year - 1, true), true, 'one failure locks on no node')
    for (let failures = 2; failures <= 5; failures++) await tryAt(year, false)
    for (const slow of [0, 1, 899])
      await assert.rejects(tryAt(year - slow, true), { message: 'Password attempts exceeded' })
    assert.equal(await tryAt(0, true), true)
  })

  it('lets no more be guessed on several nodes at once than on one', async (t) => {
    const { client, store, clock } = await openCognito(t)
    const { UserPool } = await client.CreateUserPool({ PoolName: 'p' })
    const poolId = UserPool?.Id ?? assert.fail('no pool')
    /** A try on a node of its own, which ends when the test says so. */
    const guess = () => {
      const outcome = Promise.withResolvers<boolean>()
      const begun = Promise.withResolvers<void>()
      const passwords = createPasswords(seededRandom('node'))
      const context = { store, passwords, now: clock.now(), log: recordingLog(), fail }
      const answer = trySecret(context, poolId, 'jane', () => {
        begun.resolve()
        return outcome.promise
      }).catch((error: unknown) => (error instanceof ApiError ? error.message : error))
      return { begun: begun.promise, end: (right: boolean) => (outcome.resolve(right), answer) }
    }
    const guesses = Array.from({ length: 10 }, guess)
    const late = guess()
    await Promise.all([...guesses, late].map(({ begun }) => begun))
    const answers = await Promise.all(guesses.map(({ end }) => end(false)))
    assert.deepEqual(answers.map(String).toSorted(), [
      ...Array<string>(5).fill('Password attempts exceeded'),
      ...Array<string>(5).fill('false'),
    ])
    assert.equal(await late.end(true), 'Password attempts exceeded')
    assert.equal((await store.findPasswordFailures(poolId, 'jane'))?.failures, 5)
  })
})
