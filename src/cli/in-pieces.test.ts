import assert from 'node:assert/strict'
import { it } from 'node:test'
import { inPieces } from './in-pieces.ts'

it('lines are printed in pieces of whole lines that a pipe takes at once', () => {
  const lines = Array.from({ length: 300 }, (_, index) => `${index} ${'ü'.repeat(index)}\n`)
  const pieces: string[] = []
  inPieces((text) => pieces.push(text))(lines.join(''))
  assert.equal(pieces.join(''), lines.join(''))
  for (const piece of pieces) {
    assert.ok(Buffer.byteLength(piece) <= 4096)
    assert.ok(piece.endsWith('\n'))
  }
})

it('a line that is longer than a piece stays whole', () => {
  const pieces: string[] = []
  const long = `${'x'.repeat(10_000)}\n`
  inPieces((text) => pieces.push(text))(`short\n${long}short\n`)
  assert.deepEqual(pieces, ['short\n', long, 'short\n'])
})
