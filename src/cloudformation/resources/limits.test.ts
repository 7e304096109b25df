import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { refusalOf } from '../../../test/support/templates.ts'

const resources = `
Resources:
  Role: { Type: AWS::IAM::Role, Properties: { AssumeRolePolicyDocument: {} } }
  Api: { Type: AWS::ApiGatewayV2::Api, Properties: { Name: a, ProtocolType: HTTP } }
  It:
    Type: AWS::ApiGatewayV2::`

describe('what a property asks for and poolgate lacks is refused before anything is made, with its place', () => {
  for (const [type, properties, text] of [
    [
      'Api',
      'Name: a, ProtocolType: WEBSOCKET',
      'ProtocolType WEBSOCKET of AWS::ApiGatewayV2::Api (TemplateBody:7:28, ',
    ],
    [
      'Integration',
      'ApiId: !Ref Api, IntegrationType: AWS_PROXY, IntegrationSubtype: SQS-SendMessage, CredentialsArn: !GetAtt Role.Arn',
      'IntegrationSubtype SQS-SendMessage of AWS::ApiGatewayV2::Integration (TemplateBody:7:64, ',
    ],
    [
      'Integration',
      'ApiId: !Ref Api, IntegrationType: AWS_PROXY, CredentialsArn: !GetAtt Role.Arn',
      'the property CredentialsArn of AWS::ApiGatewayV2::Integration (TemplateBody:7:64, ',
    ],
    [
      'Authorizer',
      'ApiId: !Ref Api, Name: a, AuthorizerType: REQUEST, AuthorizerCredentialsArn: !GetAtt Role.Arn',
      'the property AuthorizerCredentialsArn of AWS::ApiGatewayV2::Authorizer (TemplateBody:7:70, ',
    ],
  ] as const)
    it(text.slice(0, text.indexOf(' (')), () => {
      const refusal = refusalOf(`${resources}${type}\n    Properties: { ${properties} }\n`)
      assert.ok(refusal.startsWith(`poolgate does not implement ${text}`), refusal)
    })
})
