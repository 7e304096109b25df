/** One process's end of the channel between two. */
export interface Channel {
  send(message: LinkMessage<unknown>): void
  /** What comes is of the types that the other end has for it. */
  onMessage(listener: (message: LinkMessage<never>) => void): void
  /** The other process is gone, or cannot be reached any more. */
  onClose(listener: () => void): void
}

/** What goes over it, as JSON. */
export type LinkMessage<Value> =
  | { readonly ask: string; readonly id: number; readonly question: Value }
  | { readonly answer: number; readonly value: Value; readonly error?: undefined }
  | { readonly answer: number; readonly error: string }

type Answers<Names extends PropertyKey> = { readonly [Name in Names]: (question: never) => unknown }

/** Asks the other process. */
export interface Link<Theirs extends Answers<keyof Theirs>> {
  /** Rejects with what the other process says of its failure, and when it is gone. */
  ask<Name extends keyof Theirs & string>(
    name: Name,
    ...question: Parameters<Theirs[Name]>
  ): Promise<Awaited<ReturnType<Theirs[Name]>>>
}

interface Asked {
  readonly resolve: (value: never) => void
  readonly reject: (error: Error) => void
}

/** @param own what the other process is answered; questions and answers are JSON */
export function openLink<Theirs extends Answers<keyof Theirs>, Own extends Answers<keyof Own>>(
  channel: Channel,
  own: Own,
): Link<Theirs> {
  const answers = new Map(Object.entries<(question: never) => unknown>(own))
  const waiting = new Map<number, Asked>()
  let questions = 0
  let isClosed = false

  async function answer(id: number, name: string, question: never): Promise<void> {
    try {
      channel.send({ answer: id, value: await answers.get(name)?.(question) })
    } catch (error) {
      channel.send({ answer: id, error: error instanceof Error ? error.message : String(error) })
    }
  }

  channel.onMessage((message) => {
    if ('ask' in message) return void answer(message.id, message.ask, message.question)
    const asked = waiting.get(message.answer)
    waiting.delete(message.answer)
    if (message.error === undefined) asked?.resolve(message.value)
    else asked?.reject(new Error(message.error))
  })
  channel.onClose(() => {
    isClosed = true
    for (const asked of waiting.values()) asked.reject(new Error('the other process is gone'))
    waiting.clear()
  })
  return {
    ask: (name, question?) =>
      new Promise((resolve, reject) => {
        if (isClosed) return reject(new Error('the other process is gone'))
        const id = ++questions
        waiting.set(id, { resolve, reject })
        channel.send({ ask: name, id, question })
      }),
  }
}
