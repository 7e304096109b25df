import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { issueAuthority } from '../http/issue-certificate.ts'
import { temporaryDirectory } from '../../test/support/server.ts'
import { type AcmeWorld, checkAcme } from './check-acme.ts'

const directory = 'https://acme.example/directory'
const document = { newAccount: 'https://acme.example/a', newOrder: 'https://acme.example/o' }

async function check(dataDir: string, answer: object, world: Partial<AcmeWorld> = {}) {
  const findings = await checkAcme(
    { acme: { domains: ['api.example.com'], directory }, dataDir, host: '0.0.0.0', port: 443 },
    {
      exchange: async () => ({ status: 200, headers: {}, body: JSON.stringify(answer) }),
      resolve: async () => ['192.0.2.1', '2001:db8::1'],
      ...world,
    },
  )
  return findings.map(({ state, about, text }) => `${state} ${about}: ${text.replaceAll(dataDir, 'data')}`)
}

describe('what doctor says of ACME', () => {
  it('is nothing where no name is to be certified', async () => {
    assert.deepEqual(await checkAcme({ dataDir: '/none', host: '127.0.0.1', port: 0 }), [])
  })

  it('is that all is well before the first certificate, and what is still to be made', async () => {
    assert.deepEqual(await check(temporaryDirectory(), document), [
      `ok acme: ${directory} answers`,
      'ok acme account: data/acme/account-key.pem will be made',
      'ok acme name: api.example.com is 192.0.2.1, 2001:db8::1; its port 80 must lead here',
      'ok certificates: one for api.example.com will be ordered',
    ])
  })

  it('is why an authority can certify nothing', async () => {
    const none = temporaryDirectory()
    assert.equal(
      (await check(none, {}))[0],
      `failure acme: ${directory} answers 200 and no directory of an ACME authority`,
    )
    const closed = { ...document, meta: { externalAccountRequired: true } }
    assert.match((await check(none, closed))[0]!, /^failure acme: .*external account binding/)
    const fails = {
      exchange: () => Promise.reject(new Error('connect ECONNREFUSED')),
      resolve: () => Promise.reject(new Error('ENOTFOUND')),
    }
    const [authority, , name] = await check(none, document, fails)
    assert.equal(authority, `failure acme: ${directory} cannot be asked: connect ECONNREFUSED`)
    assert.equal(name, 'failure acme name: api.example.com has no address: ENOTFOUND')
  })

  it('is what there is already: an account whose key others can read, a certificate and its end', async () => {
    const dataDir = temporaryDirectory()
    await mkdir(join(dataDir, 'acme'))
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const account = join(dataDir, 'acme', 'account-key.pem')
    await writeFile(account, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 })
    const issue = (notAfter: string) => {
      const notBefore = new Date('2020-01-01')
      const about = { serialNumber: Buffer.alloc(16, 1), commonName: 'api.example.com', publicKey, notBefore }
      return issueAuthority({ ...about, notAfter: new Date(notAfter) }, privateKey)
    }
    const certificate = join(dataDir, 'acme', 'api.example.com.pem')
    await writeFile(certificate, await issue('2199-01-01'))
    const [, ofAccount, , ofCertificate] = await check(dataDir, document)
    assert.equal(ofAccount, 'ok acme account: data/acme/account-key.pem')
    assert.equal(ofCertificate, 'ok certificates: that of api.example.com ends 2199-01-01T00:00:00.000Z')
    await writeFile(certificate, await issue('2021-01-01'))
    assert.match((await check(dataDir, document))[3]!, /^warning .* ends 2021-\S+; another will be ordered$/)
    await writeFile(certificate, 'nothing')
    assert.match((await check(dataDir, document))[3]!, /^warning .* holds no certificate/)
    await writeFile(account, 'nothing')
    assert.match(
      (await check(dataDir, document))[1]!,
      /^failure acme account: data\/acme\/account-key\.pem holds no key: /,
    )
  })
})
