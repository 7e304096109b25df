import type { PoolRecord, UserRecord } from '../store.ts'
import { type Attributes, namedAttributes } from '../users/user-attributes.ts'
import type { Input } from '../service.ts'
import {
  type ClientMetadata,
  type InvokesTriggers,
  invokeTrigger,
  noClientId,
  readFlag,
  refuseResponse,
} from './invoke-trigger.ts'
import { triggerAttributes } from './trigger-user.ts'

type Custom = Pick<Input<'AdminCreateUser'>, 'ValidationData' | 'ClientMetadata'>

/** What a pre sign-up function decided about a user. */
interface SignUpDecision {
  readonly confirmed: boolean
  /** The flags of the addresses and numbers that count as verified. */
  readonly verified: Attributes
}

/**
 * Asks a pool's pre sign-up function about someone signing up (developer guide, "Pre sign-up Lambda trigger"). Without a
 * function nobody is confirmed.
 */
export async function askPreSignUp(
  context: InvokesTriggers,
  pool: PoolRecord,
  clientId: string,
  user: Pick<UserRecord, 'username'>,
  attributes: Attributes,
  custom: Custom,
  occasion: 'SignUp' | 'ExternalProvider' = 'SignUp',
): Promise<SignUpDecision> {
  const response = await invokeTrigger(context, {
    trigger: 'PreSignUp',
    source: `PreSignUp_${occasion}`,
    pool,
    clientId,
    userName: user.username,
    ...preSignUpEvent(attributes, custom),
  })
  if (!response) return { confirmed: false, verified: {} }
  const verifies = (flag: string, attribute: string): Attributes => {
    if (!readFlag(context, response, flag)) return {}
    if (attributes[attribute] === undefined) return refuseResponse(context, `${flag} without ${attribute}`)
    return { [`${attribute}_verified`]: 'true' }
  }
  return {
    confirmed: readFlag(context, response, 'autoConfirmUser'),
    verified: { ...verifies('autoVerifyEmail', 'email'), ...verifies('autoVerifyPhone', 'phone_number') },
  }
}

/** Lets the function refuse a user whom an administrator makes; its decisions do not apply to them. */
export async function announcePreSignUp(
  context: InvokesTriggers,
  pool: PoolRecord,
  user: Pick<UserRecord, 'username'>,
  attributes: Attributes,
  custom: Custom,
): Promise<void> {
  await invokeTrigger(context, {
    trigger: 'PreSignUp',
    source: 'PreSignUp_AdminCreateUser',
    pool,
    clientId: noClientId,
    userName: user.username,
    ...preSignUpEvent(attributes, custom),
  })
}

function preSignUpEvent(userAttributes: Attributes, { ValidationData, ClientMetadata }: Custom) {
  return {
    request: {
      userAttributes,
      validationData: ValidationData ? namedAttributes(ValidationData) : null,
      clientMetadata: ClientMetadata,
    },
    response: { autoConfirmUser: false, autoVerifyEmail: false, autoVerifyPhone: false },
  }
}

/**
 * Tells a pool's post confirmation function of a user who has been confirmed or has a new password (developer guide,
 * "Post confirmation Lambda trigger"). What was done before stays when it fails.
 */
export async function announceConfirmation(
  context: InvokesTriggers,
  pool: PoolRecord,
  clientId: string,
  user: UserRecord,
  occasion: 'ConfirmSignUp' | 'ConfirmForgotPassword',
  clientMetadata: ClientMetadata,
): Promise<void> {
  await invokeTrigger(context, {
    trigger: 'PostConfirmation',
    source: `PostConfirmation_${occasion}`,
    pool,
    clientId,
    userName: user.username,
    request: { userAttributes: triggerAttributes(pool, user), clientMetadata },
    response: {},
  })
}
