/** Keeps what is in memory of what is stored right when reads of it cross: of two, the one that began later saw the newer state. */
export interface ReadOrder {
  /**
   * To be called before the store is asked. The answer says of each subject whether what the read found of it is to be taken up,
   * and is to be asked right before that is done: false when what a later read found has been.
   */
  begin(): (subject: string) => boolean
}

export function readOrder(): ReadOrder {
  let begun = 0
  const takenUp = new Map<string, number>()
  return {
    begin: () => {
      const number = ++begun
      return (subject) => {
        if (number < (takenUp.get(subject) ?? 0)) return false
        takenUp.set(subject, number)
        return true
      }
    },
  }
}
