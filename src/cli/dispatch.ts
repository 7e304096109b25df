import { parseArgs } from 'node:util'
import { type Command, CommandError, type Io, type Options, UsageError, type Values } from './command.ts'
import { commandHelp, programHelp } from './help.ts'
import { version } from '../version.ts'

/** Loads a command's module only when it is asked for: `poolgate env` must not pay for the server. */
export type Commands = Readonly<Record<string, () => Promise<{ readonly command: Command }>>>

/**
 * Runs one command line (without the runtime and the script) and resolves with the exit code: the command's own, 2 for
 * a command line that makes no sense, 1 for what a command cannot do.
 */
export async function dispatch(args: readonly string[], commands: Commands, io: Io): Promise<number> {
  const [first, ...rest] = args
  if (first === '--version' || first === '-v') return print(io, `${version()}\n`)
  if (first === '--help' || first === '-h' || (first === 'help' && rest.length === 0))
    return print(io, programHelp(await loadAll(commands)))
  if (first === undefined) return refuse(io, programHelp(await loadAll(commands)).trimEnd())
  if (first.startsWith('-')) return refuse(io, `poolgate: unknown option ${first}\nRun 'poolgate --help' for usage.`)
  const name = first === 'help' ? rest[0]! : first
  const load = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (!load) return refuse(io, `poolgate: unknown command ${name} (there are ${Object.keys(commands).join(', ')})`)
  const { command } = await load()
  return first === 'help' ? print(io, commandHelp(command)) : runCommand(command, rest, io)
}

async function runCommand(command: Command, args: readonly string[], io: Io): Promise<number> {
  try {
    const { values, positionals } = parse(command, args)
    if (values['help'] === true) return print(io, commandHelp(command))
    return await command.run(values, positionals, io)
  } catch (error) {
    if (error instanceof UsageError)
      return refuse(io, `poolgate ${command.name}: ${error.message}\nRun 'poolgate ${command.name} --help' for usage.`)
    if (!(error instanceof CommandError)) throw error
    io.printError(`poolgate ${command.name}: ${error.message}\n`)
    return 1
  }
}

interface Parsed {
  readonly values: Values<Options>
  readonly positionals: readonly string[]
}

function parse(command: Command, args: readonly string[]): Parsed {
  const [own, wrapped] = command.wrapsCommand ? splitAtCommand(command, args) : [args, []]
  try {
    const { values, positionals } = parseArgs({ ...parseConfig(command), args: [...own], strict: true })
    if (positionals.length > (command.maxPositionals ?? 0))
      throw new UsageError(`unexpected argument ${positionals[command.maxPositionals ?? 0]}`)
    return { values: { ...values }, positionals: [...positionals, ...wrapped] }
  } catch (error) {
    throw asUsageError(error)
  }
}

function parseConfig(command: Command) {
  return {
    options: { ...command.options, help: { type: 'boolean', short: 'h' } },
    allowPositionals: true,
  } as const
}

/** Divides our own options from the command line that follows them: `--port 1 -- CMD -x` or `--port 1 CMD -x`. */
function splitAtCommand(command: Command, args: readonly string[]): [readonly string[], readonly string[]] {
  const { tokens } = parseArgs({ ...parseConfig(command), args: [...args], strict: false, tokens: true })
  const end = tokens.find((token) => token.kind !== 'option')
  if (!end) return [args, []]
  return [args.slice(0, end.index), args.slice(end.kind === 'positional' ? end.index : end.index + 1)]
}

/** parseArgs explains an error in several sentences; the first one says what is wrong. */
function asUsageError(error: unknown): unknown {
  const isParseError = error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')
  if (!isParseError) return error
  const [sentence = error.message] = error.message.split(/\.\s/u)
  return new UsageError(sentence.charAt(0).toLowerCase() + sentence.slice(1))
}

async function loadAll(commands: Commands): Promise<Command[]> {
  return Promise.all(Object.values(commands).map(async (load) => (await load()).command))
}

function print(io: Io, text: string): number {
  io.print(text)
  return 0
}

function refuse(io: Io, text: string): number {
  io.printError(`${text}\n`)
  return 2
}
