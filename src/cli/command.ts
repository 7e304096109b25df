/** An option of a command: what node:util's parseArgs needs, and what `--help` says about it. */
export interface Option {
  readonly type: 'string' | 'boolean'
  readonly multiple?: boolean
  readonly short?: string
  /** How `--help` names the value of a string option: `PORT`, `K=V`. */
  readonly value?: string
  readonly description: string
  /** The environment variable that says the same, where its name does not follow from the option's. */
  readonly variable?: string
}

export type Options = Readonly<Record<string, Option>>

/** What parsing the options of a command yields; an option that was not given is absent. */
export type Values<Of extends Options> = { readonly [Name in keyof Of]?: ValueOf<Of[Name]> }
type ValueOf<Of extends Option> = Of extends { readonly multiple: true }
  ? readonly ScalarOf<Of>[]
  : Of extends { readonly type: string; readonly multiple?: false }
    ? ScalarOf<Of>
    : ScalarOf<Of> | readonly ScalarOf<Of>[]
type ScalarOf<Of extends Option> = { readonly string: string; readonly boolean: boolean }[Of['type']]

/** The part of the process that a command may touch, so that tests can watch it. */
export interface Io {
  readonly env: Readonly<Record<string, string | undefined>>
  /** Writes to standard output; the line ending is the caller's. */
  print(text: string): void
  /** Writes to standard error. */
  printError(text: string): void
}

/** One command of the `poolgate` program. */
export interface Command<Of extends Options = Options> {
  readonly name: string
  /** One line for `poolgate --help`. */
  readonly summary: string
  /** What follows the name on the usage line: `[options] [TEMPLATE]`. */
  readonly usage: string
  /** Paragraphs or examples that `--help` prints below the options. */
  readonly details?: string
  readonly options: Of
  /** How many positional arguments it takes at most; none when left out. */
  readonly maxPositionals?: number
  /** Everything from the first positional argument (or `--`) on is another program's command line, left as it is. */
  readonly wrapsCommand?: boolean
  /**
   * Resolves with the exit code.
   * Throws UsageError (exit code 2) or CommandError (exit code 1) for what the user can put right; anything else is a
   * bug and shows its stack.
   */
  run(values: Values<Of>, positionals: readonly string[], io: Io): Promise<number>
}

/** Declares a command so that `run` sees the exact type of each of its options. */
export function defineCommand<const Of extends Options>(command: Command<Of>): Command {
  return command
}

/** The command line itself is wrong. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** The command line is right and the command cannot do it; the message says why and what to do. */
export class CommandError extends Error {
  override readonly name = 'CommandError'
}
