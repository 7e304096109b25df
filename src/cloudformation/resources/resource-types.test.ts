import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { keptWithStack } from '../../../test/support/type-samples.ts'
import { loadModel, type Model, type ModelName, shapeOf } from '../../wire/model.ts'
import {
  findResourceSchema,
  type PropertySchema,
  type ResourceSchema,
  resolveSchema,
} from '../template/resource-schemas.ts'
import { resourceTypes } from './index.ts'

/** What only the service that runs a function could tell of it. */
const unknownAttributes = new Set([
  'SnapStartResponse',
  'SnapStartResponse/ApplyOn',
  'SnapStartResponse/OptimizationStatus',
])

const operations: Readonly<Record<string, [ModelName, string]>> = {
  'AWS::ApiGatewayV2::Api': ['apigatewayv2', 'CreateApi'],
  'AWS::ApiGatewayV2::ApiGatewayManagedOverrides': ['apigatewayv2', 'UpdateApi'],
  'AWS::ApiGatewayV2::ApiMapping': ['apigatewayv2', 'CreateApiMapping'],
  'AWS::ApiGatewayV2::Authorizer': ['apigatewayv2', 'CreateAuthorizer'],
  'AWS::ApiGatewayV2::Deployment': ['apigatewayv2', 'CreateDeployment'],
  'AWS::ApiGatewayV2::DomainName': ['apigatewayv2', 'CreateDomainName'],
  'AWS::ApiGatewayV2::Integration': ['apigatewayv2', 'CreateIntegration'],
  'AWS::ApiGatewayV2::Route': ['apigatewayv2', 'CreateRoute'],
  'AWS::ApiGatewayV2::Stage': ['apigatewayv2', 'CreateStage'],
  'AWS::ApiGatewayV2::VpcLink': ['apigatewayv2', 'CreateVpcLink'],
  'AWS::CloudFormation::Stack': ['cloudformation', 'CreateStack'],
  'AWS::Cognito::LogDeliveryConfiguration': ['cognito-idp', 'SetLogDeliveryConfiguration'],
  'AWS::Cognito::ManagedLoginBranding': ['cognito-idp', 'CreateManagedLoginBranding'],
  'AWS::Cognito::Terms': ['cognito-idp', 'CreateTerms'],
  'AWS::Cognito::UserPool': ['cognito-idp', 'CreateUserPool'],
  'AWS::Cognito::UserPoolClient': ['cognito-idp', 'CreateUserPoolClient'],
  'AWS::Cognito::UserPoolDomain': ['cognito-idp', 'CreateUserPoolDomain'],
  'AWS::Cognito::UserPoolGroup': ['cognito-idp', 'CreateGroup'],
  'AWS::Cognito::UserPoolIdentityProvider': ['cognito-idp', 'CreateIdentityProvider'],
  'AWS::Cognito::UserPoolResourceServer': ['cognito-idp', 'CreateResourceServer'],
  'AWS::Cognito::UserPoolRiskConfigurationAttachment': ['cognito-idp', 'SetRiskConfiguration'],
  'AWS::Cognito::UserPoolUICustomizationAttachment': ['cognito-idp', 'SetUICustomization'],
  'AWS::Cognito::UserPoolUser': ['cognito-idp', 'AdminCreateUser'],
  'AWS::IAM::ManagedPolicy': ['iam', 'CreatePolicy'],
  'AWS::IAM::Policy': ['iam', 'PutRolePolicy'],
  'AWS::IAM::Role': ['iam', 'CreateRole'],
  'AWS::KMS::Alias': ['kms', 'CreateAlias'],
  'AWS::KMS::Key': ['kms', 'CreateKey'],
  'AWS::S3::Bucket': ['s3', 'CreateBucket'],
  'AWS::S3::BucketPolicy': ['s3', 'PutBucketPolicy'],
  'AWS::SecretsManager::Secret': ['secretsmanager', 'CreateSecret'],
  'AWS::SSM::Parameter': ['ssm', 'PutParameter'],
  'AWS::Logs::LogGroup': ['logs', 'CreateLogGroup'],
  'AWS::Cognito::UserPoolUserToGroupAttachment': ['cognito-idp', 'AdminAddUserToGroup'],
}
/** Properties whose names or shapes differ from the operation's: the type's create function translates them. */
const translated = new Set([
  'AWS::ApiGatewayV2::Api.BasePath',
  'AWS::ApiGatewayV2::Api.Body',
  'AWS::ApiGatewayV2::Api.BodyS3Location',
  'AWS::ApiGatewayV2::Api.FailOnWarnings',
  'AWS::ApiGatewayV2::ApiGatewayManagedOverrides.Integration',
  'AWS::ApiGatewayV2::ApiGatewayManagedOverrides.Route',
  'AWS::ApiGatewayV2::ApiGatewayManagedOverrides.Stage',
  'AWS::CloudFormation::Stack.Parameters',
  'AWS::Cognito::UserPool.UserPoolName',
  'AWS::Cognito::UserPool.EmailAuthenticationMessage',
  'AWS::Cognito::UserPool.EmailAuthenticationSubject',
  'AWS::Cognito::UserPool.EnabledMfas',
  'AWS::Cognito::UserPool.WebAuthnFactorConfiguration',
  'AWS::Cognito::UserPool.WebAuthnRelyingPartyID',
  'AWS::Cognito::UserPool.WebAuthnUserVerification',
  'AWS::ApiGatewayV2::Integration.ResponseParameters',
  'AWS::IAM::ManagedPolicy.ManagedPolicyName',
  'AWS::IAM::ManagedPolicy.Roles',
  'AWS::IAM::Policy.Roles',
  'AWS::IAM::Policy.Users',
  'AWS::IAM::Role.ManagedPolicyArns',
  'AWS::IAM::Role.Policies',
  'AWS::KMS::Key.EnableKeyRotation',
  'AWS::KMS::Key.Enabled',
  'AWS::KMS::Key.KeyPolicy',
  'AWS::KMS::Key.PendingWindowInDays',
  'AWS::KMS::Key.RotationPeriodInDays',
  'AWS::KMS::Key.Tags',
  'AWS::Logs::LogGroup.LogGroupClass',
  'AWS::Logs::LogGroup.LogGroupName',
  'AWS::Logs::LogGroup.RetentionInDays',
  'AWS::Logs::LogGroup.Tags',
  'AWS::S3::Bucket.AccessControl',
  'AWS::S3::Bucket.BucketEncryption',
  'AWS::S3::Bucket.BucketName',
  'AWS::S3::Bucket.LifecycleConfiguration',
  'AWS::S3::Bucket.PublicAccessBlockConfiguration',
  'AWS::S3::Bucket.Tags',
  'AWS::S3::Bucket.VersioningConfiguration',
  'AWS::S3::BucketPolicy.PolicyDocument',
  'AWS::SecretsManager::Secret.GenerateSecretString',
])

