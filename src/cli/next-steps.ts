import type { RunningPoolgate } from '../server/poolgate.ts'
import type { DeployedStack } from './deploy-stack.ts'

/** What `up` prints once a stack is there: where everything is, and commands to try. */
export function nextSteps(server: RunningPoolgate, { stack, resources }: DeployedStack): string {
  const idsOf = (type: string): string[] =>
    resources.flatMap(({ ResourceType, PhysicalResourceId }) =>
      ResourceType === type && PhysicalResourceId ? [PhysicalResourceId] : [],
    )
  const [apiId] = idsOf('AWS::ApiGatewayV2::Api')
  const [poolId] = idsOf('AWS::Cognito::UserPool')
  const [clientId] = idsOf('AWS::Cognito::UserPoolClient')
  const invokeUrl = apiId && `http://${apiId}.execute-api.localhost:${server.port}/`
  const rows: (readonly [string, string | undefined])[] = [
    ['endpoint', server.url],
    ['invoke URL', invokeUrl],
    ['or', apiId && `${server.url}/execute-api/${apiId}/`],
    ['user pool', poolId],
    ['app client', clientId],
    ...(stack.Outputs ?? []).map(({ OutputKey, OutputValue }) => [`output ${OutputKey}`, OutputValue] as const),
  ]
  const known = rows.filter((row): row is readonly [string, string] => row[1] !== undefined)
  const width = Math.max(...known.map(([name]) => name.length))
  const table = known.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`).join('\n')
  const walk = invokeUrl && poolId && clientId ? tryNext(server, invokeUrl, poolId, clientId) : ''
  return `\nstack ${stack.StackName} is ${stack.StackStatus}\n\n${table}\n${walk}\nRequests:\n`
}

function tryNext(server: RunningPoolgate, invokeUrl: string, poolId: string, clientId: string): string {
  return `
Try, in another terminal:

  curl -i ${invokeUrl}

  export AWS_ENDPOINT_URL=${server.url} AWS_DEFAULT_REGION=${server.region} AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test
  aws cognito-idp sign-up --client-id ${clientId} --username jane@example.com --password 'S3cure!!'
  aws cognito-idp admin-confirm-sign-up --user-pool-id ${poolId} --username jane@example.com
  TOKEN=$(aws cognito-idp initiate-auth --client-id ${clientId} --auth-flow USER_PASSWORD_AUTH \\
    --auth-parameters 'USERNAME=jane@example.com,PASSWORD=S3cure!!' --query AuthenticationResult.AccessToken --output text)
  curl -i -H "Authorization: Bearer $TOKEN" ${invokeUrl}
`
}
