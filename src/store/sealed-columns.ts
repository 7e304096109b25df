/**
 * Where sealed values are, by table: as bytes, or in base64 somewhere in a text. What is not named here is not sealed anew
 * when keys change (`reseal.ts`), and could not be read afterwards.
 */
export const sealedColumns: Readonly<Record<string, readonly string[]>> = {
  user_pool_clients: ['secrets'],
  signing_keys: ['sealed_private_key'],
  users: ['sealed_srp_verifier', 'mfa'],
  devices: ['sealed_verifier'],
  identity_providers: ['sealed_details'],
  stack: ['document'],
  stack_resource: ['document'],
  stack_change_set: ['document'],
  iam_access_keys: ['secret'],
  kms_keys: ['document'],
  s3_objects: ['content'],
  secret_values: ['content'],
  ssm_parameters: ['ciphertext'],
}
