import { readFile } from 'node:fs/promises'
import { type Option, UsageError } from './command.ts'
import { serverOptions, type ServerValues, variableOf } from './server-options.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** What one source says, by the name of the option. */
type Given = Readonly<Record<string, unknown>>

const options: Readonly<Record<string, Option>> = serverOptions

/**
 * What the command line, the environment and the configuration file say, in this order of precedence: an option that one
 * says is taken from it alone. Throws UsageError for what makes no sense in a source.
 * @param flags may have options of the command besides those of the server, which are left out
 */
export async function gatherServerValues(flags: Given, env: Environment): Promise<ServerValues> {
  const outer = { ...readEnvironment(env), ...pickOptions(flags) }
  const { config: file } = outer
  const values: Given = { ...(typeof file === 'string' && (await readConfiguration(file))), ...outer }
  // Every source was held to the types that the options declare.
  return values
}

function pickOptions(flags: Given): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(flags).filter(([name, value]) => Object.hasOwn(options, name) && value !== undefined),
  )
}

/** Several values of one variable are separated by white space; an empty variable says nothing. */
function readEnvironment(env: Environment): Record<string, unknown> {
  const given: Record<string, unknown> = {}
  for (const [name, option] of Object.entries(options)) {
    const variable = variableOf(name, option)
    const text = env[variable]?.trim() ?? ''
    if (text === '') continue
    if (option.type === 'boolean') given[name] = readFlag(variable, text)
    else given[name] = option.multiple ? text.split(/\s+/) : text
  }
  return given
}

function readFlag(variable: string, text: string): boolean {
  if (text === 'true' || text === '1') return true
  if (text === 'false' || text === '0') return false
  throw new UsageError(`${variable} must be true or false, not ${text}`)
}

async function readConfiguration(file: string): Promise<Record<string, unknown>> {
  const document = await parse(file)
  if (typeof document !== 'object' || document === null || Array.isArray(document))
    throw new UsageError(`--config ${file} must hold options by their names`)
  return Object.fromEntries(
    Object.entries(document).map(([name, value]) => {
      const option = name !== 'config' && Object.hasOwn(options, name) ? options[name] : undefined
      if (!option) throw new UsageError(`--config ${file}: there is no option ${name}; see docs/configuration.md`)
      return [name, readMember(file, name, option, value)]
    }),
  )
}

async function parse(file: string): Promise<unknown> {
  try {
    const text = await readFile(file, 'utf8')
    if (file.endsWith('.json')) return JSON.parse(text)
    const yaml = await import('yaml')
    return yaml.parse(text)
  } catch (error) {
    throw new UsageError(`--config ${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`)
  }
}

/** A member has the type of its option; a list stands for several values, and a map for several `KEY=VALUE`. */
function readMember(file: string, name: string, option: Option, value: unknown): boolean | string | string[] {
  const refuse = (wanted: string): never => {
    throw new UsageError(`--config ${file}: ${name} must be ${wanted}`)
  }
  if (option.type === 'boolean') return typeof value === 'boolean' ? value : refuse('true or false')
  if (!option.multiple) return readScalar(value) ?? refuse('a text or a number')
  if (Array.isArray(value)) return value.map((item) => readScalar(item) ?? refuse('a list of texts'))
  if (typeof value !== 'object' || value === null || option.value?.includes('=') !== true)
    return refuse(option.value?.includes('=') ? `a list of ${option.value}, or a map` : 'a list')
  return Object.entries(value).map(([key, item]) => `${key}=${readScalar(item) ?? refuse('a map of texts')}`)
}

function readScalar(value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined
}
