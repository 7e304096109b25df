import { clientOptions, prepareClientEnvironment } from './client-environment.ts'
import { defineCommand } from './command.ts'

export const command = defineCommand({
  name: 'env',
  summary: "print the environment of 'poolgate exec' for a shell",
  usage: '[options]',
  details: `Example:
  eval "$(poolgate env)"
`,
  options: {
    ...clientOptions,
    json: { type: 'boolean', description: 'as a JSON object instead of export lines' },
  },
  run: async ({ json, ...values }, _positionals, io) => {
    const variables = await prepareClientEnvironment(values, io.env)
    io.print(json ? `${JSON.stringify(variables, null, 2)}\n` : exportLines(variables))
    return 0
  },
})

/** In the quotes of a POSIX shell, in which only the quote itself means something. */
export function exportLines(variables: Readonly<Record<string, string>>): string {
  return Object.entries(variables)
    .map(([name, value]) => `export ${name}='${value.replaceAll("'", String.raw`'\''`)}'\n`)
    .join('')
}
