import type { SsmApi } from '../service.ts'
import { deleteParameter } from './delete-parameter.ts'
import { getParameter } from './get-parameter.ts'
import { putParameter } from './put-parameter.ts'

/** Every operation of `ssm` that poolgate has; the model names the others, which are refused by name. */
export const operations = {
  DeleteParameter: deleteParameter,
  GetParameter: getParameter,
  PutParameter: putParameter,
} satisfies Partial<SsmApi>
