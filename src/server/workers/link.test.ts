import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type Channel, type LinkMessage, openLink } from './link.ts'

interface Answers {
  double(question: { readonly n: number }): number
  fail(): never
  wait(): Promise<void>
}

/** Two ends, over which everything goes as JSON, and later. */
function openChannels() {
  const listeners: ((message: LinkMessage<never>) => void)[] = []
  const closers: (() => void)[] = []
  const end = (own: number, other: number): Channel => ({
    send: (message) => {
      const text = JSON.stringify(message)
      setImmediate(() => listeners[other]?.(JSON.parse(text) as LinkMessage<never>))
    },
    onMessage: (listener) => (listeners[own] = listener),
    onClose: (listener) => void closers.push(listener),
  })
  return { ends: [end(0, 1), end(1, 0)] as const, close: () => closers.forEach((closed) => closed()) }
}

function openBoth() {
  const { ends, close } = openChannels()
  const answers: Answers = {
    double: ({ n }) => 2 * n,
    fail: () => {
      throw new Error('it is late')
    },
    wait: () => new Promise(() => {}),
  }
  openLink(ends[1], answers)
  return { link: openLink<Answers, object>(ends[0], {}), close }
}

describe('a link between two processes', () => {
  it('brings each question its own answer', async () => {
    const { link } = openBoth()
    assert.deepEqual(await Promise.all([1, 2, 3].map((n) => link.ask('double', { n }))), [2, 4, 6])
  })

  it('tells whoever asked what went wrong', async () => {
    await assert.rejects(openBoth().link.ask('fail'), /^Error: it is late$/)
  })

  it('leaves nobody waiting for a process that is gone', async () => {
    const { link, close } = openBoth()
    const asked = link.ask('wait')
    close()
    await assert.rejects(asked, /^Error: the other process is gone$/)
    await assert.rejects(link.ask('double', { n: 1 }), /^Error: the other process is gone$/)
  })
})
