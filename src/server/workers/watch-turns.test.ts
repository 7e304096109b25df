import assert from 'node:assert/strict'
import { it } from 'node:test'
import { watchTurns } from './watch-turns.ts'

const times = { turn: 0, patience: 5, tries: 3 }

/** A keeper who grants every turn at once, and a process that answers and works as the test says. */
function openWatch(
  ping: () => Promise<unknown>,
  processorTime: () => number | undefined = () => 0,
  takeTurn: () => Promise<void> = async () => {},
) {
  const given = Promise.withResolvers<void>()
  const state = { pings: 0, isGivenUp: false }
  const keeper = {
    takeTurn,
    endTurn: async () => {},
    checkLog: async () => {},
    leave: () => {},
  }
  const watched = watchTurns(
    keeper,
    {
      ping: () => {
        state.pings++
        return ping()
      },
      processorTime,
      giveUp: () => {
        state.isGivenUp = true
        given.resolve()
      },
    },
    times,
  )
  return { watched, state, givenUp: given.promise }
}

const never = (): Promise<never> => new Promise(() => {})

it('who has the turn and neither answers nor works is given up, once it was asked several times', async () => {
  const { watched, state, givenUp } = openWatch(never)
  await watched.takeTurn()
  await givenUp
  assert.equal(state.pings, 3)
})

it('who answers now and then keeps the turn', async () => {
  const asked = Promise.withResolvers<void>()
  const { watched, state } = openWatch(async () => {
    if (state.pings === 9) asked.resolve()
    if (state.pings % 3 !== 0) await never()
  })
  await watched.takeTurn()
  await asked.promise
  await watched.endTurn()
  assert.equal(state.isGivenUp, false)
})

it('who does not answer because it works keeps the turn', async () => {
  const worked = Promise.withResolvers<void>()
  let ticks = 0
  const { watched, state } = openWatch(never, () => {
    if (++ticks === 8) worked.resolve()
    return ticks
  })
  await watched.takeTurn()
  await worked.promise
  await watched.endTurn()
  assert.equal(state.isGivenUp, false)
})

it('who is stopped outside its turn is left alone', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const { watched, state } = openWatch(never)
  await watched.takeTurn()
  await watched.endTurn()
  t.mock.timers.tick(60_000)
  assert.equal(state.pings, 0)
})

it('who ended while it waited for its turn is not watched', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const turn = Promise.withResolvers<void>()
  const { watched, state } = openWatch(never, undefined, () => turn.promise)
  const taken = watched.takeTurn()
  watched.leave()
  turn.resolve()
  await taken
  t.mock.timers.tick(60_000)
  assert.equal(state.pings, 0)
})
