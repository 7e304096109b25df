/** Where mail comes from in a pool without an address of its own (developer guide, "Email settings"). */
export const defaultMailFrom = 'no-reply@verificationemail.com'

/** One e-mail about to leave. `html` bodies are what user pools send by default on AWS. */
export interface MailMessage {
  readonly from: string
  readonly replyTo?: string
  /** SES's name for what is to happen with the message. */
  readonly configurationSet?: string
  readonly to: string
  readonly subject: string
  readonly html: string
  /** Which user pool sent it and why (`SignUp`, `ResendCode`, `AdminCreateUser`, ...). */
  readonly userPoolId: string
  readonly purpose: string
}

export interface Mail {
  /** Resolves when the message has been handed over; rejects when it cannot be delivered. */
  send(message: MailMessage): Promise<void>
}

/** Keeps messages in memory, newest last: for tests. */
export function recordingMail(): Mail & { readonly messages: MailMessage[] } {
  const messages: MailMessage[] = []
  return { messages, send: async (message) => void messages.push(message) }
}
