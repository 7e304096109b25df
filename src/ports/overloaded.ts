/**
 * What was asked for cannot be done just now, since too many others want the same; nothing of it was done, and asking
 * again later may succeed. The message is for the log.
 */
export class Overloaded extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'Overloaded'
  }
}
