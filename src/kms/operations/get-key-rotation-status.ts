import { keyArn, requireKeyItself } from '../keys/keys.ts'
import type { Context, Input, Output } from '../service.ts'

/** A key that waits to be deleted does not rotate. */
export async function getKeyRotationStatus(
  { KeyId }: Input<'GetKeyRotationStatus'>,
  context: Context<'GetKeyRotationStatus'>,
): Promise<Output<'GetKeyRotationStatus'>> {
  const { id, rotation, deletion } = await requireKeyItself(context, KeyId)
  const isRotating = rotation !== undefined && deletion === undefined
  return {
    KeyId: keyArn(context, id),
    KeyRotationEnabled: isRotating,
    ...(isRotating && { RotationPeriodInDays: rotation.periodInDays, NextRotationDate: rotation.next }),
  }
}
