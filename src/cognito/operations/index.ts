import type { CognitoIdp } from '../service.ts'
import { addCustomAttributes } from './add-custom-attributes.ts'
import { createUserPool } from './create-user-pool.ts'
import { deleteUserPool } from './delete-user-pool.ts'
import { describeUserPool } from './describe-user-pool.ts'
import { getUserPoolMfaConfig } from './get-user-pool-mfa-config.ts'
import { listTagsForResource } from './list-tags-for-resource.ts'
import { listUserPools } from './list-user-pools.ts'
import { tagResource } from './tag-resource.ts'
import { untagResource } from './untag-resource.ts'
import { updateUserPool } from './update-user-pool.ts'

/** The operations of `cognito-idp` that poolgate implements. */
export const operations = {
  AddCustomAttributes: addCustomAttributes,
  CreateUserPool: createUserPool,
  DeleteUserPool: deleteUserPool,
  DescribeUserPool: describeUserPool,
  GetUserPoolMfaConfig: getUserPoolMfaConfig,
  ListTagsForResource: listTagsForResource,
  ListUserPools: listUserPools,
  TagResource: tagResource,
  UntagResource: untagResource,
  UpdateUserPool: updateUserPool,
} satisfies Partial<CognitoIdp>
