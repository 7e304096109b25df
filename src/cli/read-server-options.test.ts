import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { UsageError } from './command.ts'
import { readServerOptions } from './read-server-options.ts'
import type { ServerValues } from './server-options.ts'

const read = (values: Partial<ServerValues>) => readServerOptions(values, () => {})

describe('the options of a server', () => {
  it('say where functions are invoked, by name or ARN', () => {
    const arn = 'arn:aws:lambda:us-east-1:000000000000:function:b'
    const url = 'http://127.0.0.1:9000/2015-03-31/functions/function/invocations'
    const options = read({ 'lambda-endpoint': 'http://127.0.0.1:3001', lambda: [`a=${url}?x=1`, `${arn}=${url}`] })
    assert.equal(options.lambdaEndpoint, 'http://127.0.0.1:3001')
    assert.deepEqual(options.lambdas, { a: `${url}?x=1`, [arn]: url })
  })

  it('say where private integrations lead', () => {
    const arn = 'arn:aws:elasticloadbalancing:us-east-1:000000000000:listener/app/a/1/2'
    const options = read({ 'private-integration': [`${arn}=http://10.0.0.7:8080`] })
    assert.deepEqual(options.privateIntegrations, { [arn]: 'http://10.0.0.7:8080' })
  })

  it('say which certificates TLS clients get', () => {
    const options = read({ certificate: ['shop.pem=shop-key.pem'] })
    assert.deepEqual(options.certificates, [{ certFile: 'shop.pem', keyFile: 'shop-key.pem' }])
  })

  it('say which names an ACME authority certifies', () => {
    const directory = 'https://acme-v02.api.letsencrypt.org/directory'
    assert.deepEqual(read({ 'acme-domain': ['API.example.com'] }).acme, { domains: ['api.example.com'], directory })
    const staging = 'https://acme-staging-v02.api.letsencrypt.org/directory'
    const all = { 'acme-domain': ['a.example'], 'acme-directory': staging, 'acme-email': 'ops@a.example' }
    assert.deepEqual(read(all).acme, { domains: ['a.example'], directory: staging, email: 'ops@a.example' })
  })

  it('say where truststores are', () => {
    const options = read({ truststore: ['s3://bucket/clients.pem=certs/a=b.pem'] })
    assert.deepEqual(options.truststores, { 's3://bucket/clients.pem': 'certs/a=b.pem' })
  })

  it('say which ids resources of templates get', () => {
    assert.deepEqual(read({ pin: ['Pool=us-east-1_a', 'Api=shop'] }).pins, { Pool: 'us-east-1_a', Api: 'shop' })
  })

  it('raise what an account may ask for', () => {
    assert.deepEqual(read({ 'account-throttling': '20000,9000' }).accountThrottling, { rate: 20_000, burst: 9_000 })
    assert.equal(read({}).accountThrottling, undefined)
  })

  it('say who delivers mail and text messages, and their secret comes from the environment', () => {
    const smtp = 'smtps://user:pass@smtp.example.com'
    const byOption = read({ smtp, 'mail-from': 'Shop <shop@example.com>' })
    assert.deepEqual([byOption.smtp, byOption.mailFrom], [smtp, 'Shop <shop@example.com>'])
    const env = { POOLGATE_SMS_WEBHOOK_SECRET: 's3cret' }
    const { smsWebhook } = readServerOptions({ 'sms-webhook': 'https://sms.example/send' }, () => {}, env)
    assert.deepEqual(smsWebhook, { url: 'https://sms.example/send', secret: 's3cret' })
  })

  for (const values of [
    { smtp: 'smtps://smtp.example.com' },
    { 'drain-seconds': '6' },
    { 'trusted-proxy': ['10.0.0.0/33'] },
    { 'sign-ins-per-minute': '0' },
    { 'max-connections': 'many' },
    { smtp: 'smtp.example.com', 'mail-from': 'a@b.example' },
    { smtp: 'smtp://smtp.example.com', 'mail-from': 'shop' },
    { 'sms-webhook': 'https://sms.example/send' },
    { certificate: ['shop.pem'] },
    { 'acme-domain': ['*.example.com'] },
    { 'acme-domain': ['localhost'] },
    { 'acme-domain': ['10.0.0.1'] },
    { 'acme-domain': ['../../a.example'] },
    { 'acme-domain': ['a.example'], 'acme-directory': 'http://acme.example/directory' },
    { 'acme-domain': ['a.example'], 'acme-email': 'ops' },
    { 'acme-email': 'ops@a.example' },
    { 'account-throttling': '20000' },
    { 'account-throttling': '-1,5' },
    { truststore: ['clients.pem'] },
    { truststore: ['s3://bucket/clients.pem='] },
    { 'private-integration': ['https://a.example=http://10.0.0.7'] },
    { 'private-integration': ['arn:aws:servicediscovery:us-east-1:000000000000:service/a=http://10.0.0.7/path'] },
    { 'lambda-endpoint': 'localhost:3001' },
    { 'lambda-endpoint': 'http://user@localhost:3001' },
    { lambda: ['a'] },
    { pin: ['Pool'] },
    { pin: ['my-pool=us-east-1_a'] },
    { pin: ['Pool=us-east-1_a', 'Pool=us-east-1_b'] },
    { 'allow-unsupported': ['Table'] },
    { lambda: ['a=localhost'] },
    { lambda: ['=http://localhost'] },
  ])
    it(`are refused when they are ${JSON.stringify(values)}`, () => assert.throws(() => read(values), UsageError))
})
