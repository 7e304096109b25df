/** A template of so many resources: one API with a user pool's tokens, its routes and integrations, and groups of users. */
export function largeTemplate(count: number): string {
  const resources: Record<string, unknown> = {
    Pool: resource('Cognito::UserPool', {}),
    Client: resource('Cognito::UserPoolClient', { UserPoolId: { Ref: 'Pool' } }),
    Api: resource('ApiGatewayV2::Api', { Name: 'large', ProtocolType: 'HTTP' }),
    Stage: resource('ApiGatewayV2::Stage', { ApiId: { Ref: 'Api' }, StageName: '$default', AutoDeploy: true }),
    Authorizer: resource('ApiGatewayV2::Authorizer', {
      ApiId: { Ref: 'Api' },
      Name: 'tokens',
      AuthorizerType: 'JWT',
      IdentitySource: ['$request.header.Authorization'],
      JwtConfiguration: {
        Audience: [{ Ref: 'Client' }],
        Issuer: { 'Fn::Sub': 'https://cognito-idp.${AWS::Region}.amazonaws.com/${Pool}' },
      },
    }),
  }
  for (let each = 0; Object.keys(resources).length < count; each++) {
    const integration = `Integration${Math.floor(each / 3)}`
    if (each % 3 === 0)
      resources[integration] = resource('ApiGatewayV2::Integration', {
        ApiId: { Ref: 'Api' },
        IntegrationType: 'HTTP_PROXY',
        IntegrationMethod: 'ANY',
        IntegrationUri: `https://example.com/${each}`,
        PayloadFormatVersion: '1.0',
      })
    else if (each % 3 === 1)
      resources[`Route${each}`] = resource('ApiGatewayV2::Route', {
        ApiId: { Ref: 'Api' },
        RouteKey: `GET /things/${each}/{id}`,
        AuthorizationType: 'JWT',
        AuthorizerId: { Ref: 'Authorizer' },
        Target: { 'Fn::Sub': `integrations/\${${integration}}` },
      })
    else
      resources[`Group${each}`] = resource('Cognito::UserPoolGroup', {
        UserPoolId: { Ref: 'Pool' },
        GroupName: `group-${each}`,
      })
  }
  return JSON.stringify({ Resources: resources })
}

function resource(type: string, properties: object): object {
  return { Type: `AWS::${type}`, Properties: properties }
}
