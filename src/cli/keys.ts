import { setTimeout as delay } from 'node:timers/promises'
import { askServer } from './ask-server.ts'
import { clientOptions, readEndpoint } from './client-environment.ts'
import { CommandError, defineCommand, type Io, UsageError } from './command.ts'

export const command = defineCommand({
  name: 'keys',
  summary: 'give a user pool new keys for its tokens, or the installation new ones for its secrets',
  usage: 'rotate --user-pool-id ID | rotate-master | reseal [options]',
  details: `Tokens of the earlier keys stay good until they expire, and the keys are published until then:

  poolgate keys rotate --user-pool-id us-east-1_AbCdEfGhI

A new master key in the data directory, and everything that is sealed sealed anew, while the server serves:

  poolgate keys rotate-master

Where the master key comes from elsewhere, or several nodes share a database, they are first restarted with a new one (see
docs/operations.md); then everything is sealed anew:

  poolgate keys reseal`,
  options: {
    'user-pool-id': { type: 'string', value: 'ID', description: 'rotate: the user pool' },
    'at-once': {
      type: 'boolean',
      description: 'rotate: drop the earlier keys now, as when they have leaked: every token they signed is refused',
    },
    port: clientOptions.port,
    endpoint: clientOptions.endpoint,
  },
  maxPositionals: 1,
  async run(values, [action], io) {
    const endpoint = readEndpoint(values)
    if (action === 'rotate') return rotatePoolKeys(endpoint, values, io)
    if (action !== 'rotate-master' && action !== 'reseal')
      throw new UsageError(`what to do with the keys? There are 'rotate', 'rotate-master' and 'reseal'`)
    if (values['user-pool-id'] !== undefined || values['at-once'] !== undefined)
      throw new UsageError(`--user-pool-id and --at-once go with 'rotate' only`)
    return changeKeyring(endpoint, action, io)
  },
})

interface PoolValues {
  readonly 'user-pool-id'?: string
  readonly 'at-once'?: boolean
}

async function rotatePoolKeys(
  endpoint: URL,
  { 'user-pool-id': userPoolId, 'at-once': atOnce = false }: PoolValues,
  io: Io,
): Promise<number> {
  if (userPoolId === undefined) throw new UsageError('--user-pool-id is missing: which user pool?')
  const { signing, retiring, message }: { signing?: unknown; retiring?: unknown; message?: unknown } = Object(
    await askServer(endpoint, io.env, '/_poolgate/rotate-keys', { userPoolId, atOnce }),
  )
  if (!Array.isArray(signing) || !Array.isArray(retiring))
    throw new CommandError(typeof message === 'string' ? message : 'the server did not rotate the keys')
  io.print(`signing from now on: ${signing.join(', ')}\n`)
  io.print(`published until their tokens have expired: ${retiring.join(', ') || 'none'}\n`)
  return 0
}

const pollMilliseconds = 500

/** Begins, and waits until it is done; the server goes on with it whatever becomes of this process. */
async function changeKeyring(endpoint: URL, action: 'rotate-master' | 'reseal', io: Io): Promise<number> {
  let state = await askKeyring(endpoint, action, io)
  if (action === 'rotate-master')
    io.print(`there is a new master key: master.key in the server's data directory. Copy it to where its copies are.
The one before is beside it, as master.key.previous: keep it with the backups that need it, away from here.\n`)
  while (state.isUnderWay) {
    await delay(pollMilliseconds)
    state = await askKeyring(endpoint, 'status', io)
  }
  if (state.failure !== undefined) throw new CommandError(state.failure)
  io.print(`sealed anew: ${state.values} values; nothing is sealed with the earlier keys any more\n`)
  return 0
}

async function askKeyring(endpoint: URL, action: string, io: Io) {
  const { isUnderWay, values, failure, message }: Readonly<Record<string, unknown>> = Object(
    await askServer(endpoint, io.env, '/_poolgate/keyring', { do: action }),
  )
  if (typeof isUnderWay !== 'boolean' || typeof values !== 'number')
    throw new CommandError(typeof message === 'string' ? message : 'the server did not change its keys')
  return { isUnderWay, values, ...(typeof failure === 'string' && { failure }) }
}
