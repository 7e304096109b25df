// Generated from models/iam.json by `npm run models`; do not edit.
/** The error codes that each operation's model declares. */
export interface Errors {
  AcceptDelegationRequest: never
  AddClientIDToOpenIDConnectProvider: never
  AddRoleToInstanceProfile: never
  AddUserToGroup: never
  AssociateDelegationRequest: never
  AttachGroupPolicy: never
  AttachRolePolicy: 'NoSuchEntityException' | 'LimitExceededException' | 'InvalidInputException' | 'UnmodifiableEntityException' | 'PolicyNotAttachableException' | 'ServiceFailureException'
  AttachUserPolicy: never
  ChangePassword: never
  CreateAccessKey: 'NoSuchEntityException' | 'LimitExceededException' | 'ServiceFailureException'
  CreateAccountAlias: never
  CreateDelegationRequest: never
  CreateGroup: never
  CreateInstanceProfile: never
  CreateLoginProfile: never
  CreateOpenIDConnectProvider: never
  CreatePolicy: 'InvalidInputException' | 'LimitExceededException' | 'EntityAlreadyExistsException' | 'MalformedPolicyDocumentException' | 'ConcurrentModificationException' | 'ServiceFailureException'
  CreatePolicyVersion: 'NoSuchEntityException' | 'MalformedPolicyDocumentException' | 'InvalidInputException' | 'LimitExceededException' | 'ServiceFailureException'
  CreateRole: 'LimitExceededException' | 'InvalidInputException' | 'EntityAlreadyExistsException' | 'MalformedPolicyDocumentException' | 'ConcurrentModificationException' | 'ServiceFailureException'
  CreateSAMLProvider: never
  CreateServiceLinkedRole: never
  CreateServiceSpecificCredential: never
  CreateUser: 'LimitExceededException' | 'EntityAlreadyExistsException' | 'NoSuchEntityException' | 'InvalidInputException' | 'ConcurrentModificationException' | 'ServiceFailureException'
  CreateVirtualMFADevice: never
  DeactivateMFADevice: never
  DeleteAccessKey: 'NoSuchEntityException' | 'LimitExceededException' | 'ServiceFailureException'
  DeleteAccountAlias: never
  DeleteAccountPasswordPolicy: never
  DeleteGroup: never
  DeleteGroupPolicy: never
  DeleteInstanceProfile: never
  DeleteLoginProfile: never
  DeleteOpenIDConnectProvider: never
  DeletePolicy: 'NoSuchEntityException' | 'LimitExceededException' | 'InvalidInputException' | 'DeleteConflictException' | 'ServiceFailureException'
  DeletePolicyVersion: 'NoSuchEntityException' | 'LimitExceededException' | 'InvalidInputException' | 'DeleteConflictException' | 'ServiceFailureException'
  DeleteRole: 'NoSuchEntityException' | 'DeleteConflictException' | 'LimitExceededException' | 'UnmodifiableEntityException' | 'ConcurrentModificationException' | 'ServiceFailureException'
  DeleteRolePermissionsBoundary: never
  DeleteRolePolicy: 'NoSuchEntityException' | 'LimitExceededException' | 'UnmodifiableEntityException' | 'ServiceFailureException'
  DeleteSAMLProvider: never
  DeleteSSHPublicKey: never
  DeleteServerCertificate: never
  DeleteServiceLinkedRole: never
  DeleteServiceSpecificCredential: never
  DeleteSigningCertificate: never
  DeleteUser: 'LimitExceededException' | 'NoSuchEntityException' | 'DeleteConflictException' | 'ConcurrentModificationException' | 'ServiceFailureException'
  DeleteUserPermissionsBoundary: never
  DeleteUserPolicy: 'NoSuchEntityException' | 'LimitExceededException' | 'ServiceFailureException'
  DeleteVirtualMFADevice: never
  DetachGroupPolicy: never
  DetachRolePolicy: 'NoSuchEntityException' | 'LimitExceededException' | 'InvalidInputException' | 'UnmodifiableEntityException' | 'ServiceFailureException'
  DetachUserPolicy: never
  DisableOrganizationsRootCredentialsManagement: never
  DisableOrganizationsRootSessions: never
  DisableOutboundWebIdentityFederation: never
  EnableMFADevice: never
  EnableOrganizationsRootCredentialsManagement: never
  EnableOrganizationsRootSessions: never
  EnableOutboundWebIdentityFederation: never
  GenerateCredentialReport: never
  GenerateOrganizationsAccessReport: never
  GenerateServiceLastAccessedDetails: never
  GetAccessKeyLastUsed: never
  GetAccountAuthorizationDetails: never
  GetAccountPasswordPolicy: never
  GetAccountSummary: never
  GetContextKeysForCustomPolicy: never
  GetContextKeysForPrincipalPolicy: never
  GetCredentialReport: never
  GetDelegationRequest: never
  GetGroup: never
  GetGroupPolicy: never
  GetHumanReadableSummary: never
  GetInstanceProfile: never
  GetLoginProfile: never
  GetMFADevice: never
  GetOpenIDConnectProvider: never
  GetOrganizationsAccessReport: never
  GetOutboundWebIdentityFederationInfo: never
  GetPolicy: 'NoSuchEntityException' | 'InvalidInputException' | 'ServiceFailureException'
  GetPolicyVersion: 'NoSuchEntityException' | 'InvalidInputException' | 'ServiceFailureException'
  GetRole: 'NoSuchEntityException' | 'ServiceFailureException'
  GetRolePolicy: 'NoSuchEntityException' | 'ServiceFailureException'
  GetSAMLProvider: never
  GetSSHPublicKey: never
  GetServerCertificate: never
  GetServiceLastAccessedDetails: never
  GetServiceLastAccessedDetailsWithEntities: never
  GetServiceLinkedRoleDeletionStatus: never
  GetUser: 'NoSuchEntityException' | 'ServiceFailureException'
  GetUserPolicy: 'NoSuchEntityException' | 'ServiceFailureException'
  ListAccessKeys: 'NoSuchEntityException' | 'ServiceFailureException'
  ListAccountAliases: never
  ListAttachedGroupPolicies: never
  ListAttachedRolePolicies: 'NoSuchEntityException' | 'InvalidInputException' | 'ServiceFailureException'
  ListAttachedUserPolicies: never
  ListDelegationRequests: never
  ListEntitiesForPolicy: never
  ListGroupPolicies: never
  ListGroups: never
  ListGroupsForUser: never
  ListInstanceProfileTags: never
  ListInstanceProfiles: never
  ListInstanceProfilesForRole: 'NoSuchEntityException' | 'ServiceFailureException'
  ListMFADeviceTags: never
  ListMFADevices: never
  ListOpenIDConnectProviderTags: never
  ListOpenIDConnectProviders: never
  ListOrganizationsFeatures: never
  ListPolicies: 'ServiceFailureException'
  ListPoliciesGrantingServiceAccess: never
  ListPolicyTags: 'NoSuchEntityException' | 'ServiceFailureException' | 'InvalidInputException'
  ListPolicyVersions: 'NoSuchEntityException' | 'InvalidInputException' | 'ServiceFailureException'
  ListRolePolicies: 'NoSuchEntityException' | 'ServiceFailureException'
  ListRoleTags: never
  ListRoles: 'ServiceFailureException'
  ListSAMLProviderTags: never
  ListSAMLProviders: never
  ListSSHPublicKeys: never
  ListServerCertificateTags: never
  ListServerCertificates: never
  ListServiceSpecificCredentials: never
  ListSigningCertificates: never
  ListUserPolicies: 'NoSuchEntityException' | 'ServiceFailureException'
  ListUserTags: never
  ListUsers: 'ServiceFailureException'
  ListVirtualMFADevices: never
  PutGroupPolicy: never
  PutRolePermissionsBoundary: never
  PutRolePolicy: 'LimitExceededException' | 'MalformedPolicyDocumentException' | 'NoSuchEntityException' | 'UnmodifiableEntityException' | 'ServiceFailureException'
  PutUserPermissionsBoundary: never
  PutUserPolicy: 'LimitExceededException' | 'MalformedPolicyDocumentException' | 'NoSuchEntityException' | 'ServiceFailureException'
  RejectDelegationRequest: never
  RemoveClientIDFromOpenIDConnectProvider: never
  RemoveRoleFromInstanceProfile: never
  RemoveUserFromGroup: never
  ResetServiceSpecificCredential: never
  ResyncMFADevice: never
  SendDelegationToken: never
  SetDefaultPolicyVersion: never
  SetSecurityTokenServicePreferences: never
  SimulateCustomPolicy: never
  SimulatePrincipalPolicy: never
  TagInstanceProfile: never
  TagMFADevice: never
  TagOpenIDConnectProvider: never
  TagPolicy: 'NoSuchEntityException' | 'LimitExceededException' | 'InvalidInputException' | 'ConcurrentModificationException' | 'ServiceFailureException'
  TagRole: 'NoSuchEntityException' | 'LimitExceededException' | 'InvalidInputException' | 'ConcurrentModificationException' | 'ServiceFailureException'
  TagSAMLProvider: never
  TagServerCertificate: never
  TagUser: never
  UntagInstanceProfile: never
  UntagMFADevice: never
  UntagOpenIDConnectProvider: never
  UntagPolicy: 'NoSuchEntityException' | 'InvalidInputException' | 'ConcurrentModificationException' | 'ServiceFailureException'
  UntagRole: 'NoSuchEntityException' | 'ConcurrentModificationException' | 'ServiceFailureException'
  UntagSAMLProvider: never
  UntagServerCertificate: never
  UntagUser: never
  UpdateAccessKey: 'NoSuchEntityException' | 'LimitExceededException' | 'ServiceFailureException' | 'InvalidInputException'
  UpdateAccountPasswordPolicy: never
  UpdateAssumeRolePolicy: 'NoSuchEntityException' | 'MalformedPolicyDocumentException' | 'LimitExceededException' | 'UnmodifiableEntityException' | 'ServiceFailureException'
  UpdateDelegationRequest: never
  UpdateGroup: never
  UpdateLoginProfile: never
  UpdateOpenIDConnectProviderThumbprint: never
  UpdateRole: 'UnmodifiableEntityException' | 'NoSuchEntityException' | 'ServiceFailureException'
  UpdateRoleDescription: never
  UpdateSAMLProvider: never
  UpdateSSHPublicKey: never
  UpdateServerCertificate: never
  UpdateServiceSpecificCredential: never
  UpdateSigningCertificate: never
  UpdateUser: never
  UploadSSHPublicKey: never
  UploadServerCertificate: never
  UploadSigningCertificate: never
}
