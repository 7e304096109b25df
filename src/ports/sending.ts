/** A port that sends: mail, text messages. */
export interface Sends<Message> {
  /** Resolves when the message has been handed over; rejects when it cannot be delivered. */
  send(message: Message): Promise<void>
}

/** The same port, which also tells when every message that was begun has left or failed: not every caller waits. */
export function settlingSender<Message>(port: Sends<Message>): Sends<Message> & { settled(): Promise<void> } {
  const underWay = new Set<Promise<void>>()
  return {
    send: (message) => {
      const sending = port.send(message)
      const ended = sending.catch(() => undefined).then(() => void underWay.delete(ended))
      underWay.add(ended)
      return sending
    },
    settled: async () => {
      await Promise.all(underWay)
    },
  }
}
