import type { TestContext } from 'node:test'
import { operations } from '../../src/iam/sts/operations/index.ts'
import type { StsClient } from '../../src/iam/sts/service.ts'
import type { Caller } from '../../src/wire/access.ts'
import type { WireRequest } from '../../src/wire/message.ts'
import { loadModel } from '../../src/wire/model.ts'
import { inProcessClient } from '../../src/wire/service.ts'
import { signRequest } from '../../src/wire/sign-request.ts'
import { openIam } from './iam.ts'

export interface SessionCredentials {
  readonly AccessKeyId: string
  readonly SecretAccessKey: string
  readonly SessionToken?: string
}

/** A call of a service that is signed with these credentials. */
export function signedCall(
  { AccessKeyId, SecretAccessKey, SessionToken }: SessionCredentials,
  now: Date,
  service = 'cognito-idp',
): WireRequest {
  const headers = {
    host: 'localhost',
    ...(SessionToken !== undefined && { 'x-amz-security-token': SessionToken }),
  }
  const signature = signRequest(
    { method: 'POST', path: '/', headers, body: '{}' },
    { region: 'eu-west-1', service, now },
    { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey },
  )
  const body = Buffer.from('{}')
  return {
    method: 'POST',
    path: '/',
    query: '',
    headers: { ...headers, ...signature },
    body,
    sourceIp: '127.0.0.1',
    isSecure: true,
  }
}

/** IAM and STS in process: roles, users with keys, and who calls with what they were given. */
export async function openRoles(t: TestContext) {
  return rolesOf(await openIam(t))
}

/** The same on an IAM that is there already. */
export function rolesOf(opened: Awaited<ReturnType<typeof openIam>>) {
  const { client, clock, access } = opened
  const service = { ...opened.service, model: loadModel('sts'), operations }
  const sts = (caller?: Caller) =>
    inProcessClient<StsClient>(service, () => ({
      requestId: '1',
      now: clock.now(),
      region: 'eu-west-1',
      accountId: '000000000000',
      sourceIp: '127.0.0.1',
      ...(caller && { caller }),
    }))
  const identify = async (credentials: SessionCredentials, as = 'cognito-idp'): Promise<Caller> =>
    (await access.identify(signedCall(credentials, clock.now(), as), as)).caller
  /** A user with one policy that says all of this. */
  const newUser = async (UserName: string, ...Statement: object[]): Promise<Caller> => {
    await client.CreateUser({ UserName })
    if (Statement.length > 0)
      await client.PutUserPolicy({ UserName, PolicyName: 'p', PolicyDocument: JSON.stringify({ Statement }) })
    const { AccessKey } = await client.CreateAccessKey({ UserName })
    return identify(AccessKey)
  }
  /** A role that trusts as the statements say; `may` is its one policy. */
  const newRole = async (RoleName: string, trust: readonly object[], ...may: object[]): Promise<string> => {
    const AssumeRolePolicyDocument = JSON.stringify({ Statement: trust })
    const { Role } = await client.CreateRole({ RoleName, AssumeRolePolicyDocument, MaxSessionDuration: 7200 })
    if (may.length > 0)
      await client.PutRolePolicy({ RoleName, PolicyName: 'p', PolicyDocument: JSON.stringify({ Statement: may }) })
    return Role?.Arn ?? ''
  }
  return { ...opened, sts, identify, newUser, newRole }
}
