// Generated from models/kms.json by `npm run models`; do not edit.
/** The error codes that each operation's model declares. */
export interface Errors {
  CancelKeyDeletion: 'NotFoundException' | 'InvalidArnException' | 'DependencyTimeoutException' | 'KMSInternalException' | 'KMSInvalidStateException'
  ConnectCustomKeyStore: never
  CreateAlias: 'DependencyTimeoutException' | 'AlreadyExistsException' | 'NotFoundException' | 'InvalidAliasNameException' | 'KMSInternalException' | 'LimitExceededException' | 'KMSInvalidStateException'
  CreateCustomKeyStore: never
  CreateGrant: never
  CreateKey: 'MalformedPolicyDocumentException' | 'DependencyTimeoutException' | 'InvalidArnException' | 'UnsupportedOperationException' | 'KMSInternalException' | 'LimitExceededException' | 'TagException' | 'CustomKeyStoreNotFoundException' | 'CustomKeyStoreInvalidStateException' | 'CloudHsmClusterInvalidConfigurationException' | 'XksKeyInvalidConfigurationException' | 'XksKeyAlreadyInUseException' | 'XksKeyNotFoundException'
  Decrypt: 'NotFoundException' | 'DisabledException' | 'InvalidCiphertextException' | 'KeyUnavailableException' | 'IncorrectKeyException' | 'InvalidKeyUsageException' | 'DependencyTimeoutException' | 'InvalidGrantTokenException' | 'KMSInternalException' | 'KMSInvalidStateException' | 'DryRunOperationException'
  DeleteAlias: 'DependencyTimeoutException' | 'NotFoundException' | 'KMSInternalException' | 'KMSInvalidStateException'
  DeleteCustomKeyStore: never
  DeleteImportedKeyMaterial: never
  DeriveSharedSecret: never
  DescribeCustomKeyStores: never
  DescribeKey: 'NotFoundException' | 'InvalidArnException' | 'DependencyTimeoutException' | 'KMSInternalException'
  DisableKey: 'NotFoundException' | 'InvalidArnException' | 'DependencyTimeoutException' | 'KMSInternalException' | 'KMSInvalidStateException'
  DisableKeyRotation: 'NotFoundException' | 'DisabledException' | 'InvalidArnException' | 'DependencyTimeoutException' | 'KMSInternalException' | 'KMSInvalidStateException' | 'UnsupportedOperationException'
  DisconnectCustomKeyStore: never
  EnableKey: 'NotFoundException' | 'InvalidArnException' | 'DependencyTimeoutException' | 'KMSInternalException' | 'LimitExceededException' | 'KMSInvalidStateException'
  EnableKeyRotation: 'NotFoundException' | 'DisabledException' | 'InvalidArnException' | 'DependencyTimeoutException' | 'KMSInternalException' | 'KMSInvalidStateException' | 'UnsupportedOperationException'
  Encrypt: 'NotFoundException' | 'DisabledException' | 'KeyUnavailableException' | 'DependencyTimeoutException' | 'InvalidKeyUsageException' | 'InvalidGrantTokenException' | 'KMSInternalException' | 'KMSInvalidStateException' | 'DryRunOperationException'
  GenerateDataKey: 'NotFoundException' | 'DisabledException' | 'KeyUnavailableException' | 'DependencyTimeoutException' | 'InvalidKeyUsageException' | 'InvalidGrantTokenException' | 'KMSInternalException' | 'KMSInvalidStateException' | 'DryRunOperationException'
  GenerateDataKeyPair: never
  GenerateDataKeyPairWithoutPlaintext: never
  GenerateDataKeyWithoutPlaintext: 'NotFoundException' | 'DisabledException' | 'KeyUnavailableException' | 'DependencyTimeoutException' | 'InvalidKeyUsageException' | 'InvalidGrantTokenException' | 'KMSInternalException' | 'KMSInvalidStateException' | 'DryRunOperationException'
  GenerateMac: never
  GenerateRandom: 'DependencyTimeoutException' | 'KMSInternalException' | 'UnsupportedOperationException' | 'CustomKeyStoreNotFoundException' | 'CustomKeyStoreInvalidStateException'
  GetKeyLastUsage: never
  GetKeyPolicy: 'NotFoundException' | 'InvalidArnException' | 'DependencyTimeoutException' | 'KMSInternalException' | 'KMSInvalidStateException'
  GetKeyRotationStatus: 'NotFoundException' | 'InvalidArnException' | 'DependencyTimeoutException' | 'KMSInternalException' | 'KMSInvalidStateException' | 'UnsupportedOperationException'
  GetParametersForImport: never
  GetPublicKey: never
  ImportKeyMaterial: never
  ListAliases: 'DependencyTimeoutException' | 'InvalidMarkerException' | 'KMSInternalException' | 'InvalidArnException' | 'NotFoundException'
  ListGrants: never
  ListKeyPolicies: never
  ListKeyRotations: never
  ListKeys: 'DependencyTimeoutException' | 'KMSInternalException' | 'InvalidMarkerException'
  ListResourceTags: 'KMSInternalException' | 'NotFoundException' | 'InvalidArnException' | 'InvalidMarkerException'
  ListRetirableGrants: never
  PutKeyPolicy: 'NotFoundException' | 'InvalidArnException' | 'MalformedPolicyDocumentException' | 'DependencyTimeoutException' | 'UnsupportedOperationException' | 'KMSInternalException' | 'LimitExceededException' | 'KMSInvalidStateException'
  ReEncrypt: 'NotFoundException' | 'DisabledException' | 'InvalidCiphertextException' | 'KeyUnavailableException' | 'IncorrectKeyException' | 'DependencyTimeoutException' | 'InvalidKeyUsageException' | 'InvalidGrantTokenException' | 'KMSInternalException' | 'KMSInvalidStateException' | 'DryRunOperationException'
  ReplicateKey: never
  RetireGrant: never
  RevokeGrant: never
  RotateKeyOnDemand: never
  ScheduleKeyDeletion: 'NotFoundException' | 'InvalidArnException' | 'DependencyTimeoutException' | 'KMSInternalException' | 'KMSInvalidStateException'
  Sign: never
  TagResource: 'KMSInternalException' | 'NotFoundException' | 'InvalidArnException' | 'KMSInvalidStateException' | 'LimitExceededException' | 'TagException'
  UntagResource: 'KMSInternalException' | 'NotFoundException' | 'InvalidArnException' | 'KMSInvalidStateException' | 'TagException'
  UpdateAlias: 'DependencyTimeoutException' | 'NotFoundException' | 'KMSInternalException' | 'LimitExceededException' | 'KMSInvalidStateException'
  UpdateCustomKeyStore: never
  UpdateKeyDescription: 'NotFoundException' | 'InvalidArnException' | 'DependencyTimeoutException' | 'KMSInternalException' | 'KMSInvalidStateException'
  UpdatePrimaryRegion: never
  Verify: never
  VerifyMac: never
}
