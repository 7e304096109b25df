import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { openSecrets } from '../../test/support/secrets.ts'
import { ApiError } from '../wire/operation.ts'

describe('an operation of secrets needs to be allowed on', () => {
  it('the whole ARN, however the secret is named, and on its name when there is none', async (t) => {
    const { client, clientOf } = await openSecrets(t)
    const asked: string[] = []
    const caller = clientOf({
      arn: 'arn:aws:iam::000000000000:user/jane',
      userId: 'AIDA',
      authorize: ({ action, resource }) => {
        asked.push(`${action} ${resource}`)
        if (resource.includes('closed')) throw new ApiError('AccessDeniedException', 'no')
      },
    })
    const ClientRequestToken = 'x'.repeat(32)
    const { ARN = '' } = await client.CreateSecret({ Name: 'open', SecretString: 'x', ClientRequestToken })
    await client.CreateSecret({ Name: 'closed', SecretString: 'y', ClientRequestToken })
    const ids = ['open', ARN, ARN.slice(0, -7)]
    for (const SecretId of ids) await caller.GetSecretValue({ SecretId })
    assert.deepEqual(
      asked.splice(0),
      ids.map(() => `secretsmanager:GetSecretValue ${ARN}`),
    )
    const prefix = 'arn:aws:secretsmanager:us-east-1:000000000000:secret:'
    await assert.rejects(caller.DescribeSecret({ SecretId: 'none' }), { name: 'ResourceNotFoundException' })
    await caller.CreateSecret({ Name: 'new', ClientRequestToken, Tags: [{ Key: 'a', Value: 'b' }] })
    await caller.GetRandomPassword({})
    const [described, created, tagged, drawn] = asked.splice(0)
    assert.deepEqual(
      [described, created, drawn],
      [
        `secretsmanager:DescribeSecret ${prefix}none`,
        `secretsmanager:CreateSecret ${prefix}new`,
        'secretsmanager:GetRandomPassword *',
      ],
    )
    assert.match(tagged ?? '', /^secretsmanager:TagResource \S+:secret:new-\w{6}$/)
  })

  it('each secret of which several are read', async (t) => {
    const { client, clientOf } = await openSecrets(t)
    const ClientRequestToken = 'x'.repeat(32)
    for (const Name of ['open', 'closed']) await client.CreateSecret({ Name, SecretString: Name, ClientRequestToken })
    const caller = clientOf({
      arn: 'arn:aws:iam::000000000000:user/jane',
      userId: 'AIDA',
      authorize: ({ action, resource }) => {
        if (action === 'secretsmanager:GetSecretValue' && resource.includes('closed'))
          throw new ApiError('AccessDeniedException', 'no')
      },
    })
    const { SecretValues, Errors } = await caller.BatchGetSecretValue({ SecretIdList: ['open', 'closed'] })
    assert.deepEqual(
      [SecretValues?.map(({ Name }) => Name), Errors?.map(({ ErrorCode }) => ErrorCode)],
      [['open'], ['AccessDeniedException']],
    )
  })
})
