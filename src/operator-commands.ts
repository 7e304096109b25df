import { rotateSigningKeys } from './cognito/keys/rotate-signing-keys.ts'
import type { OperatorCommandName } from './http/classify.ts'
import type { HttpRequest } from './http/message.ts'
import { type OperatorAnswer, readOperatorQuestion, refuseOperator } from './operator-request.ts'

/** What this machine's operator can have a running server do: `POST /_poolgate/<name>`. */
export type OperatorCommands = Readonly<Record<OperatorCommandName, (request: HttpRequest) => Promise<OperatorAnswer>>>

type RotatesKeys = Parameters<typeof rotateSigningKeys>[0]

/** Gives a user pool new keys for its tokens. `atOnce`: the old ones are not to be trusted any more. */
export async function answerRotateKeys(
  request: HttpRequest,
  context: Omit<RotatesKeys, 'now'> & { readonly clock: { now(): Date } },
): Promise<OperatorAnswer> {
  const members = 'userPoolId and atOnce'
  const read = await readOperatorQuestion(request, members)
  if ('refusal' in read) return read.refusal
  const { userPoolId, atOnce }: { userPoolId?: unknown; atOnce?: unknown } = read.question
  if (typeof userPoolId !== 'string' || userPoolId.includes('\0') || typeof atOnce !== 'boolean')
    return refuseOperator(400, `the body is no JSON object with ${members}`)
  const rotation = await rotateSigningKeys({ ...context, now: context.clock.now() }, userPoolId, { atOnce })
  return rotation
    ? { status: 200, body: rotation }
    : refuseOperator(404, `User pool ${userPoolId.slice(0, 100)} does not exist.`)
}
