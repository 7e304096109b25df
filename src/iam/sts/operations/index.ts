import type { StsApi } from '../service.ts'
import { getCallerIdentity } from './get-caller-identity.ts'

/** Every operation of `sts` that poolgate has; the model names the others, which are refused by name. */
export const operations = {
  GetCallerIdentity: getCallerIdentity,
} satisfies Partial<StsApi>
