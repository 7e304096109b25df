import type { SigningIn } from '../sign-in/signing-in.ts'
import type { UserRecord } from '../store.ts'
import { hidesUsers } from '../users/users.ts'
import { type InvokesTriggers, invokeTrigger } from './invoke-trigger.ts'
import { triggerAttributes } from './trigger-user.ts'

/**
 * Lets a pool's pre authentication function refuse a sign-in, before the password counts (developer guide, "Pre
 * authentication Lambda trigger"). Where users are hidden it runs for names that no user has as well.
 */
export async function announceAttempt(
  context: InvokesTriggers,
  { pool, client, validationData }: SigningIn,
  name: string,
  user: UserRecord | undefined,
): Promise<void> {
  await invokeTrigger(context, {
    trigger: 'PreAuthentication',
    source: 'PreAuthentication_Authentication',
    pool,
    clientId: client.id,
    userName: user?.username ?? name,
    request: {
      userAttributes: user ? triggerAttributes(pool, user) : {},
      validationData: validationData ?? null,
      ...(hidesUsers(client) && { userNotFound: user === undefined }),
    },
    response: {},
  })
}

/**
 * Tells a pool's post authentication function of a user who has passed every challenge; when it fails there are no
 * tokens (developer guide, "Post authentication Lambda trigger").
 */
export async function announceSuccess(
  context: InvokesTriggers,
  { pool, client, clientMetadata }: SigningIn,
  user: UserRecord,
  { newDeviceUsed }: { readonly newDeviceUsed: boolean },
): Promise<void> {
  await invokeTrigger(context, {
    trigger: 'PostAuthentication',
    source: 'PostAuthentication_Authentication',
    pool,
    clientId: client.id,
    userName: user.username,
    request: { userAttributes: triggerAttributes(pool, user), newDeviceUsed, clientMetadata },
    response: {},
  })
}
