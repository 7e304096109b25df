import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { IAM } from '@aws-sdk/client-iam'
import { S3 } from '@aws-sdk/client-s3'
import { manualClock } from '../../../src/ports/clock.ts'
import { atEnd } from '../../support/at-end.ts'
import { openPoolgate } from '../../support/poolgate.ts'
import { presignUrl } from '../../support/presigned-url.ts'

const rootAccessKey = { accessKeyId: 'AKIAROOTROOTROOTROOT', secretAccessKey: 'root-secret-root-secret-root-secret' }

async function openWorld() {
  const clock = manualClock(new Date().toISOString())
  const { port } = await openPoolgate({ mode: 'production', rootAccessKey, clock })
  const endpoint = `http://127.0.0.1:${port}`
  const options = { endpoint, region: 'us-east-1', credentials: rootAccessKey, maxAttempts: 1 }
  const [s3, iam] = [new S3({ ...options, forcePathStyle: true }), new IAM(options)]
  atEnd(() => {
    s3.destroy()
    iam.destroy()
  })
  for (const Bucket of ['mine', 'theirs', 'inbox']) {
    await s3.createBucket({ Bucket })
    await s3.putObject({ Bucket, Key: 'a b/c.txt', Body: `of ${Bucket}`, ContentType: 'text/plain' })
  }
  const newUser = async (UserName: string, Action: string, bucket: string) => {
    await iam.createUser({ UserName })
    const Statement = [{ Effect: 'Allow', Action, Resource: `arn:aws:s3:::${bucket}/*` }]
    const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement })
    await iam.putUserPolicy({ UserName, PolicyName: 'p', PolicyDocument })
    const { AccessKey } = await iam.createAccessKey({ UserName })
    return { accessKeyId: AccessKey?.AccessKeyId ?? '', secretAccessKey: AccessKey?.SecretAccessKey ?? '' }
  }
  const [reader, writer] = [await newUser('reader', 's3:GetObject', 'mine'), await newUser('writer', 's3:*', 'inbox')]
  const presign = (
    bucket: string,
    more: { method?: string; key?: typeof reader; expires?: number; parameters?: Record<string, string> } = {},
  ) => {
    const { method = 'GET', key = rootAccessKey, expires = 300, parameters = {} } = more
    const url = `${endpoint}/${bucket}/a%20b/c.txt`
    return presignUrl(url, { method, ...key, now: clock.now(), expires, parameters })
  }
  const ask = async (url: string, init: RequestInit = {}) => {
    const answer = await fetch(url, init)
    const body = await answer.text()
    return { status: answer.status, body, code: /<Code>(.*?)<\/Code>/.exec(body)?.[1], headers: answer.headers }
  }
  return { clock, s3, presign, ask, reader, writer, newUser }
}

