import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { readAnswerV1, readAnswerV2 } from './function-answer.ts'

type Read = typeof readAnswerV2

function read(readAnswer: Read, payload: string | object | null) {
  const answer = readAnswer(Buffer.from(typeof payload === 'string' ? payload : JSON.stringify(payload)))
  return 'explanation' in answer ? answer : { ...answer, body: answer.body.toString('latin1') }
}

const plain = ['Content-Type', 'text/plain; charset=utf-8']
const json = ['Content-Type', 'application/json']

describe('an answer in payload format 2.0', () => {
  const answer = (payload: string | object | null) => read(readAnswerV2, payload)

  for (const [payload, body] of [
    ['{"a": 1}', '{"a": 1}'],
    ['"hi"', 'hi'],
    ['"say \\"hi\\""', 'say "hi"'],
    ['42', '42'],
    ['true', 'true'],
    ['[1, 2]', '[1, 2]'],
    ['null', 'null'],
    ['', ''],
    ['{"name": "John Doe", "age":', '{"name": "John Doe", "age":'],
  ] as const)
    it(`without statusCode is the body of a 200, byte for byte: ${payload}`, () => {
      assert.deepEqual(answer(payload), { status: 200, headers: [json], body })
    })

  it('with statusCode is a response, text when it does not say otherwise', () => {
    assert.deepEqual(answer({ statusCode: 201, body: 'x' }), { status: 201, headers: [plain], body: 'x' })
    assert.deepEqual(answer({ statusCode: 204 }), { status: 204, headers: [plain], body: '' })
    assert.deepEqual(answer({ statusCode: '200', body: null, headers: null }), {
      status: 200,
      headers: [plain],
      body: '',
    })
    assert.deepEqual(answer({ statusCode: 200, headers: { 'content-type': 'text/html' }, body: '<p>' }), {
      status: 200,
      headers: [['content-type', 'text/html']],
      body: '<p>',
    })
  })

  for (const statusCode of [0, 200.5, 99, 101, 600, -1, 'OK', '20', null, true])
    it(`with the statusCode ${JSON.stringify(statusCode)} cannot be read`, () => {
      assert.ok('explanation' in answer({ statusCode, body: '' }))
    })

  it('has a header of its own for each cookie', () => {
    assert.deepEqual(answer({ statusCode: 200, cookies: ['a=1', 'b=2'] }), {
      status: 200,
      headers: [plain, ['Set-Cookie', 'a=1'], ['Set-Cookie', 'b=2']],
      body: '',
    })
  })

  it('ignores multiValueHeaders, which this format does not have', () => {
    assert.deepEqual(answer({ statusCode: 200, multiValueHeaders: { x: ['1'] } }), {
      status: 200,
      headers: [plain],
      body: '',
    })
  })

  it('is decoded when it is base64', () => {
    const body = Buffer.from([0xff, 0x00]).toString('base64')
    assert.deepEqual(answer({ statusCode: 200, isBase64Encoded: true, body }), {
      status: 200,
      headers: [plain],
      body: '\u00ff\0',
    })
  })

  it('has header values of any scalar, in UTF-8, without null ones and without a length of its own', () => {
    const headers = { 'x-number': 1, 'x-yes': true, 'x-none': null, 'x-text': 'ü', 'Content-Length': '99' }
    assert.deepEqual(answer({ statusCode: 200, headers }), {
      status: 200,
      headers: [plain, ['x-number', '1'], ['x-yes', 'true'], ['x-text', '\u00c3\u00bc']],
      body: '',
    })
  })

  for (const malformed of [
    { body: { a: 1 } },
    { body: 1 },
    { headers: 'x: y' },
    { headers: { x: ['1'] } },
    { headers: { x: 'a\r\nset-cookie: b' } },
    { headers: { 'x y': 'a' } },
    { cookies: [{}] },
  ])
    it(`with ${JSON.stringify(malformed)} cannot be read`, () => {
      assert.ok('explanation' in answer({ statusCode: 200, ...malformed }))
    })
})

describe('an answer in payload format 1.0', () => {
  const answer = (payload: string | object | null) => read(readAnswerV1, payload)

  for (const payload of ['{"a":1}', '"hi"', '42', '[]', 'null', '', '{"name": "John Doe", "age":', '{"statusCode":0}'])
    it(`needs to be an object with a statusCode, not ${payload || 'empty'}`, () => {
      assert.ok('explanation' in answer(payload))
    })

  it('sends single values before those of multiValueHeaders', () => {
    const response = { statusCode: 200, headers: { a: '1' }, multiValueHeaders: { a: ['2', '3'], b: ['4'] }, body: 'x' }
    assert.deepEqual(answer(response), {
      status: 200,
      headers: [plain, ['a', '1'], ['a', '2'], ['a', '3'], ['b', '4']],
      body: 'x',
    })
  })

  it('takes its type from multiValueHeaders, too, and ignores cookies', () => {
    const response = { statusCode: 200, multiValueHeaders: { 'content-type': ['text/css'] }, cookies: ['a=1'] }
    assert.deepEqual(answer(response), { status: 200, headers: [['content-type', 'text/css']], body: '' })
  })
})
