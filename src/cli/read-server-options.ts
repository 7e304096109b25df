import { availableParallelism } from 'node:os'
import type { PoolgateOptions } from '../server/poolgate-options.ts'
import { isNetwork } from '../ports/client-address.ts'
import { UsageError } from './command.ts'
import { readMasterKeys } from './read-master-keys.ts'
import { readLog, readMetrics, readTraces } from './read-telemetry-options.ts'
import { defaultDataDir, type ServerValues } from './server-options.ts'

const defaultPort = 4566

/**
 * Reads the options, and the secrets that only the environment has; throws UsageError for those that make no sense.
 * @param values from all sources (`gather-server-values.ts`)
 */
export function readServerOptions(
  values: ServerValues,
  print: (text: string) => void,
  env: Readonly<Record<string, string | undefined>> = process.env,
): PoolgateOptions {
  return {
    port: values.port === undefined ? defaultPort : readPort(values.port),
    dataDir: values['data-dir'] ?? defaultDataDir,
    log: readLog(values.log, print),
    upstreams: readUpstreams(values.upstream ?? []),
    origins: readOrigins(values.origin ?? []),
    privateIntegrations: readPrivateIntegrations(values['private-integration'] ?? []),
    certificates: readCertificates(values.certificate ?? []),
    ...readAcme(values['acme-domain'], values['acme-directory'], values['acme-email']),
    truststores: readTruststores(values.truststore ?? []),
    lambdas: readLambdas(values.lambda ?? []),
    ...readLambdaCredentials(env),
    allowUnsupported: readResourceTypes(values['allow-unsupported'] ?? []),
    pins: readPins(values.pin ?? []),
    ...(values['lambda-endpoint'] !== undefined && { lambdaEndpoint: readLambdaEndpoint(values['lambda-endpoint']) }),
    ...readAccountThrottling(values['account-throttling']),
    ...readAccessLog(values['access-log'], print),
    ...readDatabase(values.database),
    ...(values.workers !== undefined && { workers: readWorkers(values.workers) }),
    ...readMasterKeys(values, env),
    ...readSmtp(values.smtp, values['mail-from']),
    ...readSmsWebhook(values['sms-webhook'], env['POOLGATE_SMS_WEBHOOK_SECRET']),
    ...(values.host !== undefined && { host: values.host }),
    ...(values.production === true && { mode: 'production', ...readRootAccessKey(env) }),
    ...(values['allow-private-targets'] === true && { allowPrivateTargets: true }),
    ...(values['drain-seconds'] !== undefined && { drainSeconds: readDrainSeconds(values['drain-seconds']) }),
    ...readTrustedProxies(values['trusted-proxy']),
    ...(values['sign-ins-per-minute'] !== undefined && {
      signInsPerMinute: readCount('sign-ins-per-minute', values['sign-ins-per-minute']),
    }),
    ...(values['max-connections'] !== undefined && {
      maxConnections: readCount('max-connections', values['max-connections']),
    }),
    ...(values['audit-log'] !== undefined && { auditLog: values['audit-log'] }),
    ...readMetrics(values.metrics, env['POOLGATE_METRICS_TOKEN']),
    ...readTraces(env),
    ...(values.region !== undefined && { region: readRegion(values.region) }),
  }
}

/** What the ids may be depends on the types, and is checked when they are made. */
function readPins(pairs: readonly string[]): Record<string, string> {
  const pins = pairs.map((pair): [string, string] => {
    const [, logicalId, id] = /^([A-Za-z0-9]+)=(\S+)$/.exec(pair) ?? []
    if (logicalId === undefined || id === undefined) throw new UsageError(`--pin ${pair} must be LOGICALID=ID`)
    return [logicalId, id]
  })
  const twice = pins.find(([logicalId], index) => pins.findIndex(([other]) => other === logicalId) < index)
  if (twice) throw new UsageError(`--pin names ${twice[0]} twice`)
  return Object.fromEntries(pins)
}

function readAccessLog(to: string | undefined, print: (text: string) => void): Pick<PoolgateOptions, 'accessLog'> {
  if (to === undefined) return {}
  if (to !== 'files' && to !== 'stdout') throw new UsageError('--access-log must be files or stdout')
  return { accessLog: to === 'files' ? to : print }
}

function readSmtp(url: string | undefined, from: string | undefined): Pick<PoolgateOptions, 'smtp' | 'mailFrom'> {
  if (url === undefined && from === undefined) return {}
  // A relay takes no mail from an address that is not its customer's.
  if (url === undefined || from === undefined) throw new UsageError('--smtp and --mail-from go together')
  const parsed = URL.parse(url)
  if ((parsed?.protocol !== 'smtp:' && parsed?.protocol !== 'smtps:') || parsed.hostname === '')
    throw new UsageError('--smtp must be of the form smtps://user:password@host:port')
  if (!/^[^\r\n]*[^\s@]@[^\s@]+$/.test(from)) throw new UsageError(`--mail-from ${from} is not an e-mail address`)
  return { smtp: url, mailFrom: from }
}

