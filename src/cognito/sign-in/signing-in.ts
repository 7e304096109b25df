import type { AppClient } from '../clients/app-client.ts'
import type { ClientMetadata, TriggerFailure } from '../triggers/invoke-trigger.ts'

/**
 * An app client through which someone signs in, with the ClientMetadata of the call: that which begins a sign-in goes to
 * the first triggers as validation data, that of an answer to the later ones (AWS API reference, InitiateAuth and
 * RespondToAuthChallenge, ClientMetadata).
 */
export interface SigningIn extends AppClient {
  readonly validationData: ClientMetadata
  readonly clientMetadata: ClientMetadata
  /**
   * The device that is signed in on, by the DEVICE_KEY that the caller gives: one that is new is given a key. Absent where
   * nobody's device is known, as in what an administrator signs.
   */
  readonly device?: { readonly key?: string }
}

/** How a message with a code to sign in with fails to leave: no model of sign-in declares CodeDeliveryFailureException. */
export type SendFailure = 'InvalidEmailRoleAccessPolicyException' | 'InvalidSmsRoleAccessPolicyException'

/** How any step of a sign-in may be refused for what happens around it. */
export type StepFailure = SendFailure | TriggerFailure | 'NotAuthorizedException' | 'TooManyRequestsException'
