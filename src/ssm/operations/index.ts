import type { SsmApi } from '../service.ts'
import { addTagsToResource } from './add-tags-to-resource.ts'
import { deleteParameter } from './delete-parameter.ts'
import { describeParameters } from './describe-parameters.ts'
import { getParameter } from './get-parameter.ts'
import { listTagsForResource } from './list-tags-for-resource.ts'
import { putParameter } from './put-parameter.ts'
import { removeTagsFromResource } from './remove-tags-from-resource.ts'

/** Every operation of `ssm` that poolgate has; the model names the others, which are refused by name. */
export const operations = {
  AddTagsToResource: addTagsToResource,
  DeleteParameter: deleteParameter,
  DescribeParameters: describeParameters,
  GetParameter: getParameter,
  ListTagsForResource: listTagsForResource,
  PutParameter: putParameter,
  RemoveTagsFromResource: removeTagsFromResource,
} satisfies Partial<SsmApi>
