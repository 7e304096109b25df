import { existsSync, readFileSync, statSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { CommandError, type Options, UsageError, type Values } from './command.ts'
import type { Deployment } from './deploy-stack.ts'
import { packageFile } from '../ports/package-file.ts'

/** Where a template is looked for when none is named. */
export const defaultTemplates = [
  'template.yaml',
  'template.yml',
  'template.json',
  'stack.yaml',
  'stack.yml',
  'stack.json',
] as const

export const stackNameOption = {
  'stack-name': {
    type: 'string',
    value: 'NAME',
    description: "name of the stack (default: the template's directory)",
  },
} as const satisfies Options

/** The options of every command that takes a template. */
export const templateOptions = {
  ...stackNameOption,
  parameter: { type: 'string', multiple: true, value: 'K=V', description: 'value of a template parameter' },
} as const satisfies Options

/** The template as a stack. Throws CommandError when it cannot be read. */
export function deploymentOf(file: string, values: Values<typeof templateOptions>): Deployment {
  return {
    templateFile: file,
    templateBody: readTemplate(file),
    stackName: values['stack-name'] ?? nameAfter(file),
    parameters: readParameters(values.parameter ?? []),
  }
}

/** The name of the stack that `deploymentOf` would name; the template need not be there any more. */
export function stackNameOf(template: string | undefined, values: Values<typeof stackNameOption>): string {
  return values['stack-name'] ?? nameAfter(findTemplate(template))
}

/** The template that a command line names, or that is found here. */
export function findTemplate(template: string | undefined): string {
  if (template === undefined) return defaultTemplates.find((name) => existsSync(name)) ?? exampleTemplate()
  if (!statSync(template, { throwIfNoEntry: false })?.isDirectory()) return template
  const name = defaultTemplates.find((each) => existsSync(join(template, each)))
  if (name === undefined) throw new CommandError(`${template} has none of ${defaultTemplates.join(', ')}`)
  return join(template, name)
}

/** The example in the package. */
function exampleTemplate(): string {
  return fileURLToPath(packageFile('examples/cognito-http-api/stack.yaml'))
}

/** Throws CommandError when it cannot be read. */
export function readTemplate(file: string): string {
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

/** `NAME=VALUE`, as an option says it. */
export function readParameters(pairs: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const separator = pair.indexOf('=')
      if (separator < 1) throw new UsageError(`--parameter ${pair} must be NAME=VALUE`)
      return [pair.slice(0, separator), pair.slice(separator + 1)]
    }),
  )
}
