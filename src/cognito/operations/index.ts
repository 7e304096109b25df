import type { CognitoIdp } from '../service.ts'
import { addCustomAttributes } from './add-custom-attributes.ts'
import { createUserPoolClient } from './create-user-pool-client.ts'
import { createUserPool } from './create-user-pool.ts'
import { deleteUserPoolClient } from './delete-user-pool-client.ts'
import { deleteUserPool } from './delete-user-pool.ts'
import { describeUserPoolClient } from './describe-user-pool-client.ts'
import { describeUserPool } from './describe-user-pool.ts'
import { getUserPoolMfaConfig } from './get-user-pool-mfa-config.ts'
import { listTagsForResource } from './list-tags-for-resource.ts'
import { listUserPoolClients } from './list-user-pool-clients.ts'
import { listUserPools } from './list-user-pools.ts'
import { tagResource } from './tag-resource.ts'
import { untagResource } from './untag-resource.ts'
import { updateUserPoolClient } from './update-user-pool-client.ts'
import { updateUserPool } from './update-user-pool.ts'

/** The operations of `cognito-idp` that poolgate implements. */
export const operations = {
  AddCustomAttributes: addCustomAttributes,
  CreateUserPool: createUserPool,
  CreateUserPoolClient: createUserPoolClient,
  DeleteUserPool: deleteUserPool,
  DeleteUserPoolClient: deleteUserPoolClient,
  DescribeUserPool: describeUserPool,
  DescribeUserPoolClient: describeUserPoolClient,
  GetUserPoolMfaConfig: getUserPoolMfaConfig,
  ListTagsForResource: listTagsForResource,
  ListUserPoolClients: listUserPoolClients,
  ListUserPools: listUserPools,
  TagResource: tagResource,
  UntagResource: untagResource,
  UpdateUserPool: updateUserPool,
  UpdateUserPoolClient: updateUserPoolClient,
} satisfies Partial<CognitoIdp>
