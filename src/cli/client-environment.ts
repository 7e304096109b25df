import { readFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { writeCaBundle } from '../http/bundle.ts'
import { CommandError, type Options, UsageError, type Values } from './command.ts'
import { findRunningServer } from './running-server.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** Options of the commands that lead other programs to a running server. */
export const clientOptions = {
  port: { type: 'string', value: 'PORT', description: 'port of the server on this machine (default 4566)' },
  endpoint: { type: 'string', value: 'URL', description: 'its URL instead, e.g. http://127.0.0.1:4566' },
  'data-dir': { type: 'string', value: 'DIR', description: 'its data directory (default: as the server says)' },
} as const satisfies Options

/** Finds the server, writes the bundle of authorities and resolves with the variables to set. */
export async function prepareClientEnvironment(
  values: Values<typeof clientOptions>,
  env: Environment,
): Promise<Record<string, string>> {
  const endpoint = readEndpoint(values)
  const server = await findRunningServer(endpoint)
  const dataDir = values['data-dir']
  const caFile = dataDir === undefined ? server.caFile : resolve(dataDir, 'ca.pem')
  if (caFile === undefined)
    throw new CommandError(`the server at ${endpoint.origin} did not say where its CA is; pass --data-dir`)
  const caPem = await readFile(caFile, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new CommandError(`the CA of the server, ${caFile}, cannot be read (${error.code}); pass --data-dir`)
  })
  const bundleFile = await writeCaBundle(dirname(caFile), caPem, trustedFiles(env)).catch(
    (error: NodeJS.ErrnoException) => {
      throw new CommandError(`${join(dirname(caFile), 'ca-bundle.pem')} cannot be written (${error.code})`)
    },
  )
  return clientEnvironment({ proxy: endpoint.origin, region: server.region, caFile, bundleFile, env })
}

/** Where the server is said to be. */
export function readEndpoint({ port, endpoint }: Pick<Values<typeof clientOptions>, 'port' | 'endpoint'>): URL {
  if (port !== undefined && endpoint !== undefined) throw new UsageError('--port and --endpoint exclude each other')
  if (port !== undefined && !(/^\d{1,5}$/u.test(port) && Number(port) >= 1 && Number(port) <= 65_535))
    throw new UsageError(`--port ${port} is not a port number`)
  const url = URL.parse(endpoint ?? `http://127.0.0.1:${port ?? 4566}`)
  // Many clients cannot speak TLS to a proxy; the tunnel inside is TLS all the same.
  if (url?.protocol !== 'http:') throw new UsageError(`--endpoint ${endpoint} is not an http:// URL`)
  return url
}

/** Variables that name a file of authorities in place of a client's own, AWS's first. */
const bundleVariables = ['AWS_CA_BUNDLE', 'CURL_CA_BUNDLE', 'REQUESTS_CA_BUNDLE', 'SSL_CERT_FILE'] as const

/** What the user trusts already, a company's own authority perhaps: the bundle replaces these files. */
function trustedFiles(env: Environment): string[] {
  return [...bundleVariables, 'NODE_EXTRA_CA_CERTS'].flatMap((name) => env[name] || [])
}

interface ClientEnvironmentInput {
  /** Origin of the server, as a proxy. */
  readonly proxy: string
  readonly region: string
  readonly caFile: string
  readonly bundleFile: string
  /** The environment that the variables are to be added to. */
  readonly env: Environment
}

/**
 * The variables that lead unmodified AWS clients, curl, Python and Node.js to us for the hosts that we emulate. What
 * the user has said about region, credentials and endpoints stands.
 */
export function clientEnvironment({ proxy, region, caFile, bundleFile, env }: ClientEnvironmentInput) {
  const noProxy = exemptions(env)
  const variables: Record<string, string> = {
    HTTPS_PROXY: proxy,
    https_proxy: proxy,
    NO_PROXY: noProxy,
    no_proxy: noProxy,
    ...Object.fromEntries(bundleVariables.map((name) => [name, bundleFile])),
    // Node.js adds these to its own; a file that the user had set there is in the bundle.
    NODE_EXTRA_CA_CERTS: env['NODE_EXTRA_CA_CERTS'] ? bundleFile : caFile,
    NODE_USE_ENV_PROXY: '1',
  }
  const ownRegion = env['AWS_REGION'] || env['AWS_DEFAULT_REGION'] || region
  if (!env['AWS_REGION']) variables['AWS_REGION'] = ownRegion
  if (!env['AWS_DEFAULT_REGION']) variables['AWS_DEFAULT_REGION'] = ownRegion
  if (!credentialVariables.some((name) => env[name])) {
    variables['AWS_ACCESS_KEY_ID'] = 'poolgate'
    variables['AWS_SECRET_ACCESS_KEY'] = 'poolgate'
    variables['AWS_EC2_METADATA_DISABLED'] = 'true'
  }
  return variables
}

/** By which the user can have said where credentials come from. */
const credentialVariables = [
  'AWS_ACCESS_KEY_ID',
  'AWS_PROFILE',
  'AWS_DEFAULT_PROFILE',
  'AWS_WEB_IDENTITY_TOKEN_FILE',
  'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
  'AWS_CONTAINER_CREDENTIALS_FULL_URI',
]

/** NO_PROXY, with this machine and without what would send calls for emulated hosts past us to AWS itself. */
function exemptions(env: Environment): string {
  const given = (env['no_proxy'] || env['NO_PROXY'] || '').split(',').map((entry) => entry.trim())
  const kept = given.filter(
    (entry) => entry !== '' && entry !== '*' && !/\.?amazon(?:aws|cognito)\.com(?::\d+)?$/iu.test(entry),
  )
  return [...new Set([...kept, 'localhost', '127.0.0.1', '::1'])].join(',')
}
