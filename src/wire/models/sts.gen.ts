// Generated from models/sts.json by `npm run models`; do not edit.
/** The error codes that each operation's model declares. */
export interface Errors {
  AssumeRole: 'MalformedPolicyDocumentException' | 'PackedPolicyTooLargeException' | 'RegionDisabledException' | 'ExpiredTokenException'
  AssumeRoleWithSAML: 'MalformedPolicyDocumentException' | 'PackedPolicyTooLargeException' | 'IDPRejectedClaimException' | 'InvalidIdentityTokenException' | 'ExpiredTokenException' | 'RegionDisabledException'
  AssumeRoleWithWebIdentity: 'MalformedPolicyDocumentException' | 'PackedPolicyTooLargeException' | 'IDPRejectedClaimException' | 'IDPCommunicationErrorException' | 'InvalidIdentityTokenException' | 'ExpiredTokenException' | 'RegionDisabledException'
  AssumeRoot: 'RegionDisabledException' | 'ExpiredTokenException'
  DecodeAuthorizationMessage: 'InvalidAuthorizationMessageException'
  GetAccessKeyInfo: never
  GetCallerIdentity: never
  GetDelegatedAccessToken: 'ExpiredTradeInTokenException' | 'RegionDisabledException' | 'PackedPolicyTooLargeException'
  GetFederationToken: 'MalformedPolicyDocumentException' | 'PackedPolicyTooLargeException' | 'RegionDisabledException'
  GetSessionToken: 'RegionDisabledException'
  GetWebIdentityToken: 'SessionDurationEscalationException' | 'OutboundWebIdentityFederationDisabledException' | 'JWTPayloadSizeExceededException'
}
