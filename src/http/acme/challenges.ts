import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** What an authority is to be answered that looks whether a name leads here (RFC 8555 section 8.3). */
export interface Challenges {
  /** Answers what takes it back. */
  readonly put: (domain: string, token: string, answer: string) => () => void
  readonly find: (domain: string, token: string) => string | undefined
}

export function challengesInMemory(): Challenges {
  const answers = new Map<string, string>()
  return {
    put: (domain, token, answer) => {
      const place = placeOf(domain, token)
      answers.set(place, answer)
      return () => void answers.delete(place)
    },
    find: (domain, token) => answers.get(placeOf(domain, token)),
  }
}

/** For several processes: the authority asks any of them what one has ordered. @param domains of which alone files are looked for */
export function challengesInDirectory(directory: string, domains: readonly string[]): Challenges {
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  // What it is called comes from the network.
  const fileOf = (domain: string, token: string) =>
    join(directory, createHash('sha256').update(placeOf(domain, token)).digest('hex'))
  return {
    put: (domain, token, answer) => {
      const file = fileOf(domain, token)
      writeFileSync(file, answer, { mode: 0o600 })
      return () => rmSync(file, { force: true })
    },
    find: (domain, token) => {
      if (!domains.includes(domain)) return undefined
      try {
        return readFileSync(fileOf(domain, token), 'utf8')
      } catch {
        // None is under way.
        return undefined
      }
    },
  }
}

function placeOf(domain: string, token: string): string {
  return `${domain}/${token}`
}
