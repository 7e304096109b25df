/*
 * QR codes (ISO/IEC 18004) as far as a key for an authenticator app needs them: bytes, error correction level L, as they are
 * read off a screen, and versions 1 to 20, which hold 858 bytes.
 */

/** Rows of modules; true is dark. */
export type Modules = readonly (readonly boolean[])[]

/** Codewords for the correction of errors in each block, and blocks, by version from 1 on (table 9, level L). */
const correctionLengths = [7, 10, 15, 20, 26, 18, 20, 24, 30, 18, 20, 24, 26, 30, 22, 24, 28, 30, 28, 28]
const blockCounts = [1, 1, 1, 1, 1, 2, 2, 2, 2, 4, 4, 4, 4, 4, 6, 6, 6, 6, 7, 8]

/** A text as a QR code, without the quiet zone of four modules that belongs around it; undefined when it is too long. */
export function encodeQrCode(text: string): Modules | undefined {
  const bytes = Buffer.from(text)
  const version = correctionLengths.findIndex((_, index) => bytes.length <= capacityOf(index + 1)) + 1
  if (version === 0) return undefined
  const codewords = withCorrection(version, dataCodewords(version, bytes))
  const bits = codewords.map((word) => word.toString(2).padStart(8, '0')).join('')
  const patterns = patternsOf(version)
  const codes = masks.map((_, mask) => draw(version, patterns, bits, mask))
  const rated = codes.map((code) => ({ code, penalty: penaltyOf(code) }))
  return rated.toSorted((one, other) => one.penalty - other.penalty)[0]?.code
}

const sizeOf = (version: number): number => 17 + 4 * version

/** Bits of the count of bytes (table 3). */
const countBits = (version: number): number => (version < 10 ? 8 : 16)

function capacityOf(version: number): number {
  const correction = correctionLengths[version - 1]! * blockCounts[version - 1]!
  return Math.floor(((codewordsOf(version) - correction) * 8 - 4 - countBits(version)) / 8)
}

/** All codewords of a version, in whole bytes: modules that no pattern takes (table 1). */
function codewordsOf(version: number): number {
  const centers = alignmentCenters(version).length
  const alignment = centers === 0 ? 0 : (25 * centers - 10) * centers - 55
  const versionModules = version < 7 ? 0 : 36
  return Math.floor(((16 * version + 128) * version + 64 - alignment - versionModules) / 8)
}

/** Mode, count and bytes, filled up with two bytes in turn (section 7.4). */
function dataCodewords(version: number, bytes: Uint8Array): number[] {
  const length = codewordsOf(version) - correctionLengths[version - 1]! * blockCounts[version - 1]!
  const count = bytes.length.toString(2).padStart(countBits(version), '0')
  const data = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('')
  const bits = `0100${count}${data}0000`
  const words = (bits.slice(0, length * 8).match(/.{1,8}/g) ?? []).map((word) =>
    Number.parseInt(word.padEnd(8, '0'), 2),
  )
  return Array.from({ length }, (_, index) => words[index] ?? ((index - words.length) % 2 === 0 ? 0xec : 0x11))
}

/** Splits data into blocks, adds to each what corrects its errors, and takes from all in turn (section 7.5 and 7.6). */
function withCorrection(version: number, data: readonly number[]): number[] {
  const blocks = blockCounts[version - 1]!
  const correction = correctionLengths[version - 1]!
  const [short, long] = [Math.floor(data.length / blocks), data.length % blocks]
  let taken = 0
  const parts = Array.from({ length: blocks }, (_, index) => {
    const part = data.slice(taken, (taken += short + (index < blocks - long ? 0 : 1)))
    return { part, rest: remainderOf(part, correction) }
  })
  const turns = Array.from({ length: short + 1 }, (_, index) =>
    parts.flatMap(({ part }) => part.slice(index, index + 1)),
  )
  const rests = Array.from({ length: correction }, (_, index) => parts.map(({ rest }) => rest[index]!))
  return [...turns.flat(), ...rests.flat()]
}

