import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { createServedApi, openGateway } from '../../../test/support/gateway.ts'

const DestinationArn = 'arn:aws:logs:us-east-1:000000000000:log-group:/aws/http-api'
const Format = '$context.requestId $context.status'

async function openStage(t: TestContext) {
  const { client } = await openGateway(t)
  const { ApiId } = await createServedApi(client)
  const stage = { ApiId, StageName: 'dev' }
  await client.CreateStage(stage)
  const settingsAfter = async (AccessLogSettings: object) =>
    (await client.UpdateStage({ ...stage, AccessLogSettings })).AccessLogSettings
  return { client, stage, settingsAfter }
}

describe('the access log settings of a stage', () => {
  it('are read back as they were given, until DeleteAccessLogSettings takes them away', async (t) => {
    const { client, stage, settingsAfter } = await openStage(t)
    const AccessLogSettings = { DestinationArn, Format }
    assert.deepEqual(await settingsAfter(AccessLogSettings), AccessLogSettings)
    assert.deepEqual((await client.GetStage(stage)).AccessLogSettings, AccessLogSettings)
    await client.DeleteAccessLogSettings(stage)
    await client.DeleteAccessLogSettings(stage)
    assert.equal((await client.GetStage(stage)).AccessLogSettings, undefined)
    await assert.rejects(client.DeleteAccessLogSettings({ ...stage, StageName: 'none' }), {
      name: 'NotFoundException',
      message: 'Invalid stage identifier specified',
    })
  })

  it('lose the ":*" that a template\'s Arn attribute ends in', async (t) => {
    const { settingsAfter } = await openStage(t)
    assert.deepEqual(await settingsAfter({ DestinationArn: `${DestinationArn}:*`, Format }), { DestinationArn, Format })
  })

  it('keep what an update does not give', async (t) => {
    const { settingsAfter } = await openStage(t)
    await settingsAfter({ DestinationArn, Format })
    const changed = `${Format} $context.path`
    assert.deepEqual(await settingsAfter({ Format: changed }), { DestinationArn, Format: changed })
    assert.deepEqual(await settingsAfter({}), { DestinationArn, Format: changed })
  })

  it('stay as they were when they are to have a log group that is not there', async (t) => {
    const { client, stage, settingsAfter } = await openStage(t)
    await settingsAfter({ DestinationArn, Format })
    const changed = { DestinationArn: DestinationArn.replace('/aws/http-api', 'missing') }
    await assert.rejects(settingsAfter(changed), { name: 'BadRequestException' })
    assert.deepEqual((await client.GetStage(stage)).AccessLogSettings, { DestinationArn, Format })
  })

  const both = 'AccessLogSettings must have both DestinationArn and Format'
  const found = 'The following errors are found in Access Log Format: '
  const refusals: [string, { DestinationArn?: string; Format?: string }, string][] = [
    ['no destination', { Format }, both],
    ['no format', { DestinationArn }, both],
    [
      'a stream',
      { DestinationArn: 'arn:aws:firehose:us-east-1:000000000000:deliverystream/amazon-apigateway-x', Format },
      'Invalid access log destination ARN: arn:aws:firehose:us-east-1:000000000000:deliverystream/amazon-apigateway-x',
    ],
    [
      'a log group of another region',
      { DestinationArn: DestinationArn.replace('us-east-1', 'eu-west-1'), Format },
      'Invalid access log destination ARN: arn:aws:logs:eu-west-1:000000000000:log-group:/aws/http-api',
    ],
    [
      'a log group that is not there',
      { DestinationArn: DestinationArn.replace('/aws/http-api', 'missing'), Format },
      'Invalid access log destination ARN: the log group missing does not exist',
    ],
    [
      'a format of two lines',
      { DestinationArn, Format: `${Format}\n` },
      `${found}Access Log format must be single line: '${Format}\n'`,
    ],
    [
      'a format without a request id',
      { DestinationArn, Format: '$context.status' },
      `${found}Access Log format must include either $context.requestId or $context.extendedRequestId : '$context.status'`,
    ],
    [
      'variables that HTTP APIs do not have',
      { DestinationArn, Format: `${Format} $context.wafResponseCode $context.stage|` },
      'The following context variables are not supported: [$context.wafResponseCode, $context.stage|]',
    ],
  ]
  for (const [what, AccessLogSettings, message] of refusals)
    it(`refuse ${what}`, async (t) => {
      const { settingsAfter } = await openStage(t)
      await assert.rejects(settingsAfter(AccessLogSettings), { name: 'BadRequestException', message })
    })
})
