import { ApiGatewayV2 } from '@aws-sdk/client-apigatewayv2'
import { CloudFormation } from '@aws-sdk/client-cloudformation'
import { CognitoIdentityProvider } from '@aws-sdk/client-cognito-identity-provider'
import { IAM } from '@aws-sdk/client-iam'
import { S3 } from '@aws-sdk/client-s3'
import { STS } from '@aws-sdk/client-sts'
import { manualClock } from '../../src/ports/clock.ts'
import type { PoolgateOptions } from '../../src/server/poolgate-options.ts'
import { atEnd } from './at-end.ts'
import { openPoolgate } from './poolgate.ts'

export interface Credentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
}

export const rootAccessKey = {
  accessKeyId: 'AKIAROOTROOTROOTROOT',
  secretAccessKey: 'root-secret-root-secret-root-secret',
}
/** A policy that allows all there is. */
const everything = JSON.stringify({ Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] })
/** A trust policy for the account. */
const trusted = JSON.stringify({
  Statement: [{ Effect: 'Allow', Principal: { AWS: '000000000000' }, Action: 'sts:AssumeRole' }],
})

/** A whole server in production mode in this process, a user who may do everything, and whoever gets credentials there. */
export async function openProduction(more: Pick<PoolgateOptions, 'allowPrivateTargets'> = {}) {
  // Clients sign by this machine's clock, and correct it by the Date of the first answer that they get.
  const clock = manualClock(new Date().toISOString())
  const { port } = await openPoolgate({ mode: 'production', rootAccessKey, clock, ...more })
  const endpoint = `http://127.0.0.1:${port}`
  /** Their first calls are signed by the server's clock, which stands still. */
  const clientsFor = (credentials: Credentials) => {
    const systemClockOffset = clock.now().getTime() - Date.now()
    const options = { endpoint, region: 'us-east-1', credentials, maxAttempts: 1, systemClockOffset }
    const clients = {
      apis: new ApiGatewayV2(options),
      cognito: new CognitoIdentityProvider(options),
      iam: new IAM(options),
      s3: new S3({ ...options, forcePathStyle: true }),
      stacks: new CloudFormation(options),
      sts: new STS(options),
    }
    atEnd(() => {
      for (const client of Object.values(clients)) client.destroy()
    })
    return clients
  }
  const root = clientsFor(rootAccessKey)
  const newRole = async (RoleName: string, PolicyDocument = everything, trust = trusted): Promise<string> => {
    const { Role } = await root.iam.createRole({ RoleName, AssumeRolePolicyDocument: trust })
    await root.iam.putRolePolicy({ RoleName, PolicyName: 'p', PolicyDocument })
    return Role?.Arn ?? ''
  }
  const newUser = async (UserName: string, PolicyDocument = everything): Promise<Credentials> => {
    await root.iam.createUser({ UserName })
    await root.iam.putUserPolicy({ UserName, PolicyName: 'p', PolicyDocument })
    const { AccessKey } = await root.iam.createAccessKey({ UserName })
    const { AccessKeyId: accessKeyId = '', SecretAccessKey: secretAccessKey = '' } = AccessKey ?? {}
    return { accessKeyId, secretAccessKey }
  }
  return { clock, port, clientsFor, root, newRole, newUser, jane: await newUser('jane') }
}