/** What the template reference lets Fn::GetAtt read beside what the schema marks read-only. */
const furtherAttributes: Readonly<Record<string, readonly string[]>> = { 'AWS::SSM::Parameter': ['Type', 'Value'] }

/** Paths of the schema for which the operation's input has no member: they would be lost. */
function lost(schema: PropertySchema, root: ResourceSchema, model: Model, shapeName: string, path: string): string[] {
  const shape = shapeOf(model, { shape: shapeName })
  const { properties, items } = resolveSchema(schema, root)
  if (properties)
    return Object.entries(properties).flatMap(([name, property]) => {
      const member = shape.members?.[name]
      return member ? lost(property, root, model, member.shape, `${path}.${name}`) : [`${path}.${name}`]
    })
  return items && shape.member ? lost(items, root, model, shape.member.shape, path) : []
}

for (const [name, type] of resourceTypes)
  describe(name, () => {
    const schema = findResourceSchema(name)
    assert.ok(schema?.properties)
    const { properties } = schema
    const readOnly = (schema.readOnlyProperties ?? []).map((pointer) => pointer.replace('/properties/', ''))

    it('passes on or refuses each property of its schema, and no other', () => {
      const known = [
        ...type.passed,
        ...Object.keys(type.refused),
        ...readOnly.filter((each) => !each.includes('/')),
      ].sort()
      assert.deepEqual(known, Object.keys(properties).sort())
    })

    it('passes on only what the operation takes, nested members too', () => {
      if (keptWithStack.has(name)) return
      const [modelName, operation] = operations[name] ?? assert.fail(`no operation for ${name}`)
      const model = loadModel(modelName)
      const input = shapeOf(model, model.operations[operation]?.input ?? assert.fail())
      const missing = type.passed.flatMap((property) => {
        if (translated.has(`${name}.${property}`)) return []
        const member = input.members?.[property]
        return member ? lost(properties[property] ?? {}, schema, model, member.shape, property) : [property]
      })
      assert.deepEqual(missing, [])
    })

    it('has an attribute for each read-only property', () => {
      const readable = readOnly.filter((attribute) => !unknownAttributes.has(attribute))
      const attributes = [...readable, ...(furtherAttributes[name] ?? [])]
      assert.deepEqual(Object.keys(type.attributes).sort(), attributes.sort())
    })
  })
