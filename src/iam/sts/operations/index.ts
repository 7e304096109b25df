import type { StsApi } from '../service.ts'
import { assumeRole } from './assume-role.ts'
import { getCallerIdentity } from './get-caller-identity.ts'

/** Every operation of `sts` that poolgate has; the model names the others, which are refused by name. */
export const operations = {
  AssumeRole: assumeRole,
  GetCallerIdentity: getCallerIdentity,
} satisfies Partial<StsApi>
