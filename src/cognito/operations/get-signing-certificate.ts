import { signingCertificate } from '../keys/signing-certificate.ts'
import { requirePool } from '../pools/pools.ts'
import type { Context, Input, Output } from '../service.ts'

export async function getSigningCertificate(
  input: Input<'GetSigningCertificate'>,
  context: Context<'GetSigningCertificate'>,
): Promise<Output<'GetSigningCertificate'>> {
  const pool = await requirePool(context, input.UserPoolId)
  return { Certificate: await signingCertificate(context, pool.id) }
}