/** Product in the field of 256 elements with the polynomial x^8 + x^4 + x^3 + x^2 + 1. */
function multiply(one: number, other: number): number {
  let product = 0
  for (let bit = 7; bit >= 0; bit--) {
    product = (product << 1) ^ ((product >> 7) * 0x11d)
    product ^= ((other >> bit) & 1) * one
  }
  return product
}

/** What is left of a block divided by the Reed-Solomon generator polynomial of this degree. */
function remainderOf(block: readonly number[], degree: number): number[] {
  let generator = [1]
  for (let [index, root] = [0, 1]; index < degree; index++, root = multiply(root, 2))
    generator = [...generator, 0].map((term, at) => term ^ multiply(generator[at - 1] ?? 0, root))
  let rest = Array<number>(degree).fill(0)
  for (const word of block) {
    const factor = word ^ rest[0]!
    rest = [...rest.slice(1), 0].map((term, at) => term ^ multiply(generator[at + 1]!, factor))
  }
  return rest
}

/** A module that no pattern has taken is undefined. */
type Drawing = (boolean | undefined)[][]

/** What every code of a version has, with light modules where format and version stand (section 6.3). */
function patternsOf(version: number): Drawing {
  const size = sizeOf(version)
  const drawing: Drawing = Array.from({ length: size }, () => Array<boolean | undefined>(size).fill(undefined))
  const put = (row: number, column: number, isDark: boolean) => {
    if (row >= 0 && row < size && column >= 0 && column < size) drawing[row]![column] = isDark
  }
  /** A square of rings around its middle, by their distance from it. */
  const rings = (row: number, column: number, radius: number, dark: readonly number[]) => {
    for (let y = -radius; y <= radius; y++)
      for (let x = -radius; x <= radius; x++)
        put(row + y, column + x, dark.includes(Math.max(Math.abs(x), Math.abs(y))))
  }
  for (let at = 0; at < size; at++) {
    put(6, at, at % 2 === 0)
    put(at, 6, at % 2 === 0)
  }
  const centers = alignmentCenters(version)
  const last = centers.at(-1)
  for (const row of centers)
    for (const column of centers) {
      const isCorner = (row === 6 && (column === 6 || column === last)) || (row === last && column === 6)
      if (!isCorner) rings(row, column, 2, [0, 2])
    }
  for (const [row, column] of [
    [3, 3],
    [3, size - 4],
    [size - 4, 3],
  ] as const)
    rings(row, column, 4, [0, 1, 3])
  for (const { row, column } of [...formatPlaces(size).flat(), ...versionPlaces(version).flat()])
    put(row, column, false)
  put(size - 8, 8, true)
  return drawing
}

/** Annex E. */
function alignmentCenters(version: number): number[] {
  if (version === 1) return []
  const count = Math.floor(version / 7) + 2
  const step = Math.ceil((sizeOf(version) - 13) / (2 * count - 2)) * 2
  const others = Array.from({ length: count - 1 }, (_, index) => sizeOf(version) - 7 - index * step)
  return [6, ...others.toReversed()]
}

interface Place {
  readonly row: number
  readonly column: number
}

/** Where the 15 bits of the format stand, the least one first, twice (section 7.9). */
function formatPlaces(size: number): Place[][] {
  const around = [0, 1, 2, 3, 4, 5, 7, 8]
  const down = around.map((row) => ({ row, column: 8 }))
  const left = [7, 5, 4, 3, 2, 1, 0].map((column) => ({ row: 8, column }))
  const right = [1, 2, 3, 4, 5, 6, 7, 8].map((at) => ({ row: 8, column: size - at }))
  const below = [7, 6, 5, 4, 3, 2, 1].map((at) => ({ row: size - at, column: 8 }))
  return [
    [...down, ...left],
    [...right, ...below],
  ]
}

