import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { seededRandom } from '../../ports/random.ts'
import { createPasswords, PasswordsBusy } from './passwords.ts'

const cheap = { memoryKibibytes: 8, passes: 1, parallelism: 1 }

describe('passwords', () => {
  it('are hashed with argon2id at 19 MiB, two passes and one lane unless told otherwise', async () => {
    const passwords = createPasswords(seededRandom('passwords'))
    const hash = await passwords.hash('S3cure!!')
    assert.match(hash, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/)
    assert.equal(await passwords.verify('S3cure!!', hash), true)
    assert.equal(await passwords.verify('S3cure!', hash), false)
  })

  it('are hashed with a salt each', async () => {
    const passwords = createPasswords(seededRandom('passwords'), cheap)
    assert.notEqual(await passwords.hash('S3cure!!'), await passwords.hash('S3cure!!'))
  })

  it('match no hash at all when there is none', async () => {
    const passwords = createPasswords(seededRandom('passwords'), cheap)
    assert.equal(await passwords.verify('', undefined), false)
  })

  it('are verified at the cost they were hashed with, whatever new ones cost', async () => {
    const hash = await createPasswords(seededRandom('a'), cheap).hash('S3cure!!')
    const dearer = createPasswords(seededRandom('b'), { ...cheap, memoryKibibytes: 64, passes: 2 })
    assert.equal(await dearer.verify('S3cure!!', hash), true)
  })

  it('agree with the reference implementation of argon2', async () => {
    const passwords = createPasswords(seededRandom('passwords'), cheap)
    // From src/test.c of https://github.com/P-H-C/phc-winner-argon2.
    const hash = '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc'
    assert.equal(await passwords.verify('password', hash), true)
  })

  it('are turned away when too many wait', async () => {
    const passwords = createPasswords(seededRandom('passwords'), cheap)
    const outcomes = await Promise.allSettled(Array.from({ length: 400 }, () => passwords.hash('S3cure!!')))
    const refused = outcomes.filter((outcome) => outcome.status === 'rejected')
    assert.ok(refused.length > 0 && refused.length < 400 - 256)
    assert.ok(refused.every(({ reason }) => reason instanceof PasswordsBusy))
    assert.ok(await passwords.hash('S3cure!!'))
  })
})

describe('turns', () => {
  it('come one after the other for one subject, and side by side for two', async () => {
    const passwords = createPasswords(seededRandom('turns'), cheap)
    const events: string[] = []
    const gate = Promise.withResolvers<void>()
    const slow = passwords.inTurn('jane', async () => {
      events.push('jane starts')
      await gate.promise
      events.push('jane ends')
    })
    const next = passwords.inTurn('jane', async () => void events.push('jane again'))
    await passwords.inTurn('eve', async () => void events.push('eve'))
    gate.resolve()
    await Promise.all([slow, next])
    assert.deepEqual(events, ['jane starts', 'eve', 'jane ends', 'jane again'])
  })

  it('go on after one that failed, and run out at 32 waiting', async () => {
    const passwords = createPasswords(seededRandom('turns'), cheap)
    await assert.rejects(
      passwords.inTurn('jane', () => Promise.reject(new Error('failed'))),
      /failed/,
    )
    const gate = Promise.withResolvers<void>()
    const waiting = Array.from({ length: 32 }, () => passwords.inTurn('jane', () => gate.promise))
    await assert.rejects(
      passwords.inTurn('jane', async () => {}),
      PasswordsBusy,
    )
    gate.resolve()
    await Promise.all(waiting)
    await passwords.inTurn('jane', async () => {})
  })
})
