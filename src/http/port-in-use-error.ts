/** The port is taken by another process. */
export class PortInUseError extends Error {
  override readonly name = 'PortInUseError'
  readonly port: number

  constructor(port: number, cause: unknown) {
    super(`port ${port} is in use`, { cause })
    this.port = port
  }
}
