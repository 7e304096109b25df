import { describeRole, requireRole } from '../roles/roles.ts'
import type { Context, Input, Output } from '../service.ts'

export async function getRole(input: Input<'GetRole'>, context: Context<'GetRole'>): Promise<Output<'GetRole'>> {
  return { Role: describeRole(context, await requireRole(context, input.RoleName)) }
}
