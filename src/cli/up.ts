import { existsSync, readFileSync } from 'node:fs'
import { basename, dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { CommandError, defineCommand, UsageError } from './command.ts'
import { deployStack, type Deployment } from './deploy-stack.ts'
import { nextSteps } from './next-steps.ts'
import { startOrExplain, stopSignal } from './run-server.ts'
import { readServerOptions, serverOptions } from './server-options.ts'

const defaultTemplates = ['template.yaml', 'template.yml', 'template.json', 'stack.yaml', 'stack.yml', 'stack.json']

export const command = defineCommand({
  name: 'up',
  summary: 'start the server, deploy a CloudFormation template and show each request',
  usage: '[TEMPLATE] [options]',
  details: `Without TEMPLATE it takes the first of ${defaultTemplates.join(', ')} in this directory, or else the example that comes with poolgate.`,
  maxPositionals: 1,
  options: {
    'stack-name': {
      type: 'string',
      value: 'NAME',
      description: "name of the stack (default: the template's directory)",
    },
    parameter: { type: 'string', multiple: true, value: 'K=V', description: 'value of a template parameter' },
    ...serverOptions,
  },
  async run(values, [template], io) {
    const file = template ?? defaultTemplates.find((name) => existsSync(name)) ?? exampleTemplate()
    const deployment = {
      templateFile: file,
      templateBody: readTemplate(file),
      stackName: values['stack-name'] ?? nameAfter(file),
      parameters: readParameters(values.parameter ?? []),
    } satisfies Deployment
    const options = readServerOptions({ ...values, log: values.log ?? 'pretty' }, (text) => io.print(text))
    const stopped = stopSignal()
    const server = await startOrExplain(options)
    try {
      const stack = await deployStack(server, deployment)
      io.print(nextSteps(server, stack))
      await stopped
    } finally {
      await server.close()
    }
    return 0
  },
})

/** The example in the package: two folders up from `src/cli` and from `dist/cli` alike. */
function exampleTemplate(): string {
  return fileURLToPath(new URL('../../examples/cognito-http-api/stack.yaml', import.meta.url))
}

function readTemplate(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new CommandError(
      `cannot read the template ${file}: ${error instanceof Error ? error.message : String(error)}`,
    )
  }
}

/** Stack names are letters, digits and hyphens, and begin with a letter. */
function nameAfter(file: string): string {
  const name = basename(dirname(resolve(file)))
    .replace(/[^A-Za-z0-9-]+/g, '-')
    .replace(/^[^A-Za-z]+/, '')
  return name === '' ? 'poolgate' : name.slice(0, 128)
}

function readParameters(pairs: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const separator = pair.indexOf('=')
      if (separator < 1) throw new UsageError(`--parameter ${pair} must be NAME=VALUE`)
      return [pair.slice(0, separator), pair.slice(separator + 1)]
    }),
  )
}
