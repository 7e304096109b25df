/** An HTTP request as the protocols see it: fully read, free of any socket. */
export interface WireRequest {
  readonly method: string
  /** Path as sent, percent-encoding kept, without the query. */
  readonly path: string
  /** Query as sent, without the `?`; empty when there is none. */
  readonly query: string
  /** Lower-case names; repeated headers joined with `, `. */
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body: Buffer
  readonly sourceIp: string
  /** Whether it came over TLS. */
  readonly isSecure?: boolean
  /** The region that the host name spells (`cognito-idp.eu-west-1.amazonaws.com`), if it does. */
  readonly hostRegion?: string
  /** The origin of the web page that makes the request, when it may not call what needs IAM. */
  readonly foreignPage?: string
}

export interface WireResponse {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Buffer
}
