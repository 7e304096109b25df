import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { openCloudFormation } from '../../../test/support/cloudformation.ts'

const StackName = 'shop'
const Bucket = 'assets'
const body = '{"Resources":{"Pool":{"Type":"AWS::Cognito::UserPool"}}}'

async function openTemplate(t: TestContext) {
  const opened = await openCloudFormation(t)
  await opened.s3.CreateBucket({ Bucket })
  await opened.s3.PutObject({ Bucket, Key: 'a b.json', Body: Buffer.from(body) })
  return opened
}

describe('TemplateURL', () => {
  for (const url of [
    'http://127.0.0.1:4566/assets/a%20b.json',
    'http://localhost:4566/assets/a%20b.json',
    'https://aws.example.com/assets/a%20b.json',
    'https://s3.us-east-1.amazonaws.com/assets/a%20b.json',
    'https://assets.s3.us-east-1.amazonaws.com/a%20b.json',
  ])
    it(`takes a template out of a bucket: ${url}`, async (t) => {
      const { client } = await openTemplate(t)
      await client.CreateStack({ StackName, TemplateURL: url })
      assert.equal((await client.GetTemplate({ StackName })).TemplateBody, body)
    })

  for (const [url, message] of [
    ['http://127.0.0.1:4566/assets/none.json', 'S3 error: The specified key does not exist.'],
    ['http://127.0.0.1:4566/other/a.json', 'S3 error: The specified bucket does not exist'],
    ['https://www.example.com/assets/a%20b.json', 'TemplateURL must be a supported URL.'],
    ['http://169.254.169.254/assets/a%20b.json', 'TemplateURL must be a supported URL.'],
    ['file:///assets/a%20b.json', 'TemplateURL must be a supported URL.'],
    ['http://127.0.0.1:4566/assets/%zz', 'TemplateURL must be a supported URL.'],
    ['http://127.0.0.1:4566/assets/%ff', 'TemplateURL must be a supported URL.'],
    ['https://s3.us-east-1.amazonaws.com/assetsx', 'TemplateURL must be a supported URL.'],
    ['https://assets.s3.us-east-1.amazonaws.com/', 'TemplateURL must be a supported URL.'],
    ['http://127.0.0.1:4566/assets/', 'TemplateURL must be a supported URL.'],
    ['nonsense', 'TemplateURL must be a supported URL.'],
  ] as const)
    it(`is refused: ${url}`, async (t) => {
      const { client } = await openTemplate(t)
      await assert.rejects(client.CreateStack({ StackName, TemplateURL: url }), { name: 'ValidationError', message })
    })

  it('takes larger templates than TemplateBody does, up to a million bytes', async (t) => {
    const { client, s3 } = await openTemplate(t)
    const put = (size: number) => s3.PutObject({ Bucket, Key: 'large', Body: Buffer.from(body.padEnd(size)) })
    const TemplateURL = 'http://localhost/assets/large'
    await put(1_000_000)
    await client.ValidateTemplate({ TemplateURL })
    await put(1_000_001)
    await assert.rejects(client.GetTemplateSummary({ TemplateURL }), {
      message: 'Template may not exceed 1000000 bytes in size.',
    })
  })
})
