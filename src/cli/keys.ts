import { askServer } from './ask-server.ts'
import { clientOptions, readEndpoint } from './client-environment.ts'
import { CommandError, defineCommand, UsageError } from './command.ts'

export const command = defineCommand({
  name: 'keys',
  summary: 'give a user pool new keys for its tokens',
  usage: 'rotate --user-pool-id ID [options]',
  details: `Tokens of the earlier keys stay good until they expire, and the keys are published until then:

  poolgate keys rotate --user-pool-id us-east-1_AbCdEfGhI`,
  options: {
    'user-pool-id': { type: 'string', value: 'ID', description: 'the user pool' },
    'at-once': {
      type: 'boolean',
      description: 'drop the earlier keys now, as when they have leaked: every token they signed is refused',
    },
    port: clientOptions.port,
    endpoint: clientOptions.endpoint,
  },
  maxPositionals: 1,
  async run(values, [action], io) {
    if (action !== 'rotate') throw new UsageError(`what to do with the keys? 'rotate' is what there is`)
    const userPoolId = values['user-pool-id']
    if (userPoolId === undefined) throw new UsageError('--user-pool-id is missing: which user pool?')
    const endpoint = readEndpoint(values)
    const question = { userPoolId, atOnce: values['at-once'] ?? false }
    const { signing, retiring, message }: { signing?: unknown; retiring?: unknown; message?: unknown } = Object(
      await askServer(endpoint, io.env, '/_poolgate/rotate-keys', question),
    )
    if (!Array.isArray(signing) || !Array.isArray(retiring))
      throw new CommandError(typeof message === 'string' ? message : 'the server did not rotate the keys')
    io.print(`signing from now on: ${signing.join(', ')}\n`)
    io.print(`published until their tokens have expired: ${retiring.join(', ') || 'none'}\n`)
    return 0
  },
})
