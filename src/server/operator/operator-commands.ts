import { rotateSigningKeys } from '../../cognito/keys/rotate-signing-keys.ts'
import type { OperatorCommandName } from '../../http/classify.ts'
import { type OperatorCommand, refuseOperator } from './operator.ts'

/** Everything that the operator can ask. */
export type OperatorCommands = Readonly<Record<OperatorCommandName, OperatorCommand>>

type RotatesKeys = Parameters<typeof rotateSigningKeys>[0]

/** Gives a user pool new keys for its tokens. `atOnce`: the old ones are not to be trusted any more. */
export function rotateKeysCommand(
  context: Omit<RotatesKeys, 'now'> & { readonly clock: { now(): Date } },
): OperatorCommand {
  return {
    action: 'RotateKeys',
    members: 'userPoolId and atOnce',
    answer: async (question) => {
      const { userPoolId, atOnce }: { userPoolId?: unknown; atOnce?: unknown } = question
      if (typeof userPoolId !== 'string' || userPoolId.includes('\0') || typeof atOnce !== 'boolean') return undefined
      const rotation = await rotateSigningKeys({ ...context, now: context.clock.now() }, userPoolId, { atOnce })
      return rotation
        ? { status: 200, body: rotation }
        : refuseOperator(404, `User pool ${userPoolId.slice(0, 100)} does not exist.`)
    },
  }
}
