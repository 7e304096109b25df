import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { describe, it } from 'node:test'
import { encodeQrCode, type Modules } from './qr-code.ts'

const rowsOf = (code: Modules | undefined) => (code ?? []).map((row) => row.map((dark) => (dark ? '#' : '.')).join(''))

/** A text of a length, like that of an authenticator's key. */
const keyOf = (length: number) => 'otpauth://totp/shop:jane?secret=ABCD&x='.repeat(60).slice(0, length)

/* What is expected was read by jsQR 1.4.0, and for the long texts drawn alike by qrcode-generator 1.4.4. */
describe('a QR code', () => {
  it('is drawn as others draw it', () => {
    assert.deepEqual(rowsOf(encodeQrCode('poolgate')), [
      '#######...#.#.#######',
      '#.....#.....#.#.....#',
      '#.###.#.#.#...#.###.#',
      '#.###.#.....#.#.###.#',
      '#.###.#..#.##.#.###.#',
      '#.....#..###..#.....#',
      '#######.#.#.#.#######',
      '........#.#..........',
      '###.#####.#.###...#..',
      '.###...###.#...##.###',
      '.#.#.##..###.#####.##',
      '##.#.#.#..####.#...#.',
      '#.#.#.###..#..###...#',
      '........#.....#.#.#.#',
      '#######.##..#..###.##',
      '#.....#.#.#...#....#.',
      '#.###.#.###.#.#.#....',
      '#.###.#..#.#.#.##.##.',
      '#.###.#.##.#.####.#.#',
      '#.....#.#.####..#..#.',
      '#######.#.##.####..##',
    ])
  })

  for (const [length, size, digest] of [
    [17, 21, 'f6712c4cfb9ae00b'],
    [230, 53, '3f8f32fcd2133913'],
    [400, 69, '6b8ce5fdd1d161ac'],
    [700, 89, '31d1654642a1067b'],
  ] as const)
    it(`of ${length} characters has ${size} modules a side, each of them right`, () => {
      const code = (encodeQrCode(keyOf(length)) ?? []).map((row) => row.map(Number).join(''))
      assert.equal(code.length, size)
      assert.equal(createHash('sha256').update(code.join('\n')).digest('hex').slice(0, 16), digest)
    })

  it('holds 858 bytes at most', () => {
    assert.equal(encodeQrCode(keyOf(858))?.length, 97)
    assert.equal(encodeQrCode(keyOf(859)), undefined)
  })
})
