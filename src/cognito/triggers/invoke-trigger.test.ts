import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Invocation } from '../../ports/functions.ts'
import { functionArn, openTriggeredPool, throwing } from '../../../test/support/triggers.ts'
import { email, password, refusal } from '../../../test/support/user-pool.ts'

const failure = (kind: Extract<Invocation, { kind: 'failure' }>['failure']): Invocation => ({
  kind: 'failure',
  failure: kind,
  error: 'why',
})
const answer = (text: string): Invocation => ({ kind: 'answer', payload: Buffer.from(text) })

describe('a function that a trigger invokes', () => {
  for (const [kind, tries, error] of [
    ['timeout', 3, 'Socket timeout while invoking Lambda function'],
    ['throttled', 3, 'TooManyRequestsException'],
    ['unavailable', 3, 'ServiceException'],
    ['refused', 1, 'AccessDeniedException'],
    ['no-endpoint', 1, 'AccessDeniedException'],
    ['request-too-large', 1, 'RequestTooLargeException'],
  ] as const)
    it(`is tried ${tries} times before ${kind} is told`, async (t) => {
      const { signUp, events } = await openTriggeredPool(t, { PreSignUp: () => failure(kind) })
      const text = `PreSignUp invocation failed due to error ${error}.`
      await assert.rejects(signUp(), refusal('UnexpectedLambdaException', text))
      assert.equal(events.length, tries)
    })

  it('counts when it answers at the second try', async (t) => {
    let tries = 0
    const { signUp } = await openTriggeredPool(t, {
      PreSignUp: () => (tries++ === 0 ? failure('unavailable') : { autoConfirmUser: true }),
    })
    assert.equal((await signUp()).UserConfirmed, true)
  })

  for (const [text, message] of [
    ['oops', 'Invalid lambda function output : Invalid JSON'],
    ['', 'Invalid lambda function output : Invalid JSON'],
    ['null', 'Unrecognizable lambda output'],
    ['{}', 'Unrecognizable lambda output'],
    ['{"response":[]}', 'Unrecognizable lambda output'],
  ] as const)
    it(`has to give the event back, not ${text || 'nothing'}`, async (t) => {
      const { signUp } = await openTriggeredPool(t, { PreSignUp: () => answer(text) })
      await assert.rejects(signUp(), refusal('InvalidLambdaResponseException', message))
    })

  it('is not tried again after an error of its own, and none of the event is logged', async (t) => {
    const { signUp, events, log } = await openTriggeredPool(t, { PreSignUp: throwing(`no ${email} here`) })
    const text = `PreSignUp failed with error no ${email} here.`
    await assert.rejects(signUp(), refusal('UserLambdaValidationException', text))
    assert.equal(events.length, 1)
    const entries = log.entries.filter(({ event }) => event === 'trigger-failed')
    assert.equal(entries.length, 1)
    assert.equal(entries[0]?.['functionArn'], functionArn('PreSignUp'))
    assert.doesNotMatch(JSON.stringify(log.entries), new RegExp(`${email}|${password}`))
  })
})
