import { apiMapping } from './api-mapping.ts'
import { api } from './api.ts'
import { authorizer } from './authorizer.ts'
import { cdkMetadata } from './cdk-metadata.ts'
import { certificate } from './certificate.ts'
import { deployment } from './deployment.ts'
import { domainName } from './domain-name.ts'
import { integration } from './integration.ts'
import { keyAlias } from './key-alias.ts'
import { key } from './key.ts'
import { lambdaAlias } from './lambda-alias.ts'
import { lambdaFunction } from './lambda-function.ts'
import { lambdaPermission } from './lambda-permission.ts'
import { lambdaVersion } from './lambda-version.ts'
import { logDeliveryConfiguration } from './log-delivery-configuration.ts'
import { managedLoginBranding } from './managed-login-branding.ts'
import { logGroup } from './log-group.ts'
import { managedOverrides } from './managed-overrides.ts'
import { managedPolicy } from './managed-policy.ts'
import { nestedStack } from './nested-stack.ts'
import { policy } from './policy.ts'
import { bucket } from './bucket.ts'
import { bucketPolicy } from './bucket-policy.ts'
import { parameter } from './parameter.ts'
import { repository } from './repository.ts'
import type { ResourceType } from './resource-type.ts'
import { secret } from './secret.ts'
import { skippedResource } from './skipped-resource.ts'
import { role } from './role.ts'
import { route } from './route.ts'
import { stage } from './stage.ts'
import { terms } from './terms.ts'
import { userPoolClient } from './user-pool-client.ts'
import { userPoolDomain } from './user-pool-domain.ts'
import { userPoolGroup } from './user-pool-group.ts'
import { userPoolIdentityProvider } from './user-pool-identity-provider.ts'
import { userPoolResourceServer } from './user-pool-resource-server.ts'
import { userPoolRiskConfigurationAttachment } from './user-pool-risk-configuration-attachment.ts'
import { userPoolUiCustomizationAttachment } from './user-pool-ui-customization-attachment.ts'
import { userPoolUserToGroupAttachment } from './user-pool-user-to-group-attachment.ts'
import { userPoolUser } from './user-pool-user.ts'
import { userPool } from './user-pool.ts'
import { vpcLink } from './vpc-link.ts'
import { waitConditionHandle } from './wait-condition-handle.ts'

/** Every resource type that a template may use. Any other is refused by name before anything is made. */
export const resourceTypes: ReadonlyMap<string, ResourceType> = new Map(
  [
    logDeliveryConfiguration,
    logGroup,
    managedLoginBranding,
    terms,
    userPool,
    userPoolClient,
    userPoolDomain,
    userPoolGroup,
    userPoolIdentityProvider,
    userPoolResourceServer,
    userPoolRiskConfigurationAttachment,
    userPoolUiCustomizationAttachment,
    userPoolUser,
    userPoolUserToGroupAttachment,
    api,
    apiMapping,
    authorizer,
    deployment,
    domainName,
    integration,
    managedOverrides,
    route,
    stage,
    vpcLink,
    bucket,
    bucketPolicy,
    key,
    keyAlias,
    parameter,
    secret,
    repository,
    cdkMetadata,
    certificate,
    nestedStack,
    waitConditionHandle,
    managedPolicy,
    policy,
    role,
    lambdaAlias,
    lambdaFunction,
    lambdaPermission,
    lambdaVersion,
  ].map((type): [string, ResourceType] => [type.type, type]),
)

/** A type that a template may use, or one that the operator has told to skip. */
export function findResourceType(name: string, skipped: ReadonlySet<string>): ResourceType | undefined {
  return resourceTypes.get(name) ?? (skipped.has(name) ? skippedResource(name) : undefined)
}

/** The type of a resource that exists. One that is unknown was skipped when it was made. */
export function resourceTypeOf({ type: name }: { readonly type: string }): ResourceType {
  return resourceTypes.get(name) ?? skippedResource(name)
}