function readSmsWebhook(url: string | undefined, secret: string | undefined): Pick<PoolgateOptions, 'smsWebhook'> {
  if (url === undefined) return {}
  const protocol = URL.parse(url)?.protocol
  if (protocol !== 'http:' && protocol !== 'https:')
    throw new UsageError(`--sms-webhook ${url} is not an http(s):// URL`)
  if (!secret) throw new UsageError('--sms-webhook needs the secret that signs messages in POOLGATE_SMS_WEBHOOK_SECRET')
  return { smsWebhook: { url, secret } }
}

function readAccountThrottling(text: string | undefined): Pick<PoolgateOptions, 'accountThrottling'> {
  if (text === undefined) return {}
  const [, rate, burst] = /^(\d{1,9}),(\d{1,9})$/.exec(text) ?? []
  if (rate === undefined) throw new UsageError('--account-throttling must be of the form RATE,BURST, e.g. 20000,10000')
  return { accountThrottling: { rate: Number(rate), burst: Number(burst) } }
}

function readDatabase(url: string | undefined): Pick<PoolgateOptions, 'database'> {
  if (url === undefined) return {}
  const protocol = URL.parse(url)?.protocol
  if (protocol !== 'postgres:' && protocol !== 'postgresql:')
    throw new UsageError('--database must be of the form postgres://user:password@host:port/database')
  return { database: url }
}

/** The root access key of the environment, which must be whole. */
function readRootAccessKey(env: Readonly<Record<string, string | undefined>>): Pick<PoolgateOptions, 'rootAccessKey'> {
  const { POOLGATE_ROOT_ACCESS_KEY_ID: accessKeyId, POOLGATE_ROOT_SECRET_ACCESS_KEY: secretAccessKey } = env
  if (accessKeyId === undefined && secretAccessKey === undefined) return {}
  if (!/^\w{16,128}$/.test(accessKeyId ?? '') || (secretAccessKey ?? '').length < 32)
    throw new UsageError(
      'POOLGATE_ROOT_ACCESS_KEY_ID must have 16 to 128 letters and digits, POOLGATE_ROOT_SECRET_ACCESS_KEY at least 32 characters',
    )
  return { rootAccessKey: { accessKeyId: accessKeyId ?? '', secretAccessKey: secretAccessKey ?? '' } }
}

function readPort(text: string): number {
  const port = Number(text)
  if (!/^\d{1,5}$/.test(text) || port > 65_535) throw new UsageError(`--port ${text} is not a port number`)
  return port
}

function readDrainSeconds(text: string): number {
  if (!/^[0-5]$/.test(text)) throw new UsageError(`--drain-seconds ${text} is no whole number from 0 to 5`)
  return Number(text)
}

function readWorkers(text: string): number {
  if (text === 'cores') return availableParallelism()
  if (!/^[1-9]\d{0,2}$/.test(text))
    throw new UsageError(`--workers ${text} is no whole number from 1 to 999, nor cores`)
  return Number(text)
}

function readCount(name: string, text: string): number {
  if (!/^[1-9]\d{0,6}$/.test(text)) throw new UsageError(`--${name} ${text} is no whole number from 1 to 9999999`)
  return Number(text)
}

function readTrustedProxies(networks: readonly string[] | undefined): Pick<PoolgateOptions, 'trustedProxies'> {
  if (networks === undefined) return {}
  for (const network of networks)
    if (!isNetwork(network)) throw new UsageError(`--trusted-proxy ${network} is no address and no CIDR block`)
  return { trustedProxies: networks }
}

function readRegion(text: string): string {
  if (!/^[a-z]{2,4}(-[a-z]+){1,3}-\d{1,2}$/.test(text)) throw new UsageError(`--region ${text} is not an AWS region`)
  return text
}

/** `ORIGIN=URL` pairs as a map from origin to the origin that is called instead. */
function readUpstreams(pairs: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const separator = pair.indexOf('=', pair.indexOf('://'))
      const from = originOf(pair.slice(0, Math.max(separator, 0)))
      const to = originOf(pair.slice(separator + 1))
      if (separator < 0 || !from || !to)
        throw new UsageError(`--upstream ${pair} must be ORIGIN=URL, both of the form http(s)://host[:port]`)
      return [from, to]
    }),
  )
}