/** Where the 18 bits of the version stand from 7 on, the least one first, twice (section 7.10). */
function versionPlaces(version: number): Place[][] {
  if (version < 7) return []
  const places = Array.from({ length: 18 }, (_, bit) => ({
    row: Math.floor(bit / 3),
    column: sizeOf(version) - 11 + (bit % 3),
  }))
  return [places, places.map(({ row, column }) => ({ row: column, column: row }))]
}

/** A number with the check bits of a BCH code behind it. */
function withCheck(value: number, generator: number, bits: number): number {
  let rest = value << bits
  for (let bit = 31 - Math.clz32(rest); bit >= bits; bit--) if ((rest >> bit) & 1) rest ^= generator << (bit - bits)
  return (value << bits) | rest
}

const masks: readonly ((row: number, column: number) => boolean)[] = [
  (row, column) => (row + column) % 2 === 0,
  (row) => row % 2 === 0,
  (_, column) => column % 3 === 0,
  (row, column) => (row + column) % 3 === 0,
  (row, column) => (Math.floor(row / 2) + Math.floor(column / 3)) % 2 === 0,
  (row, column) => ((row * column) % 2) + ((row * column) % 3) === 0,
  (row, column) => (((row * column) % 2) + ((row * column) % 3)) % 2 === 0,
  (row, column) => (((row + column) % 2) + ((row * column) % 3)) % 2 === 0,
]

/** The code with its data in columns of two, up and down from the right (section 7.7.3). */
function draw(version: number, patterns: Drawing, bits: string, mask: number): boolean[][] {
  const size = sizeOf(version)
  const drawing = patterns.map((row) => row.map((module) => module === true))
  let next = 0
  for (let right = size - 1; right >= 1; right -= right === 8 ? 3 : 2)
    for (let step = 0; step < size; step++) {
      const isUpward = ((right + 1) & 2) === 0
      const row = isUpward ? size - 1 - step : step
      for (const column of [right, right - 1])
        if (patterns[row]![column] === undefined)
          drawing[row]![column] = (bits[next++] === '1') !== masks[mask]!(row, column)
    }
  // Level L is 01.
  const format = withCheck((1 << 3) | mask, 0x537, 10) ^ 0x5412
  for (const places of formatPlaces(size))
    for (const [bit, { row, column }] of places.entries()) drawing[row]![column] = ((format >> bit) & 1) === 1
  const versionBits = withCheck(version, 0x1f25, 12)
  for (const places of versionPlaces(version))
    for (const [bit, { row, column }] of places.entries()) drawing[row]![column] = ((versionBits >> bit) & 1) === 1
  return drawing
}

/** How hard a code is to read: runs, squares, what looks like a corner, and too much of one colour (section 7.8.3). */
function penaltyOf(modules: Modules): number {
  const rows = modules.map((row) => row.map(Number).join(''))
  const columns = modules.map((_, column) => modules.map((row) => Number(row[column])).join(''))
  const lines = [...rows, ...columns]
  const runs = lines.flatMap((line) => line.match(/0{5,}|1{5,}/g) ?? []).map((run) => run.length - 2)
  const corners = lines.flatMap((line) => [...line.matchAll(/(?=10111010000|00001011101)/g)]).length
  let squares = 0
  for (let y = 1; y < modules.length; y++)
    for (let x = 1; x < modules.length; x++) if (isSquare(modules[y - 1]!, modules[y]!, x)) squares++
  const dark = rows.join('').replaceAll('0', '').length / rows.length ** 2
  const sum = runs.reduce((all, run) => all + run, 0)
  return sum + 3 * squares + 40 * corners + 10 * Math.floor(Math.abs(dark - 0.5) * 20)
}

/** Whether two by two modules that end here are of one colour. */
function isSquare(above: readonly boolean[], row: readonly boolean[], x: number): boolean {
  const dark = row[x]
  return row[x - 1] === dark && above[x] === dark && above[x - 1] === dark
}
