import { askServer } from './ask-server.ts'
import { clientOptions, readEndpoint } from './client-environment.ts'
import { CommandError, defineCommand, UsageError } from './command.ts'

export const command = defineCommand({
  name: 'clock',
  summary: 'show or move the clock of a development server',
  usage: '[options]',
  details: `Tokens, codes, sessions and certificates expire by this clock, which goes on from where it is put. It is the
machine's again when the server is started anew. A server in production mode refuses:

  poolgate clock --advance 2h30m`,
  options: {
    advance: { type: 'string', value: 'DURATION', description: 'move it forward: 90s, 15m, 2h, 7d or 1d12h' },
    set: { type: 'string', value: 'TIME', description: 'put it to a time, e.g. 2030-01-01T00:00:00Z' },
    reset: { type: 'boolean', description: "have it be the machine's again" },
    port: clientOptions.port,
    endpoint: clientOptions.endpoint,
  },
  async run(values, _positionals, io) {
    const question = readQuestion(values)
    const { now, offsetMilliseconds, message }: { now?: unknown; offsetMilliseconds?: unknown; message?: unknown } =
      Object(await askServer(readEndpoint(values), io.env, '/_poolgate/clock', question))
    if (typeof now !== 'string' || typeof offsetMilliseconds !== 'number')
      throw new CommandError(typeof message === 'string' ? message : 'the server did not tell its time')
    const off = Math.round(offsetMilliseconds / 1000)
    const difference =
      off === 0 ? "the machine's" : `${Math.abs(off)} s ${off > 0 ? 'ahead of' : 'behind'} the machine's`
    io.print(`${now}  (${difference})\n`)
    return 0
  },
})

interface ClockValues {
  readonly advance?: string
  readonly set?: string
  readonly reset?: boolean
}

function readQuestion({ advance, set, reset }: ClockValues): object {
  if ([advance, set, reset].filter((value) => value !== undefined).length > 1)
    throw new UsageError('--advance, --set and --reset exclude each other')
  if (advance !== undefined) return { advanceMilliseconds: readDuration(advance, 'advance') }
  if (set !== undefined) {
    const time = new Date(set)
    if (Number.isNaN(time.getTime())) throw new UsageError(`--set ${set} is not a time such as 2030-01-01T00:00:00Z`)
    return { setTo: time.toISOString() }
  }
  return reset ? { reset: true } : {}
}

/** `1d2h3m4s`, any parts of it, in milliseconds. `option` is what a refusal names. */
export function readDuration(text: string, option: string): number {
  const [, ...parts] = /^(?:(\d{1,6})d)?(?:(\d{1,6})h)?(?:(\d{1,9})m)?(?:(\d{1,9})s)?$/.exec(text) ?? []
  const [days, hours, minutes, seconds] = parts.map((part) => Number(part ?? 0))
  if (text === '' || days === undefined || hours === undefined || minutes === undefined || seconds === undefined)
    throw new UsageError(`--${option} ${text} is not a duration such as 90s, 15m, 2h, 7d or 1d12h`)
  return (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000
}
