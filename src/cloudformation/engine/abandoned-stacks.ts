import type { StackStore, StackWork } from '../store.ts'

/** How many looks in a row without a sign of life say that a node is gone. */
const patientLooks = 5

/** Looks for stacks that no node works on any more, with no clock: nodes may disagree about the time. */
export interface AbandonedStacks {
  /**
   * Answers what has shown no sign of life for several looks; to be called evenly. Rejects when the store cannot be
   * asked, and starts over then: who could not ask could not have been told of signs of life either.
   * @param isOurs whether this node works on a stack
   */
  look(isOurs: (stackId: string) => boolean): Promise<StackWork[]>
}

export function createAbandonedStacks(store: Pick<StackStore, 'listStackWork'>): AbandonedStacks {
  let seen = new Map<string, { readonly work: StackWork; readonly looks: number }>()
  return {
    async look(isOurs) {
      const earlier = seen
      seen = new Map()
      for (const work of await store.listStackWork()) {
        if (isOurs(work.stack.id)) continue
        const before = earlier.get(work.stack.id)
        const isSilent = before?.work.node === work.node && before.work.beats === work.beats
        seen.set(work.stack.id, { work, looks: isSilent ? before.looks + 1 : 0 })
      }
      return [...seen.values()].filter(({ looks }) => looks >= patientLooks).map(({ work }) => work)
    },
  }
}
