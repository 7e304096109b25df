import { argon2, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import type { Random } from '../../ports/random.ts'
import { computationsAtOnce } from '../../ports/thread-pool.ts'
import type { Fails } from '../../wire/operation.ts'

/** What a hash costs (RFC 9106). */
export interface PasswordCost {
  readonly memoryKibibytes: number
  readonly passes: number
  readonly parallelism: number
}

/** The least that the OWASP password storage cheat sheet accepts for argon2id. */
export const defaultPasswordCost: PasswordCost = { memoryKibibytes: 19_456, passes: 2, parallelism: 1 }

/** Hashes and verifies passwords off the event loop, a few at a time. */
export interface Passwords {
  /** argon2id in PHC string format, with a salt of its own. Rejects with PasswordsBusy. */
  hash(password: string): Promise<string>
  /** Whether the password has this hash; without one, false at the same cost. Rejects with PasswordsBusy. */
  verify(password: string, hash: string | undefined): Promise<boolean>
  /** Runs `work` when all earlier work for this subject has ended, so that many guesses at one do not keep others waiting. */
  inTurn<Result>(subject: string, work: () => Promise<Result>): Promise<Result>
  /** How many passwords wait for their turn to be hashed or checked. */
  readonly waiting: () => number
}

/** More passwords wait to be checked than poolgate will keep waiting. */
export class PasswordsBusy extends Error {
  constructor() {
    super('too many passwords are waiting to be checked')
    this.name = 'PasswordsBusy'
  }
}

const saltBytes = 16
const hashBytes = 32
const waitingAtMost = 256
const waitingPerSubject = 32

export function createPasswords(random: Random, cost: PasswordCost = defaultPasswordCost): Passwords {
  const { run: runLimited, waiting } = limit(computationsAtOnce(), waitingAtMost)
  const turns = new Map<string, { last: Promise<unknown>; waiting: number }>()
  return {
    hash: (password) => runLimited(() => hash(password, random.bytes(saltBytes), cost)),
    verify: (password, phc) =>
      runLimited(async () => {
        const known = phc === undefined ? undefined : readPhc(phc)
        const actual = await derive(password, known?.salt ?? random.bytes(saltBytes), known?.cost ?? cost)
        return known !== undefined && timingSafeEqual(actual, known.hash)
      }),
    inTurn: async (subject, work) => {
      const turn = turns.get(subject) ?? { last: Promise.resolve(), waiting: 0 }
      if (turn.waiting >= waitingPerSubject) throw new PasswordsBusy()
      turns.set(subject, turn)
      turn.waiting++
      const result = turn.last.then(work)
      turn.last = result.catch(() => {})
      try {
        return await result
      } finally {
        if (--turn.waiting === 0) turns.delete(subject)
      }
    },
    waiting,
  }
}

/** Calls `work`; a full queue becomes TooManyRequestsException. */
export async function refuseWhenBusy<Result>(
  context: Fails<'TooManyRequestsException'>,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof PasswordsBusy)
      return context.fail('TooManyRequestsException', 'Too many requests', { detail: error.message })
    throw error
  }
}

const deriveKey = promisify(argon2)

function derive(password: string, salt: Buffer, cost: PasswordCost): Promise<Buffer> {
  return deriveKey('argon2id', {
    message: password,
    nonce: salt,
    parallelism: cost.parallelism,
    tagLength: hashBytes,
    memory: cost.memoryKibibytes,
    passes: cost.passes,
  })
}

/** https://github.com/P-H-C/phc-string-format: parameters by name, salt and hash in base64 without padding. */
async function hash(password: string, salt: Buffer, cost: PasswordCost): Promise<string> {
  const derived = await derive(password, salt, cost)
  const parameters = `m=${cost.memoryKibibytes},t=${cost.passes},p=${cost.parallelism}`
  return `$argon2id$v=19$${parameters}$${unpadded(salt)}$${unpadded(derived)}`
}

function unpadded(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '')
}

const phcForm = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/

function readPhc(phc: string): { cost: PasswordCost; salt: Buffer; hash: Buffer } {
  const [, memory, passes, parallelism, salt, derived] = phcForm.exec(phc) ?? []
  if (salt === undefined || derived === undefined) throw new Error('a stored password hash is not argon2id in PHC form')
  return {
    cost: { memoryKibibytes: Number(memory), passes: Number(passes), parallelism: Number(parallelism) },
    salt: Buffer.from(salt, 'base64'),
    hash: Buffer.from(derived, 'base64'),
  }
}

interface Limiter {
  readonly run: <Result>(work: () => Promise<Result>) => Promise<Result>
  readonly waiting: () => number
}

/** Runs at most `running` at once and keeps at most `waitingAtMost` more. */
function limit(running: number, waitingAtMost: number): Limiter {
  let active = 0
  const queue: (() => void)[] = []
  async function run<Result>(work: () => Promise<Result>): Promise<Result> {
    if (active >= running) {
      if (queue.length >= waitingAtMost) throw new PasswordsBusy()
      // Whoever ends hands its place on, so `active` stays as it is.
      await new Promise<void>((resolve) => queue.push(resolve))
    } else active++
    try {
      return await work()
    } finally {
      const next = queue.shift()
      if (next) next()
      else active--
    }
  }
  return { run, waiting: () => queue.length }
}
