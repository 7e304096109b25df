import type { KeyRotation } from '../key-rotation.ts'
import { type OperatorCommand, refuseOperator } from './operator.ts'

/** Changes the keys that everything is sealed with: `rotate-master`, `reseal`, or only says how far that is: `status`. */
export function keyringCommand(rotation: KeyRotation): OperatorCommand {
  const begin: Readonly<Record<string, () => Promise<string | undefined>>> = {
    'rotate-master': () => rotation.rotateMasterKey(),
    reseal: () => rotation.reseal(),
    status: async () => undefined,
  }
  return {
    action: 'ChangeKeyring',
    members: 'do: rotate-master, reseal or status',
    answer: async (question) => {
      const { do: what }: { do?: unknown } = question
      if (typeof what !== 'string' || !Object.hasOwn(begin, what)) return undefined
      const refusal = await begin[what]?.()
      return refusal === undefined ? { status: 200, body: rotation.status() } : refuseOperator(409, refusal)
    },
  }
}
