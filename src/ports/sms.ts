/** One text message about to leave. */
export interface SmsMessage {
  /** In E.164: `+` and digits. */
  readonly to: string
  readonly text: string
  /** Which user pool sent it and why (`Authentication`, ...). */
  readonly userPoolId: string
  readonly purpose: string
}

export interface Sms {
  /** Resolves when the message has been handed over; rejects when it cannot be delivered. */
  send(message: SmsMessage): Promise<void>
}

/** Keeps messages in memory, newest last: for tests. */
export function recordingSms(): Sms & { readonly messages: SmsMessage[] } {
  const messages: SmsMessage[] = []
  return { messages, send: async (message) => void messages.push(message) }
}
