import type { Fails } from '../../wire/operation.ts'
import type { KeyRecord } from '../store.ts'
import { keyArn, type Place } from './keys.ts'

/** Refuses with InvalidKeyUsageException what a symmetric key does not do. */
export function checkAlgorithm(
  context: Place & Fails<'InvalidKeyUsageException'>,
  key: KeyRecord,
  algorithm = 'SYMMETRIC_DEFAULT',
): void {
  if (algorithm !== 'SYMMETRIC_DEFAULT')
    context.fail(
      'InvalidKeyUsageException',
      `${keyArn(context, key.id)} key spec is SYMMETRIC_DEFAULT which is incompatible with the algorithm ${algorithm}.`,
    )
}
