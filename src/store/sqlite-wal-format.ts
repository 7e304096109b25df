import { readSync, writeSync } from 'node:fs'

/*
 * What poolgate reads of SQLite's write-ahead log and its index by itself (https://www.sqlite.org/walformat.html). SQLite
 * tells nobody how long the log is without copying it, and has no way to write it again after a sync that failed.
 */

/** What the index of a write-ahead log says; `frames` and `commits` are of committed transactions. */
export interface WalIndex {
  /** Grows with every transaction that changed something, modulo 2^32. */
  readonly commits: number
  /** Pages in the log since it last began anew. */
  readonly frames: number
  readonly pageSize: number
}

const indexHeader = Buffer.alloc(20)
/** The index is in the order of bytes that the machine has. */
const isLittleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1

/** @param index descriptor of the `-shm` file */
export function readWalIndex(index: number): WalIndex {
  readSync(index, indexHeader, 0, indexHeader.length, 0)
  const word = (offset: number): number =>
    isLittleEndian ? indexHeader.readUInt32LE(offset) : indexHeader.readUInt32BE(offset)
  const pageSize = isLittleEndian ? indexHeader.readUInt16LE(14) : indexHeader.readUInt16BE(14)
  return { commits: word(8), frames: word(16), pageSize: pageSize === 1 ? 65_536 : pageSize }
}

/** Where the index has the number of frames that are already in the database file. */
const backfilledOffset = 96

/** Has the next checkpoint copy every frame again; nothing may write or checkpoint meanwhile. */
export function forgetBackfill(index: number): void {
  writeSync(index, Buffer.alloc(4), 0, 4, backfilledOffset)
}

const logHeaderBytes = 32
const frameHeaderBytes = 24

/**
 * Writes the whole log again, as it is: after a sync that failed, the system may take pages for written that are not on the
 * disk, and syncs them no more unless they are written anew. Throws when what is read is not what was committed.
 * @param log descriptor of the `-wal` file
 */
export function rewriteLog(log: number, { frames, pageSize }: WalIndex): void {
  const bytes = Buffer.alloc(logHeaderBytes + frames * (frameHeaderBytes + pageSize))
  const length = readSync(log, bytes, 0, bytes.length, 0)
  if (length !== bytes.length || !isWhole(bytes, frameHeaderBytes + pageSize))
    throw new Error(
      'the write-ahead log does not hold what was committed; restart poolgate to go back to what it holds',
    )
  for (let at = 0; at < bytes.length;) at += writeSync(log, bytes, at, bytes.length - at, at)
}

/** Whether all frames have the salts and the running checksum that they must ("Checksum Algorithm"). */
function isWhole(log: Buffer, frameBytes: number): boolean {
  // The magic number says in which order of bytes checksums are computed; they are always written big-endian.
  const readWord = (log.readUInt32BE(0) & 1) === 1 ? log.readUInt32BE.bind(log) : log.readUInt32LE.bind(log)
  let [first, second] = [0, 0]
  const add = (from: number, to: number): void => {
    for (let at = from; at < to; at += 8) {
      first = (first + readWord(at) + second) >>> 0
      second = (second + readWord(at + 4) + first) >>> 0
    }
  }
  const hasSum = (at: number): boolean => log.readUInt32BE(at) === first && log.readUInt32BE(at + 4) === second
  add(0, 24)
  if (!hasSum(24)) return false
  for (let frame = logHeaderBytes; frame < log.length; frame += frameBytes) {
    if (log.compare(log, 16, 24, frame + 8, frame + 16) !== 0) return false
    add(frame, frame + 8)
    add(frame + frameHeaderBytes, frame + frameBytes)
    if (!hasSum(frame + 16)) return false
  }
  return true
}
