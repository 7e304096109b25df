import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { openUserPool, refusal } from '../../../test/support/user-pool.ts'
import { uploadImportFile } from '../user-import/import-jobs.ts'
import { createUserImports } from '../user-import/user-imports.ts'

const CloudWatchLogsRoleArn = 'arn:aws:iam::123456789012:role/import'
const header = 'cognito:username,cognito:mfa_enabled,email,email_verified,phone_number,custom:tenant'

async function openImport(t: TestContext) {
  const opened = await openUserPool(t, {
    pool: { Schema: [{ Name: 'tenant', AttributeDataType: 'String', Mutable: true }], UsernameAttributes: [] },
  })
  const { client, UserPoolId, clock } = opened
  const create = async () => {
    const { UserImportJob } = await client.CreateUserImportJob({
      UserPoolId,
      JobName: 'all users',
      CloudWatchLogsRoleArn,
    })
    return UserImportJob ?? assert.fail('no job')
  }
  const tokenOf = (url: string | undefined) => new URL(url ?? '').searchParams.get('token') ?? ''
  async function* content(text: string) {
    yield Buffer.from(text)
  }
  const upload = (url: string | undefined, text: string) =>
    uploadImportFile({ ...opened, now: clock.now() }, tokenOf(url), content(text))
  const job = async (JobId: string | undefined) =>
    (await client.DescribeUserImportJob({ UserPoolId, JobId })).UserImportJob ?? assert.fail('no job')
  /** Imports a file and answers the job at its end. */
  const importFile = async (...rows: string[]) => {
    const { JobId, PreSignedUrl } = await create()
    assert.deepEqual(await upload(PreSignedUrl, rows.join('\r\n')), { status: 200 })
    await client.StartUserImportJob({ UserPoolId, JobId })
    await opened.userImports.settled()
    return job(JobId)
  }
  return { ...opened, create, upload, job, importFile }
}

describe('GetCSVHeader', () => {
  it('names every attribute of the pool but sub, and two columns of its own', async (t) => {
    const { client, UserPoolId } = await openImport(t)
    const { CSVHeader = [] } = await client.GetCSVHeader({ UserPoolId })
    assert.deepEqual(
      [CSVHeader[0], CSVHeader.includes('sub'), ...CSVHeader.slice(-3)],
      ['name', false, 'custom:tenant', 'cognito:mfa_enabled', 'cognito:username'],
    )
  })
})

