import { ApiGatewayV2Client } from '@aws-sdk/client-apigatewayv2'
import { CloudFormationClient } from '@aws-sdk/client-cloudformation'
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs'
import {
  CognitoIdentityProviderClient,
  CreateUserPoolClientCommand,
  type CreateUserPoolClientCommandInput,
  CreateUserPoolCommand,
  type CreateUserPoolCommandInput,
} from '@aws-sdk/client-cognito-identity-provider'

/** What a development server is told, which takes any. */
const anyCredentials = { accessKeyId: 'test', secretAccessKey: 'test' }

/** The official SDK's clients, pointed at a server as `AWS_ENDPOINT_URL` would. */
export function sdkClients(endpoint: string, region = 'us-east-1', credentials = anyCredentials) {
  const config = { endpoint, region, credentials, maxAttempts: 1 }
  const clients = {
    cloudFormation: new CloudFormationClient(config),
    cognito: new CognitoIdentityProviderClient(config),
    apis: new ApiGatewayV2Client(config),
    logs: new CloudWatchLogsClient(config),
  }
  return {
    ...clients,
    close: () => {
      for (const client of Object.values(clients)) client.destroy()
    },
  }
}

/** A user pool and an app client of it. */
export async function createPoolWithClient(
  cognito: CognitoIdentityProviderClient,
  pool: Partial<CreateUserPoolCommandInput> = {},
  client: Partial<CreateUserPoolClientCommandInput> = {},
) {
  const { UserPool } = await cognito.send(new CreateUserPoolCommand({ PoolName: 'customers', ...pool }))
  const UserPoolId = UserPool?.Id ?? ''
  const { UserPoolClient } = await cognito.send(
    new CreateUserPoolClientCommand({ UserPoolId, ClientName: 'web', ...client }),
  )
  const { ClientId = '', ClientSecret = '' } = UserPoolClient ?? {}
  return { UserPoolId, ClientId, ClientSecret }
}
