import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { defineCommand } from './command.ts'
import { defaultDataDir } from './server-options.ts'

export const command = defineCommand({
  name: 'inbox',
  summary: 'print the mail and text messages that user pools sent, newest last',
  usage: '[options]',
  options: {
    'data-dir': {
      type: 'string',
      value: 'DIR',
      description: `data directory of the server (default ${defaultDataDir})`,
    },
    to: { type: 'string', value: 'ADDRESS', description: 'only messages to this address or number' },
    last: { type: 'boolean', description: 'only the newest message' },
  },
  async run(values, _positionals, io) {
    const outbox = join(values['data-dir'] ?? defaultDataDir, 'outbox')
    const names = existsSync(outbox) ? readdirSync(outbox).filter((name) => /\.(eml|sms)$/.test(name)) : []
    const messages = names
      .toSorted()
      .map((name) => readFileSync(join(outbox, name), 'utf8').replaceAll('\r\n', '\n'))
      .filter((message) => values.to === undefined || message.includes(`\nTo: ${values.to}\n`))
    const shown = values.last ? messages.slice(-1) : messages
    io.print(shown.length > 0 ? shown.join(`\n${'-'.repeat(72)}\n\n`) : `no mail in ${outbox}\n`)
    return 0
  },
})
