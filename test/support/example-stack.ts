import { readFileSync } from 'node:fs'
import { CreateStackCommand, DescribeStacksCommand } from '@aws-sdk/client-cloudformation'
import type { sdkClients } from './sdk.ts'

export interface ExampleStack {
  readonly httpApiUrl: string
  readonly apiId: string
  readonly userPoolId: string
  readonly clientId: string
}

/** Deploys examples/cognito-http-api/stack.yaml through CloudFormation and reads its outputs. */
export async function deployExample(
  { cloudFormation }: Pick<ReturnType<typeof sdkClients>, 'cloudFormation'>,
  stackName = 'cognito-http-api',
): Promise<ExampleStack> {
  const TemplateBody = readFileSync('examples/cognito-http-api/stack.yaml', 'utf8')
  await cloudFormation.send(new CreateStackCommand({ StackName: stackName, TemplateBody }))
  return readExample({ cloudFormation }, stackName)
}

export async function readExample(
  { cloudFormation }: Pick<ReturnType<typeof sdkClients>, 'cloudFormation'>,
  stackName = 'cognito-http-api',
): Promise<ExampleStack> {
  const { Stacks } = await cloudFormation.send(new DescribeStacksCommand({ StackName: stackName }))
  const output = (key: string): string => {
    const value = Stacks?.[0]?.Outputs?.find(({ OutputKey }) => OutputKey === key)?.OutputValue
    if (value === undefined) throw new Error(`stack ${stackName} (${Stacks?.[0]?.StackStatus}) has no output ${key}`)
    return value
  }
  const httpApiUrl = output('HttpApiUrl')
  return {
    httpApiUrl,
    apiId: /^https:\/\/([a-z0-9]+)\./.exec(httpApiUrl)![1]!,
    userPoolId: output('UserPoolId'),
    clientId: output('UserPoolClientId'),
  }
}
