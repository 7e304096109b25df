import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import {
  AdminGetUserCommand,
  CreateUserImportJobCommand,
  CreateUserPoolCommand,
  DescribeUserImportJobCommand,
  GetCSVHeaderCommand,
  StartUserImportJobCommand,
  type UserImportJobType,
} from '@aws-sdk/client-cognito-identity-provider'
import { sdkClients } from '../../support/sdk.ts'
import { type SpawnedServer, startServer } from '../../support/server.ts'

const CloudWatchLogsRoleArn = 'arn:aws:iam::123456789012:role/import'

describe('user imports by the AWS SDK', () => {
  let server: SpawnedServer
  let clients: ReturnType<typeof sdkClients>
  before(async () => {
    server = await startServer()
    clients = sdkClients(server.url)
  })
  after(async () => {
    clients.close()
    await server.stop()
  })

  const createJob = async (UserPoolId: string | undefined): Promise<UserImportJobType> => {
    const command = new CreateUserImportJobCommand({ UserPoolId, JobName: 'all', CloudWatchLogsRoleArn })
    return (await clients.cognito.send(command)).UserImportJob ?? assert.fail('no job')
  }
  const upload = (url: string | undefined, body: string, headers: Record<string, string> = {}) =>
    fetch(url ?? '', { method: 'PUT', body, headers: { 'x-amz-server-side-encryption': 'aws:kms', ...headers } })
  /** The job once it has ended. */
  const ended = async (names: { UserPoolId: string | undefined; JobId: string | undefined }) => {
    for (;;) {
      const { UserImportJob } = await clients.cognito.send(new DescribeUserImportJobCommand(names))
      if (!['Pending', 'InProgress', 'Stopping'].includes(UserImportJob?.Status ?? '')) return UserImportJob
      await delay(20)
    }
  }

  it('take the file at the address of the job and make users of its rows, which outlive a crash', async () => {
    const { UserPool } = await clients.cognito.send(new CreateUserPoolCommand({ PoolName: 'customers' }))
    const UserPoolId = UserPool?.Id
    const { CSVHeader = [] } = await clients.cognito.send(new GetCSVHeaderCommand({ UserPoolId }))
    const rows = Array.from({ length: 3000 }, (_, index) =>
      CSVHeader.map((name) => {
        if (name === 'cognito:username') return `user${index}`
        if (name === 'email') return `user${index}@example.com`
        return { email_verified: 'true', 'cognito:mfa_enabled': 'false' }[name] ?? ''
      }).join(','),
    )
    const { JobId, PreSignedUrl } = await createJob(UserPoolId)
    const uploaded = await upload(PreSignedUrl, [CSVHeader.join(','), ...rows].join('\n'))
    assert.equal(uploaded.status, 200)
    await clients.cognito.send(new StartUserImportJobCommand({ UserPoolId, JobId }))
    const { dataDir } = server
    await server.kill()
    clients.close()
    server = await startServer({ dataDir })
    clients = sdkClients(server.url)
    const job = await ended({ UserPoolId, JobId })
    assert.deepEqual([job?.Status, job?.ImportedUsers, job?.SkippedUsers], ['Succeeded', 3000, 0])
    const user = await clients.cognito.send(new AdminGetUserCommand({ UserPoolId, Username: 'user2999' }))
    assert.equal(user.UserStatus, 'RESET_REQUIRED')
  })

  it('refuse an upload without the header that the address is signed with, or to another address', async () => {
    const { UserPool } = await clients.cognito.send(new CreateUserPoolCommand({ PoolName: 'others' }))
    const { PreSignedUrl = '' } = await createJob(UserPool?.Id)
    assert.equal((await upload(PreSignedUrl, 'x', { 'x-amz-server-side-encryption': 'AES256' })).status, 403)
    assert.equal((await upload(`${PreSignedUrl}x`, 'x')).status, 403)
    assert.equal((await fetch(PreSignedUrl)).status, 405)
  })
})