/** `ARN=URL` pairs as a map from the ARN to the origin that is called. */
function readPrivateIntegrations(pairs: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const [, arn, url = ''] =
        /^(arn:aws[a-z-]*:(?:elasticloadbalancing|servicediscovery):[^=?\s]+)=(.+)$/.exec(pair) ?? []
      const origin = originOf(url)
      if (arn === undefined || !origin)
        throw new UsageError(
          `--private-integration ${pair} must be ARN=URL: a listener or a Cloud Map service, and http(s)://host[:port]`,
        )
      return [arn, origin]
    }),
  )
}

function readCertificates(pairs: readonly string[]): { readonly certFile: string; readonly keyFile: string }[] {
  return pairs.map((pair) => {
    const [, certFile, keyFile] = /^([^=]+)=([^=]+)$/.exec(pair) ?? []
    if (certFile === undefined || keyFile === undefined)
      throw new UsageError(`--certificate ${pair} must be CERTFILE=KEYFILE`)
    return { certFile, keyFile }
  })
}

function readAcme(
  names: readonly string[] | undefined,
  directory = 'https://acme-v02.api.letsencrypt.org/directory',
  email?: string,
): Pick<PoolgateOptions, 'acme'> {
  if (names === undefined) {
    if (email !== undefined) throw new UsageError('--acme-email goes with --acme-domain')
    return {}
  }
  const domains = names.map((name) => name.toLowerCase())
  // The label at the end is no number: authorities certify names, and a wildcard takes a challenge by DNS.
  const wrong = domains.find(
    (name) => !/^(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*$/.test(name),
  )
  if (wrong !== undefined) throw new UsageError(`--acme-domain ${wrong} is no host name such as api.example.com`)
  if (!/^(?:https:\/\/|http:\/\/(?:127\.0\.0\.1|localhost)[:/])/.test(directory))
    throw new UsageError(`--acme-directory ${directory} is no https:// URL`)
  if (email !== undefined && !/^[^\s@<>,?]+@[^\s@<>,?]+$/.test(email))
    throw new UsageError(`--acme-email ${email} is not an e-mail address`)
  return { acme: { domains, directory, ...(email !== undefined && { email }) } }
}

/** `S3URI=FILE` pairs as a map from the URI to the file. */
function readTruststores(pairs: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const [, uri, file] = /^(s3:\/\/[^=]+)=(.+)$/.exec(pair) ?? []
      if (uri === undefined || file === undefined)
        throw new UsageError(`--truststore ${pair} must be S3URI=FILE, e.g. s3://bucket/clients.pem=clients.pem`)
      return [uri, file]
    }),
  )
}

function readOrigins(texts: readonly string[]): string[] {
  return texts.map((text) => {
    const origin = originOf(text)
    if (!origin) throw new UsageError(`--origin ${text} must be of the form http(s)://host[:port]`)
    return origin
  })
}

/** AWS's own variables: they sign invocations by AWS's own Lambda, and nothing else. */
function readLambdaCredentials(
  env: Readonly<Record<string, string | undefined>>,
): Pick<PoolgateOptions, 'lambdaCredentials'> {
  const {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
  } = env
  if (!accessKeyId || !secretAccessKey) return {}
  return { lambdaCredentials: { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) } }
}

function readLambdaEndpoint(text: string): string {
  if (!isInvocationUrl(text)) throw new UsageError(`--lambda-endpoint ${text} must be an http(s) URL`)
  return text
}

/** `FUNCTION=URL` pairs as a map from function name or ARN to where it is invoked. */
function readLambdas(pairs: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const [, name, url] = /^([\w:-]+)=(.+)$/.exec(pair) ?? []
      if (name === undefined || url === undefined || !isInvocationUrl(url))
        throw new UsageError(`--lambda ${pair} must be FUNCTION=URL: the function's name or ARN and an http(s) URL`)
      return [name, url]
    }),
  )
}

function readResourceTypes(types: readonly string[]): readonly string[] {
  const wrong = types.find((type) => !/^(?:\w+::\w+::\w+(?:::MODULE)?|Custom::[\w@-]+)$/.test(type))
  if (wrong !== undefined)
    throw new UsageError(`--allow-unsupported ${wrong} is no resource type of the form AWS::Service::Resource`)
  return types
}

function isInvocationUrl(text: string): boolean {
  const url = URL.parse(text)
  return (url?.protocol === 'http:' || url?.protocol === 'https:') && url.username === '' && url.hash === ''
}

/** The origin of an http(s) URL that is nothing else: no path, no user. */
function originOf(text: string): string | undefined {
  if (!URL.canParse(text)) return undefined
  const url = new URL(text)
  const bare = url.pathname === '/' && url.search === '' && url.hash === '' && url.username === ''
  return bare && (url.protocol === 'http:' || url.protocol === 'https:') ? url.origin : undefined
}
