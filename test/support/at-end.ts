import { after } from 'node:test'

const closings: (() => void | Promise<void>)[] = []
after(async () => {
  for (const close of closings.toReversed()) await close()
})

/** Closes something when all tests of the process are over, in whichever hook or test it was opened. */
export function atEnd(close: () => void | Promise<void>): void {
  closings.push(close)
}
