import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { CreateUserPoolCommand, GetSigningCertificateCommand } from '@aws-sdk/client-cognito-identity-provider'
import { run } from '../../support/run.ts'
import { serverWithClients } from '../../support/server-with-clients.ts'

describe('poolgate keys', () => {
  const poolgate = serverWithClients()

  const rotate = (...args: string[]) =>
    run(process.execPath, ['bin/poolgate.js', 'keys', 'rotate', '--port', String(poolgate.port), ...args])

  it('rotates the keys of a pool while its earlier ones stay published', async () => {
    const { UserPool } = await poolgate.cognito.send(new CreateUserPoolCommand({ PoolName: 'customers' }))
    const url = `${poolgate.url}/${UserPool?.Id}/.well-known/jwks.json`
    const published = async (): Promise<string[]> =>
      Object(await (await fetch(url)).json()).keys.map(({ kid }: { kid: string }) => kid)
    const old = await published()
    const { code, stdout, stderr } = await rotate('--user-pool-id', UserPool?.Id ?? '')
    assert.deepEqual([code, stderr], [0, ''])
    const both = await published()
    assert.equal(both.length, 4)
    for (const kid of old) assert.match(stdout.split('\n')[1] ?? '', new RegExp(kid.replaceAll('+', String.raw`\+`)))
    assert.equal((await rotate('--user-pool-id', UserPool?.Id ?? '', '--at-once')).code, 0)
    assert.equal(
      (await published()).some((kid) => both.includes(kid)),
      false,
    )
    const { Certificate } = await poolgate.cognito.send(new GetSigningCertificateCommand({ UserPoolId: UserPool?.Id }))
    assert.match(Certificate ?? '', /^MII/)
  })

  it('says which pool it does not know', async () => {
    const { code, stderr } = await rotate('--user-pool-id', 'us-east-1_nothing')
    assert.equal(code, 1)
    assert.match(stderr, /User pool us-east-1_nothing does not exist\./)
  })

  it('does nothing for the pages of other origins', async () => {
    const response = await fetch(`${poolgate.url}/_poolgate/rotate-keys`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: 'https://evil.example' },
      body: JSON.stringify({ userPoolId: 'us-east-1_nothing', atOnce: true }),
    })
    assert.equal(response.status, 403)
  })
})