describe('a user import job', () => {
  it('makes users who set a password before they sign in', async (t) => {
    const { client, UserPoolId, ClientId, importFile, lastCode, signIn, uploads, clock } = await openImport(t)
    const done = await importFile(
      header,
      'jane,false,jane@example.com,TRUE,,7',
      '"jo,hn",true,john@example.com,true,+15555550100,',
    )
    assert.deepEqual(
      { ...done, JobId: undefined },
      {
        JobName: 'all users',
        JobId: undefined,
        UserPoolId,
        CreationDate: clock.now(),
        StartDate: clock.now(),
        CompletionDate: clock.now(),
        Status: 'Succeeded',
        CloudWatchLogsRoleArn,
        ImportedUsers: 2,
        SkippedUsers: 0,
        FailedUsers: 0,
        CompletionMessage: 'Import Job Completed Successfully.',
      },
    )
    assert.equal(uploads.files.size, 0)
    const { UserAttributes, UserStatus } = await client.AdminGetUser({ UserPoolId, Username: 'jane' })
    assert.equal(UserStatus, 'RESET_REQUIRED')
    assert.deepEqual(
      UserAttributes?.filter(({ Name }) => Name !== 'sub').map(({ Name, Value }) => [Name, Value]),
      [
        ['email', 'jane@example.com'],
        ['email_verified', 'true'],
        ['custom:tenant', '7'],
      ],
    )
    await assert.rejects(signIn('jane', 'S3cure!!'), { code: 'PasswordResetRequiredException' })
    await client.ForgotPassword({ ClientId, Username: 'jane' })
    const reset = { ClientId, Username: 'jane', ConfirmationCode: lastCode(), Password: 'S3cure!!' }
    await client.ConfirmForgotPassword(reset)
    assert.ok((await signIn('jane', 'S3cure!!')).AuthenticationResult)
    assert.equal((await client.AdminGetUser({ UserPoolId, Username: 'jo,hn' })).PreferredMfaSetting, 'SMS_MFA')
  })

  it('logs the rows that become no user, with their reasons, and counts them', async (t) => {
    const { importFile, addUser, log } = await openImport(t)
    await addUser('taken', { UserAttributes: [{ Name: 'email', Value: 'taken@example.com' }] })
    const done = await importFile(
      header,
      'jane,false,jane@example.com,true,,',
      'taken,false,other@example.com,true,,',
      'x,false,x@example.com,false,,',
      'x,maybe,x@example.com,true,,',
      'x,true,x@example.com,true,,',
      'x,false,not an address,true,,',
      'x,false',
      `x,false,x@example.com,true,,${'7'.repeat(16_001)}`,
      ',false,,true,+15555550100,',
    )
    assert.deepEqual([done.ImportedUsers, done.SkippedUsers, done.FailedUsers], [1, 1, 7])
    const rows = log.entries.filter(({ event }) => event === 'user-import-row')
    const reasons = Object.fromEntries(
      rows.map(({ line, outcome, reason }) => [line, `[${String(outcome)}] ${String(reason)}`]),
    )
    const unverified =
      '[FAILED] The User Record does not set any of the auto verified attributes to true. (Example: email_verified to true).'
    assert.deepEqual(reasons, {
      3: '[SKIPPED] The user already exists.',
      4: unverified,
      5: '[FAILED] cognito:mfa_enabled must be true or false.',
      6: '[FAILED] The User Record has MFA enabled and no phone_number.',
      7: '[FAILED] Invalid email address format.',
      8: '[FAILED] The row has 2 values and the header 6.',
      9: '[FAILED] The row is too long or its quotes are wrong.',
      10: unverified,
    })
  })

  for (const [what, rows, message] of [
    ['has no row', [''], 'The file is empty.'],
    [
      'names an unknown column',
      [`${header},colour`],
      'The header has the column colour, which is no attribute of the pool.',
    ],
    ['lacks a column', ['cognito:username,email'], 'The header lacks the column cognito:mfa_enabled.'],
    [
      'makes no user at all',
      [header, 'x,false,x@example.com,false,,'],
      'Too many users have failed or been skipped during the import.',
    ],
  ] as const)
    it(`fails when the file ${what}`, async (t) => {
      const { importFile } = await openImport(t)
      const { Status, CompletionMessage } = await importFile(...rows)
      assert.deepEqual([Status, CompletionMessage], ['Failed', message])
    })

  it('takes one file, with the address of the job, for 899 seconds', async (t) => {
    const { create, upload, client, UserPoolId, clock, userImports } = await openImport(t)
    const { JobId, PreSignedUrl } = await create()
    await assert.rejects(
      client.StartUserImportJob({ UserPoolId, JobId }),
      refusal('PreconditionNotMetException', `No CSV file has been uploaded for user import job ${JobId}.`),
    )
    assert.equal((await upload('http://x/?token=x', '')).status, 403)
    await upload(PreSignedUrl, header)
    await client.StartUserImportJob({ UserPoolId, JobId })
    await userImports.settled()
    assert.equal((await upload(PreSignedUrl, header)).status, 409)
    await assert.rejects(
      client.StartUserImportJob({ UserPoolId, JobId }),
      refusal('PreconditionNotMetException', `User import job ${JobId} cannot be started any more.`),
    )
    const { PreSignedUrl: late } = await create()
    clock.advance(899_000)
    assert.deepEqual(await upload(late, header), { status: 403, message: 'Request has expired' })
  })

  it('expires when it is not started in a day', async (t) => {
    const { create, upload, client, UserPoolId, clock, job } = await openImport(t)
    const { JobId, PreSignedUrl } = await create()
    await upload(PreSignedUrl, header)
    clock.advance(24 * 3_600_000)
    const { Status, CompletionMessage } = await job(JobId)
    assert.deepEqual([Status, CompletionMessage], ['Expired', 'The user import job has expired.'])
    await assert.rejects(client.StartUserImportJob({ UserPoolId, JobId }), { code: 'PreconditionNotMetException' })
  })

  it('is the only one of its pool while it goes on, keeps the pool as it is, and can be stopped', async (t) => {
    const { create, upload, client, UserPoolId, job, userImports } = await openImport(t)
    const [first, second] = [await create(), await create()]
    for (const { PreSignedUrl } of [first, second])
      await upload(PreSignedUrl, `${header}\n${'x,false,x@example.com,true,,\n'.repeat(1000)}`)
    await client.StartUserImportJob({ UserPoolId, JobId: first.JobId })
    await assert.rejects(
      client.StartUserImportJob({ UserPoolId, JobId: second.JobId }),
      refusal('PreconditionNotMetException', `Another user import job of user pool ${UserPoolId} is in progress.`),
    )
    const inProgress = refusal(
      'UserImportInProgressException',
      `A user import job is in progress in user pool ${UserPoolId}.`,
    )
    await assert.rejects(client.UpdateUserPool({ UserPoolId }), inProgress)
    await assert.rejects(client.DeleteUserPool({ UserPoolId }), inProgress)
    const { UserImportJob } = await client.StopUserImportJob({ UserPoolId, JobId: first.JobId })
    assert.equal(UserImportJob?.Status, 'Stopping')
    await userImports.settled()
    const { Status, ImportedUsers = 0, SkippedUsers = 0 } = await job(first.JobId)
    assert.equal(Status, 'Stopped')
    assert.ok(ImportedUsers + SkippedUsers < 1000)
    await assert.rejects(client.StopUserImportJob({ UserPoolId, JobId: first.JobId }), {
      code: 'PreconditionNotMetException',
    })
  })

  it('goes on after a restart where it was, with every row once', async (t) => {
    const opened = await openImport(t)
    const { create, upload, client, UserPoolId, job, userImports } = opened
    const { JobId, PreSignedUrl } = await create()
    const rows = Array.from({ length: 1000 }, (_, index) => `user${index},false,u${index}@example.com,true,,`)
    await upload(PreSignedUrl, [header, ...rows].join('\n'))
    await client.StartUserImportJob({ UserPoolId, JobId })
    await userImports.stop()
    assert.equal((await job(JobId)).Status, 'InProgress')
    const next = createUserImports(opened)
    await next.resume()
    await next.settled()
    const { Status, ImportedUsers, SkippedUsers } = await job(JobId)
    assert.deepEqual([Status, ImportedUsers, SkippedUsers], ['Succeeded', 1000, 0])
  })

  it('is listed, newest first and page by page', async (t) => {
    const { create, client, UserPoolId, clock } = await openImport(t)
    const [old] = [await create()]
    clock.advance(1000)
    const young = await create()
    const first = await client.ListUserImportJobs({ UserPoolId, MaxResults: 1 })
    const { PaginationToken } = first
    const rest = await client.ListUserImportJobs({ UserPoolId, MaxResults: 1, PaginationToken })
    assert.deepEqual(
      [first, rest].map(({ UserImportJobs }) => UserImportJobs?.map(({ JobId }) => JobId)),
      [[young.JobId], [old.JobId]],
    )
    assert.equal(rest.PaginationToken, undefined)
    await assert.rejects(
      client.DescribeUserImportJob({ UserPoolId, JobId: 'import-none' }),
      refusal('ResourceNotFoundException', 'User import job import-none does not exist.'),
    )
  })
})
