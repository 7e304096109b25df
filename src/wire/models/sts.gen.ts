// Generated from models/sts.json by `npm run models`; do not edit.
/** The error codes that each operation's model declares. */
export interface Errors {
  AssumeRole: 'MalformedPolicyDocumentException' | 'PackedPolicyTooLargeException' | 'RegionDisabledException' | 'ExpiredTokenException'
  AssumeRoleWithSAML: never
  AssumeRoleWithWebIdentity: never
  AssumeRoot: never
  DecodeAuthorizationMessage: never
  GetAccessKeyInfo: never
  GetCallerIdentity: never
  GetDelegatedAccessToken: never
  GetFederationToken: never
  GetSessionToken: 'RegionDisabledException'
  GetWebIdentityToken: never
}
