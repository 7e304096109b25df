import type { Option, Options, Values } from './command.ts'

/** The options of every command that starts a server. */
export const serverOptions = {
  config: {
    type: 'string',
    value: 'FILE',
    description: 'YAML or JSON with further options by their names here; see docs/configuration.md',
  },
  port: { type: 'string', value: 'PORT', description: 'port for HTTP and HTTPS (default 4566; 0 takes a free one)' },
  host: {
    type: 'string',
    value: 'ADDRESS',
    description: 'address to listen on (default 127.0.0.1); others need --production',
  },
  production: {
    type: 'boolean',
    description: 'verify every signature and reach public targets only; see SECURITY.md for the root access key',
  },
  'allow-private-targets': {
    type: 'boolean',
    description: 'in production, let integrations and issuers be on private and loopback addresses',
  },
  'data-dir': { type: 'string', value: 'DIR', description: 'where state is kept (default .poolgate)' },
  database: {
    type: 'string',
    variable: 'POOLGATE_DATABASE_URL',
    value: 'URL',
    description:
      'postgres://user:password@host:port/database, for several nodes (default: SQLite in the data directory)',
  },
  workers: {
    type: 'string',
    value: 'NUMBER',
    description:
      "processes of serve that share the port, or 'cores'; in production only (default: cores, and at most one for each 256 MiB of memory). SIGHUP restarts one after the other",
  },
  'master-key-file': {
    type: 'string',
    value: 'FILE',
    description:
      'what keys and secrets are sealed with: 32 bytes in base64 (default: master.key of the data directory)',
  },
  'master-key-command': {
    type: 'string',
    value: 'COMMAND',
    description: 'run by the shell at the start, within 30 seconds: prints the master key, e.g. what a KMS decrypts',
  },
  'previous-master-key-file': {
    type: 'string',
    value: 'FILE',
    description: 'the master key before this one, at the first start with a new one; see docs/operations.md',
  },
  region: { type: 'string', value: 'REGION', description: 'region of calls that name none (default us-east-1)' },
  origin: {
    type: 'string',
    multiple: true,
    value: 'URL',
    description: 'further origin under which clients reach this server, e.g. behind a port map',
  },
  upstream: {
    type: 'string',
    multiple: true,
    value: 'ORIGIN=URL',
    description: 'send integrations of this origin elsewhere, e.g. https://www.wikipedia.org=http://127.0.0.1:9000',
  },
  'private-integration': {
    type: 'string',
    multiple: true,
    value: 'ARN=URL',
    description: 'where private integrations with this listener or Cloud Map service lead, e.g. http://10.0.0.7:8080',
  },
  certificate: {
    type: 'string',
    multiple: true,
    value: 'CERTFILE=KEYFILE',
    description: 'certificate and key (PEM) for the names in it, e.g. of a custom domain (default: the local CA)',
  },
  'acme-domain': {
    type: 'string',
    multiple: true,
    value: 'NAME',
    description:
      "in production, order a certificate for this name, agreeing to the authority's terms; port 80 of it must lead here",
  },
  'acme-email': {
    type: 'string',
    value: 'ADDRESS',
    description: 'where the ACME authority writes to (default: nowhere)',
  },
  'acme-directory': {
    type: 'string',
    value: 'URL',
    description: "the ACME authority's directory (default https://acme-v02.api.letsencrypt.org/directory)",
  },
  truststore: {
    type: 'string',
    multiple: true,
    value: 'S3URI=FILE',
    description: 'certificates (PEM) behind the TruststoreUri of custom domains with mutual TLS',
  },
  'account-throttling': {
    type: 'string',
    value: 'RATE,BURST',
    description: 'requests a second, and at once, to all HTTP APIs of a region (default 10000,5000, as on AWS)',
  },
  'lambda-endpoint': {
    type: 'string',
    value: 'URL',
    description:
      "invoke Lambda functions here: any server that speaks Lambda's Invoke API, e.g. sam local start-lambda",
  },
  lambda: {
    type: 'string',
    multiple: true,
    value: 'FUNCTION=URL',
    description:
      'invoke this function (name or ARN) elsewhere; a URL with a path is the address of the invocation itself',
  },
  'access-log': {
    type: 'string',
    value: 'files|stdout',
    description:
      'write access logs of stages there too: files of the data directory, or standard output (default: log groups only)',
  },
  'allow-unsupported': {
    type: 'string',
    multiple: true,
    value: 'TYPE',
    description:
      'make nothing of resources of this type, e.g. AWS::DynamoDB::Table, instead of refusing their templates',
  },
  pin: {
    type: 'string',
    multiple: true,
    value: 'LOGICALID=ID',
    description:
      'id that this user pool, app client or HTTP API of a template gets when it is made, e.g. UserPool=us-east-1_abc123XYZ',
  },
  smtp: {
    type: 'string',
    variable: 'POOLGATE_SMTP_URL',
    value: 'URL',
    description: 'relay for mail, smtps://user:password@host (default: mail is kept for the inbox)',
  },
  'mail-from': { type: 'string', value: 'ADDRESS', description: 'sender of pools that have none; goes with --smtp' },
  'sms-webhook': {
    type: 'string',
    variable: 'POOLGATE_SMS_WEBHOOK_URL',
    value: 'URL',
    description: 'who sends text messages; POOLGATE_SMS_WEBHOOK_SECRET signs them (default: kept for the inbox)',
  },
  'drain-seconds': {
    type: 'string',
    value: 'SECONDS',
    description: 'say on /readyz that the server is leaving for so long, 5 at most, before it stops (default 0)',
  },
  metrics: {
    type: 'boolean',
    description: 'count and time what happens, for Prometheus at /metrics; POOLGATE_METRICS_TOKEN lets readers in',
  },
  'trusted-proxy': {
    type: 'string',
    multiple: true,
    value: 'CIDR',
    description: 'in production, proxy whose X-Forwarded-For is believed, e.g. 10.0.0.0/8',
  },
  'sign-ins-per-minute': {
    type: 'string',
    value: 'N',
    description: 'sign-in calls that one address may make in a minute (default: no limit)',
  },
  'max-connections': {
    type: 'string',
    value: 'N',
    description: 'connections at the same time, for each worker (default 10000)',
  },
  'audit-log': {
    type: 'string',
    value: 'FILE',
    description:
      'who did what, one line of JSON each; - for standard output (default: audit.log of a production server)',
  },
  log: { type: 'string', value: 'FORMAT', description: 'pretty or json (default: pretty on a terminal)' },
} as const satisfies Options

export type ServerValues = Values<typeof serverOptions>

/** What only the environment says: command lines and files are read by too many. */
export const secretVariables = {
  POOLGATE_MASTER_KEY:
    'what keys and secrets are sealed with: 32 bytes in base64; `--master-key-file` and `--master-key-command` go before it',
  POOLGATE_ROOT_ACCESS_KEY_ID: 'in production, the key that may do everything (default: made on first start)',
  POOLGATE_ROOT_SECRET_ACCESS_KEY: 'its secret, at least 32 characters',
  POOLGATE_METRICS_TOKEN: 'lets whoever sends `Authorization: Bearer TOKEN` read /metrics in production',
  POOLGATE_SMS_WEBHOOK_SECRET: 'signs what is sent to `--sms-webhook`',
} as const

/** The environment variable that says what an option does. */
export function variableOf(name: string, option: Option): string {
  return option.variable ?? `POOLGATE_${name.toUpperCase().replaceAll('-', '_')}`
}

export const defaultDataDir = '.poolgate'
