/** A sign-in by a provider came to nothing: `description` is for the app, the message for the log only. */
export class ProviderFailure extends Error {
  readonly description: string
  constructor(description: string, detail: string) {
    super(detail)
    this.name = 'ProviderFailure'
    this.description = description
  }
}
