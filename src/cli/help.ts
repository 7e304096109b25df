import type { Command, Option } from './command.ts'

/** What `poolgate --help` prints. */
export function programHelp(commands: readonly Command[]): string {
  return [
    'Usage: poolgate <command> [options]',
    '',
    'Amazon Cognito user pools and API Gateway HTTP APIs, self-hosted.',
    '',
    'Commands:',
    ...table(commands.map(({ name, summary }) => [name, summary])),
    '',
    'Options:',
    ...table([
      ['-h, --help', 'show this'],
      ['-v, --version', 'show the version'],
    ]),
    '',
    "Run 'poolgate <command> --help' for the options of a command.",
    '',
  ].join('\n')
}

/** What `poolgate <command> --help` prints, made from the command's own declaration. */
export function commandHelp({ name, summary, usage, details, options }: Command): string {
  const rows = Object.entries(options).map(([name, option]): [string, string] => [
    flag(name, option),
    option.description,
  ])
  return [
    `Usage: poolgate ${name} ${usage}`.trimEnd(),
    '',
    summary,
    '',
    'Options:',
    ...table([...rows, ['-h, --help', 'show this']]),
    ...(details === undefined ? [] : ['', details.trimEnd()]),
    '',
  ].join('\n')
}

function flag(name: string, { short, type, value = 'VALUE', multiple }: Option): string {
  const flag = `${short === undefined ? '' : `-${short}, `}--${name}`
  return `${flag}${type === 'string' ? ` ${value}` : ''}${multiple ? ' ...' : ''}`
}

function table(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([left]) => left.length))
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`)
}
