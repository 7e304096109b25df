import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { AnswerRelay } from './answer-relay.ts'
import type { AnswerFraming } from './answer-head.ts'

/** A client that has room for `room` pieces, and takes what it was sent when it is told to. */
function relay(framing: AnswerFraming, room = 100) {
  const waiting: { readonly data: Buffer | string; readonly onWritten: (() => void) | undefined }[] = []
  const taken: string[] = []
  const ends: (string | undefined)[] = []
  const target = {
    write: (data: Buffer | string, _onDrain?: () => void, onWritten?: () => void) => {
      waiting.push({ data, onWritten })
      return waiting.length < room
    },
    cork: () => {},
    uncork: () => {},
    end: () => void taken.push('END'),
  }
  const answer = new AnswerRelay(
    target,
    framing,
    () => {},
    (error) => ends.push(error?.message),
  )
  const take = () => {
    for (const { data, onWritten } of waiting.splice(0)) {
      taken.push(String(data))
      onWritten?.()
    }
    return taken
  }
  return { answer, take, ends }
}

describe('a body that is passed on', () => {
  it('is kept until the client has it, whatever becomes of the memory that it came in', () => {
    const { answer, take } = relay({ length: 6 })
    const memory = Buffer.from('abc')
    answer.write(memory)
    memory.set(Buffer.from('def'))
    answer.write(memory)
    memory.fill('x')
    assert.deepEqual(take(), ['abc', 'def'])
  })

  it('is chunked when nobody knows its length', () => {
    const { answer, take, ends } = relay('chunked')
    answer.write(Buffer.from('0123456789abcdef'))
    answer.write(Buffer.alloc(0))
    answer.end()
    take()
    assert.deepEqual(take().join(''), 'END10\r\n0123456789abcdef\r\n0\r\n\r\n')
    assert.deepEqual(ends, [undefined])
    assert.equal(answer.sent, 16)
  })

  it('is not complete when it is longer or shorter than its head says, and ends once', () => {
    const longer = relay({ length: 2 })
    assert.equal(longer.answer.write(Buffer.from('abc')), false)
    longer.answer.end()
    assert.deepEqual([longer.take(), longer.ends], [[], ['the body is longer than its content-length']])
    const shorter = relay({ length: 2 })
    shorter.answer.write(Buffer.from('a'))
    shorter.answer.end()
    shorter.answer.fail(new Error('again'))
    assert.deepEqual([shorter.take(), shorter.ends], [['a'], ['the body is shorter than its content-length']])
  })

  it('is held back while the client does not read, and not sent where an answer has none', () => {
    assert.equal(relay({ length: 9 }, 1).answer.write(Buffer.from('a')), false)
    const { answer, take } = relay('none', 1)
    assert.equal(answer.write(Buffer.from('a')), true)
    assert.deepEqual([take(), answer.sent], [[], 0])
  })
})
