import type { PasswordCost } from '../cognito/users/passwords.ts'
import type { Clock } from '../ports/clock.ts'
import type { Log } from '../ports/log.ts'
import type { Mail } from '../ports/mail.ts'
import type { Random } from '../ports/random.ts'
import type { Sms } from '../ports/sms.ts'

// Part of the public API: its declarations are published, and what they import must be so too ("files" in package.json).

/** How to start a server; everything has a default that suits development. */
export interface PoolgateOptions {
  /** Directory that holds all state; made on first use. Default `.poolgate`. */
  readonly dataDir?: string
  /**
   * `postgres://user:password@host:port/database` in place of the SQLite file in dataDir, for several nodes. Each node has a
   * data directory of its own, and all have the same master key.
   */
  readonly database?: string
  /**
   * Processes that share the port and the data directory, which only `poolgate serve` starts, in production. Default 1; of
   * `poolgate serve` one for each core.
   */
  readonly workers?: number
  /** 32 bytes that keys and secrets are sealed with. Default those in `master.key` of dataDir, made on first use. */
  readonly masterKey?: Uint8Array
  /** The master key before this one: what is sealed under it is sealed under the new one at the start. */
  readonly previousMasterKey?: Uint8Array
  /** TCP port for HTTP and HTTPS; 0 takes a free one. Default 4566. */
  readonly port?: number
  /** Address to listen on; any but a loopback address takes production mode. Default 127.0.0.1. */
  readonly host?: string
  /**
   * `development` takes any credentials and reaches any target; `production` verifies every signature and reaches public
   * targets only. Default development.
   */
  readonly mode?: 'development' | 'production'
  /** Production: lets integrations, issuers and functions be on private and loopback addresses. Default false. */
  readonly allowPrivateTargets?: boolean
  /** Production: the key that may do everything. Default one that is made on first start, in `root-credentials` of dataDir. */
  readonly rootAccessKey?: { readonly accessKeyId: string; readonly secretAccessKey: string }
  /**
   * Seconds, at most 5, for which a server that is told to stop says so on `/readyz` and still takes requests, so that load
   * balancers look away first. Default 0.
   */
  readonly drainSeconds?: number
  /**
   * Counts and times what happens, for Prometheus to read at `/metrics`. In production that takes a signature or
   * `Authorization: Bearer <token>`. Default no metrics.
   */
  readonly metrics?: { readonly token?: string }
  /**
   * Sends spans of requests, calls, and what they ask others for, to an OpenTelemetry collector, as the `OTEL_*` variables of
   * the process say. Default none.
   */
  readonly traces?: boolean
  /**
   * File to which every call of the AWS APIs and of the operator's commands is appended, who made it and what came of it;
   * `-` for standard output, `none` for none. Default `audit.log` in dataDir in production, none in development.
   */
  readonly auditLog?: string
  /**
   * Production: addresses and CIDR blocks of proxies whose `X-Forwarded-For` is believed; the client is the last address in it
   * that is none of theirs. Default none: the other end of a connection is the client.
   */
  readonly trustedProxies?: readonly string[]
  /** How often an address may call the public operations of a sign-in in a minute, on each node. Default without limit. */
  readonly signInsPerMinute?: number
  /** Connections at the same time; more are closed as they come. Default 10,000. */
  readonly maxConnections?: number
  /** Region of calls that name none. Default us-east-1. */
  readonly region?: string
  /** Further origins under which clients reach this server, e.g. `http://localhost:8080` behind a port map. */
  readonly origins?: readonly string[]
  /** Origin -> origin that integrations call instead: `{ 'https://example.com': 'http://127.0.0.1:9000' }`. */
  readonly upstreams?: Readonly<Record<string, string>>
  /**
   * ARN of a load balancer's listener or of a Cloud Map service -> origin that private integrations call in its place:
   * `{ 'arn:aws:servicediscovery:us-east-1:000000000000:service/srv-pets': 'http://10.0.0.7:8080' }`.
   */
  readonly privateIntegrations?: Readonly<Record<string, string>>
  /**
   * Certificates (PEM, the chain behind each) that TLS clients get who ask for one of their names; all others get one of the
   * local certification authority. Read again when they are a minute old.
   */
  readonly certificates?: readonly { readonly certFile: string; readonly keyFile: string }[]
  /**
   * Production: DNS names that have certificates of an ACME authority, to whose terms this agrees: by default Let's Encrypt. It must
   * reach this server at port 80 of every name. Default none.
   */
  readonly acme?: { readonly domains: readonly string[]; readonly directory: string; readonly email?: string }
  /**
   * Truststore of a custom domain with mutual TLS -> file with the certificates: `{ 's3://bucket/clients.pem': 'clients.pem' }`.
   */
  readonly truststores?: Readonly<Record<string, string>>
  /** Requests that all HTTP APIs of a region take together: per second, and at once. Default AWS's 10000 and 5000. */
  readonly accountThrottling?: { readonly rate: number; readonly burst: number }
  /** URL that speaks Lambda's Invoke API, for every function that `lambdas` does not name. */
  readonly lambdaEndpoint?: string
  /** Function name or ARN -> URL that invokes it: `{ hello: 'http://127.0.0.1:9000' }`. */
  readonly lambdas?: Readonly<Record<string, string>>
  /** What invocations by AWS's own Lambda are signed with. Default: they are not signed. */
  readonly lambdaCredentials?: {
    readonly accessKeyId: string
    readonly secretAccessKey: string
    readonly sessionToken?: string
  }
  /** Resource types that templates may have and that nothing is made of, e.g. `AWS::DynamoDB::Table`; others are refused. */
  readonly allowUnsupported?: readonly string[]
  /**
   * Logical id -> the id that such a pool, app client or API has when a template makes it, e.g.
   * `{ UserPool: 'us-east-1_abc123XYZ' }`. Default ids are made up, as on AWS.
   */
  readonly pins?: Readonly<Record<string, string>>
  /** Where access logs go beside their log groups: files in `logs` of dataDir, or whoever takes `<log group> <entry>` lines. */
  readonly accessLog?: 'files' | ((line: string) => void)
  /** Relay for mail, e.g. `smtps://user:password@smtp.example.com`; without one mail is kept in the data directory. */
  readonly smtp?: string
  /** Sender of pools that have no address of their own; goes with `smtp`. */
  readonly mailFrom?: string
  /** Who sends text messages, and the secret that signs them; without one they are kept in the data directory. */
  readonly smsWebhook?: { readonly url: string; readonly secret: string }
  /** What an argon2id hash costs. Default 19 MiB, 2 passes. */
  readonly passwordCost?: PasswordCost
  readonly log?: Log
  readonly mail?: Mail
  readonly sms?: Sms
  readonly clock?: Clock
  readonly random?: Random
}

/** Options that would make the server unsafe together, or unsafe alone. */
export class UnsafeOptionsError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'UnsafeOptionsError'
  }
}