describe('a presigned URL', () => {
  let world: Awaited<ReturnType<typeof openWorld>>
  before(async () => {
    world = await openWorld()
  })

  it('reads and writes the object that it was made for', async () => {
    const { presign, ask } = world
    const { status, body } = await ask(presign('mine'))
    assert.deepEqual([status, body], [200, 'of mine'])
    const parameters = { 'x-amz-meta-author': 'jane' }
    const put = presign('mine', { method: 'PUT', parameters })
    assert.equal((await ask(put, { method: 'PUT', body: 'written' })).status, 200)
    const read = await ask(presign('mine'))
    assert.deepEqual([read.body, read.headers.get('x-amz-meta-author')], ['written', 'jane'])
  })

  it('is of no use once it has expired, or for longer than a week', async () => {
    const { presign, ask, clock } = world
    const url = presign('mine', { expires: 60 })
    assert.equal((await ask(url)).status, 200)
    clock.advance(61_000)
    const { status, code, body } = await ask(url)
    assert.deepEqual([status, code], [403, 'AccessDenied'])
    assert.match(body, /<Message>Request has expired<\/Message>/)
    assert.equal((await ask(presign('mine', { expires: 604_801 }))).status, 403)
  })

  for (const [what, edit] of Object.entries<(url: string) => string>({
    'another bucket': (url) => url.replace('/mine/', '/theirs/'),
    'another key': (url) => url.replace('c.txt', 'd.txt'),
    'a longer life': (url) => url.replace('X-Amz-Expires=300', 'X-Amz-Expires=3000'),
    'another operation': (url) => `${url}&tagging`,
    'a header more': (url) => `${url}&x-amz-acl=public-read`,
    'another signature': (url) =>
      url.replace(/X-Amz-Signature=./, (text) => `${text.slice(0, -1)}g`.replace('g', text.endsWith('0') ? '1' : '0')),
    'no host among what is signed': (url) => url.replace('X-Amz-SignedHeaders=host', 'X-Amz-SignedHeaders=range'),
  }))
    it(`is of no use for ${what}`, async () => {
      const { status } = await world.ask(edit(world.presign('mine')))
      assert.equal(status, 403)
    })

  it('is of no use for another method, nor with a header that was not signed', async () => {
    const { presign, ask } = world
    for (const method of ['PUT', 'DELETE'])
      assert.deepEqual((await ask(presign('mine'), { method })).code, 'SignatureDoesNotMatch')
    const copied = await ask(presign('mine', { method: 'PUT' }), {
      method: 'PUT',
      headers: { 'x-amz-copy-source': '/theirs/a%20b/c.txt' },
    })
    assert.equal(copied.status, 403)
  })

  it('copies nothing that its signer may not read', async () => {
    const { presign, ask, writer } = world
    const copy = (from: string) => {
      const parameters = { 'x-amz-copy-source': `${from}/a%20b/c.txt` }
      return ask(presign('inbox', { method: 'PUT', key: writer, parameters }), { method: 'PUT' })
    }
    assert.equal((await copy('inbox')).code, 'InvalidRequest')
    assert.deepEqual([(await copy('theirs')).status, (await copy('theirs')).code], [403, 'AccessDenied'])
  })

  it('has the headers that were signed in it, however the name of its signature is written', async () => {
    const { presign, ask, reader } = world
    const put = (parameters: Record<string, string>) => {
      const url = presign('mine', { method: 'PUT', parameters })
      return ask(url.replace('X-Amz-Signature=', 'X%2DAmz-Signature='), { method: 'PUT', body: 'mine' })
    }
    const another = Buffer.alloc(32).toString('base64')
    assert.equal((await put({ 'x-amz-checksum-sha256': another })).code, 'BadDigest')
    assert.equal((await put({ 'x-amz-copy-source': 'theirs/a%20b/c.txt' })).status, 200)
    assert.equal((await ask(presign('mine', { key: reader }))).body, 'of theirs')
  })

  it('copies nothing without TLS out of a bucket that is closed to whoever comes so', async () => {
    const { s3, presign, ask, newUser } = world
    const Bucket = 'closed'
    await s3.createBucket({ Bucket })
    await s3.putObject({ Bucket, Key: 'a b/c.txt', Body: 'for TLS' })
    const Statement = {
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:*',
      Resource: [`arn:aws:s3:::${Bucket}`, `arn:aws:s3:::${Bucket}/*`],
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    }
    await s3.putBucketPolicy({ Bucket, Policy: JSON.stringify({ Version: '2012-10-17', Statement }) })
    const key = await newUser('copier', 's3:*', '*')
    const parameters = { 'x-amz-copy-source': `${Bucket}/a%20b/c.txt` }
    const { status, code } = await ask(presign('inbox', { method: 'PUT', key, parameters }), { method: 'PUT' })
    assert.deepEqual([status, code], [403, 'AccessDenied'])
  })

  it('may do what its signer may, and nothing else', async () => {
    const { presign, ask, reader } = world
    assert.equal((await ask(presign('mine', { key: reader }))).status, 200)
    for (const [bucket, method] of [
      ['theirs', 'GET'],
      ['mine', 'PUT'],
    ] as const) {
      const { status, code } = await ask(presign(bucket, { key: reader, method }), { method })
      assert.deepEqual([status, code], [403, 'AccessDenied'])
    }
  })
})
