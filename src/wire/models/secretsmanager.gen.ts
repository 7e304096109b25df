// Generated from models/secretsmanager.json by `npm run models`; do not edit.
/** The error codes that each operation's model declares. */
export interface Errors {
  BatchGetSecretValue: 'ResourceNotFoundException' | 'InvalidParameterException' | 'InvalidRequestException' | 'DecryptionFailure' | 'InternalServiceError' | 'InvalidNextTokenException'
  CancelRotateSecret: never
  CreateSecret: 'InvalidParameterException' | 'InvalidRequestException' | 'LimitExceededException' | 'EncryptionFailure' | 'ResourceExistsException' | 'ResourceNotFoundException' | 'MalformedPolicyDocumentException' | 'InternalServiceError' | 'PreconditionNotMetException' | 'DecryptionFailure'
  DeleteResourcePolicy: never
  DeleteSecret: 'ResourceNotFoundException' | 'InvalidParameterException' | 'InvalidRequestException' | 'InternalServiceError'
  DescribeSecret: 'ResourceNotFoundException' | 'InternalServiceError' | 'InvalidParameterException'
  GetRandomPassword: 'InvalidParameterException' | 'InvalidRequestException' | 'InternalServiceError'
  GetResourcePolicy: 'ResourceNotFoundException' | 'InternalServiceError' | 'InvalidRequestException' | 'InvalidParameterException'
  GetSecretValue: 'ResourceNotFoundException' | 'InvalidParameterException' | 'InvalidRequestException' | 'DecryptionFailure' | 'InternalServiceError'
  ListSecretVersionIds: 'InvalidNextTokenException' | 'ResourceNotFoundException' | 'InternalServiceError' | 'InvalidParameterException'
  ListSecrets: 'InvalidParameterException' | 'InvalidRequestException' | 'InvalidNextTokenException' | 'InternalServiceError'
  PutResourcePolicy: never
  PutSecretValue: 'InvalidParameterException' | 'InvalidRequestException' | 'LimitExceededException' | 'EncryptionFailure' | 'ResourceExistsException' | 'ResourceNotFoundException' | 'InternalServiceError' | 'DecryptionFailure'
  RemoveRegionsFromReplication: never
  ReplicateSecretToRegions: never
  RestoreSecret: 'ResourceNotFoundException' | 'InvalidParameterException' | 'InvalidRequestException' | 'InternalServiceError'
  RotateSecret: never
  StopReplicationToReplica: never
  TagResource: 'ResourceNotFoundException' | 'InvalidRequestException' | 'InvalidParameterException' | 'InternalServiceError'
  UntagResource: 'ResourceNotFoundException' | 'InvalidRequestException' | 'InvalidParameterException' | 'InternalServiceError'
  UpdateSecret: 'InvalidParameterException' | 'InvalidRequestException' | 'LimitExceededException' | 'EncryptionFailure' | 'ResourceExistsException' | 'ResourceNotFoundException' | 'MalformedPolicyDocumentException' | 'InternalServiceError' | 'PreconditionNotMetException' | 'DecryptionFailure'
  UpdateSecretVersionStage: 'ResourceNotFoundException' | 'InvalidParameterException' | 'InvalidRequestException' | 'LimitExceededException' | 'InternalServiceError'
  ValidateResourcePolicy: never
}
