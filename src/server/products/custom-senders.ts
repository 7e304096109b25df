import type { DataKeys, SenderCall, Senders } from '../../cognito/triggers/custom-sender.ts'
import type { Ground } from '../ground.ts'
import type { KmsClient } from '../../kms/service.ts'
import type { Functions } from '../../ports/functions.ts'
import { ApiError } from '../../wire/operation.ts'
import { inProcessClient, type Service } from '../../wire/service.ts'

/** Who sends a message talks to mail relays and the like: longer than other triggers may take. */
const timeoutMs = 30_000

/** Tells functions to send messages. */
export function functionSenders(functions: Pick<Functions, 'invoke'>): Senders {
  return {
    send: async ({ functionArn, event }: SenderCall) => {
      const invocation = await functions.invoke(functionArn, event, { timeoutMs })
      if (invocation.kind === 'failure') throw new Error(invocation.error)
      // What a function says of its error may quote the event.
      if (invocation.kind === 'function-error') throw new Error('the function ended with an error')
    },
  }
}

/** The keys of this server's KMS, for Cognito itself: who sets a pool's key is asked whether they may. */
export function kmsDataKeys(
  keys: Service,
  { clock, random, accountId }: Pick<Ground['runtime'], 'clock' | 'random' | 'accountId'>,
): DataKeys {
  const clientFor = (keyArn: string) =>
    inProcessClient<KmsClient>(keys, () => ({
      requestId: random.uuid(),
      now: clock.now(),
      region: keyArn.split(':')[3] ?? '',
      accountId,
      sourceIp: '127.0.0.1',
    }))
  return {
    findKeyArn: async (keyArn) => {
      try {
        return (await clientFor(keyArn).DescribeKey({ KeyId: keyArn })).KeyMetadata?.Arn
      } catch (error) {
        if (error instanceof ApiError && error.code === 'NotFoundException') return undefined
        throw error
      }
    },
    make: async (keyArn, EncryptionContext) => {
      const client = clientFor(keyArn)
      const made = await client.GenerateDataKey({ KeyId: keyArn, KeySpec: 'AES_256', EncryptionContext })
      const { Plaintext: plaintext, CiphertextBlob: ciphertext, KeyId } = made
      if (!plaintext || !ciphertext || KeyId === undefined) throw new Error('KMS made no data key')
      return { plaintext, ciphertext, keyArn: KeyId }
    },
  }
}
