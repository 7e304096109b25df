import { fileURLToPath } from 'node:url'
import { type Outcome, run } from './run.ts'
import { temporaryDirectory } from './server.ts'

const program = fileURLToPath(import.meta.resolve('aws-cdk/bin/cdk'))

/**
 * The CDK's command line, pointed at a server by the environment alone, away from this machine's configuration. It keeps
 * account ids by access key in its home, so each server gets a home of its own.
 */
export function cdkFor(server: { readonly url: string }, more: NodeJS.ProcessEnv = {}) {
  const directory = temporaryDirectory()
  const environment = {
    AWS_ENDPOINT_URL: server.url,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_EC2_METADATA_DISABLED: 'true',
    CDK_HOME: directory,
    CDK_DISABLE_CLI_TELEMETRY: '1',
    CDK_DISABLE_VERSION_CHECK: '1',
    CI: '1',
    ...more,
  }
  const cdk = (...args: string[]): Promise<Outcome> =>
    run(process.execPath, [program, ...args, '--no-notices'], environment)
  return { cdk, directory }
}
