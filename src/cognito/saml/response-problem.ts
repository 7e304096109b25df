import { ProviderFailure } from '../federation/provider-failure.ts'

/** A provider's response is not believed: the description is told to the app in AWS's frame, the detail to the log only. */
export class ResponseProblem extends ProviderFailure {
  constructor(reason: string, detail: string) {
    // With a space at its end, as recorded (aws/aws-sdk-js-v3 issue 6201).
    super(`Invalid SAML response received: ${reason}. `, detail)
    this.name = 'ResponseProblem'
  }
}

/** Whatever is wrong with signatures or ciphers: nobody learns how far they got. */
export function refuseSignature(detail: string): never {
  throw new ResponseProblem('SAML Assertion signature is invalid', detail)
}
