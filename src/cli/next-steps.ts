import type { Stack } from '@aws-sdk/client-cloudformation'
import type { RunningPoolgate } from '../server/poolgate.ts'
import type { DeployedStack } from './deploy-stack.ts'

/** What `up` prints once its stacks are there: where everything is, and commands to try. */
export function nextSteps(server: RunningPoolgate, stacks: readonly DeployedStack[]): string {
  const resources = stacks.flatMap((deployed) => deployed.resources)
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
    ...stacks.flatMap(({ stack }) => outputsOf(stack, stacks.length > 1)),
  ]
  const known = rows.filter((row): row is readonly [string, string] => row[1] !== undefined)
  const width = Math.max(...known.map(([name]) => name.length))
  const table = known.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`).join('\n')
  const walk = invokeUrl && poolId && clientId ? tryNext(server, invokeUrl, poolId, clientId) : ''
  const states = stacks.map(({ stack }) => `\nstack ${stack.StackName} is ${stack.StackStatus}\n`).join('')
  return `${states}\n${table}\n${walk}\nRequests:\n`
}

function outputsOf(
  { StackName, Outputs = [] }: Stack,
  isOneOfSeveral: boolean,
): (readonly [string, string | undefined])[] {
  const prefix = isOneOfSeveral ? `${StackName}.` : ''
  return Outputs.map(({ OutputKey, OutputValue }) => [`output ${prefix}${OutputKey}`, OutputValue])
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
