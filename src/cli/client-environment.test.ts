import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { rootCertificates } from 'node:tls'
import { clientEnvironment, prepareClientEnvironment } from './client-environment.ts'
import { CommandError, UsageError } from './command.ts'
import { exportLines } from './env.ts'

const files = { proxy: 'http://127.0.0.1:4566', region: 'eu-west-1', caFile: '/d/ca.pem', bundleFile: '/d/bundle.pem' }

/** What answers at the port; `{dir}` in its answer is the data directory. */
async function server(t: TestContext, answer: string) {
  const dir = await mkdtemp(join(tmpdir(), 'poolgate-env-'))
  const http = createServer((_request, response) => response.end(answer.replace('{dir}', dir))).listen(0, '127.0.0.1')
  await once(http, 'listening')
  t.after(async () => {
    http.close()
    await rm(dir, { recursive: true })
  })
  return { dir, port: String((http.address() as AddressInfo).port) }
}

const health = '{"name":"poolgate","version":"1.2.3","region":"eu-west-1","caFile":"{dir}/ca.pem"}'

test('clients are led through the proxy, trust our CA and get a region and credentials', () => {
  assert.deepEqual(clientEnvironment({ ...files, env: {} }), {
    HTTPS_PROXY: 'http://127.0.0.1:4566',
    https_proxy: 'http://127.0.0.1:4566',
    NO_PROXY: 'localhost,127.0.0.1,::1',
    no_proxy: 'localhost,127.0.0.1,::1',
    AWS_CA_BUNDLE: '/d/bundle.pem',
    CURL_CA_BUNDLE: '/d/bundle.pem',
    REQUESTS_CA_BUNDLE: '/d/bundle.pem',
    SSL_CERT_FILE: '/d/bundle.pem',
    NODE_EXTRA_CA_CERTS: '/d/ca.pem',
    NODE_USE_ENV_PROXY: '1',
    AWS_REGION: 'eu-west-1',
    AWS_DEFAULT_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'poolgate',
    AWS_SECRET_ACCESS_KEY: 'poolgate',
    AWS_EC2_METADATA_DISABLED: 'true',
  })
})

test('what the user has set about region and credentials stands', () => {
  const env = { AWS_DEFAULT_REGION: 'us-west-2', AWS_PROFILE: 'work', AWS_ENDPOINT_URL: 'http://localhost:4566' }
  const variables = clientEnvironment({ ...files, env })
  assert.equal(variables['AWS_REGION'], 'us-west-2')
  for (const name of ['AWS_DEFAULT_REGION', 'AWS_ACCESS_KEY_ID', 'AWS_EC2_METADATA_DISABLED', 'AWS_ENDPOINT_URL'])
    assert.ok(!(name in variables), name)
})

test('NO_PROXY keeps what the user exempted, but for hosts that we emulate', () => {
  const env = { NO_PROXY: 'corp.example, .amazonaws.com,*,shop.auth.us-east-1.amazoncognito.com:443,localhost' }
  assert.equal(clientEnvironment({ ...files, env })['no_proxy'], 'corp.example,localhost,127.0.0.1,::1')
})

test('the bundle holds our CA, those of Node.js and those that the user trusts', async (t) => {
  const { dir, port } = await server(t, health)
  const [ours, company] = rootCertificates.map((pem) => pem.replace(/MII/u, 'MIX'))
  await writeFile(join(dir, 'ca.pem'), ours!)
  await writeFile(join(dir, 'company.pem'), `# our company\n${company}\n`)
  const env = { SSL_CERT_FILE: join(dir, 'company.pem'), NODE_EXTRA_CA_CERTS: join(dir, 'gone.pem') }
  const variables = await prepareClientEnvironment({ port }, env)
  assert.equal(variables['HTTPS_PROXY'], `http://127.0.0.1:${port}`)
  assert.equal(variables['NODE_EXTRA_CA_CERTS'], variables['AWS_CA_BUNDLE'])
  const bundle = await readFile(variables['AWS_CA_BUNDLE']!, 'utf8')
  for (const pem of [ours!, company!, rootCertificates[0]!, rootCertificates.at(-1)!]) assert.ok(bundle.includes(pem))
  assert.equal(bundle.split(ours!).length, 2)
})

test('--data-dir says where the CA is when the server does not', async (t) => {
  const { dir, port } = await server(t, health.replace(/,"caFile":"[^"]*"/u, ''))
  await writeFile(join(dir, 'ca.pem'), rootCertificates[0]!)
  const endpoint = `http://127.0.0.1:${port}`
  await assert.rejects(prepareClientEnvironment({ endpoint }, {}), /did not say where its CA is; pass --data-dir/u)
  const variables = await prepareClientEnvironment({ endpoint, 'data-dir': dir }, {})
  assert.equal(variables['NODE_EXTRA_CA_CERTS'], join(dir, 'ca.pem'))
})

test('a port where no poolgate answers is told, with what to do', async (t) => {
  const { port } = await server(t, '{"name":"something"}')
  await assert.rejects(
    prepareClientEnvironment({ port }, {}),
    new CommandError(
      `what answers at http://127.0.0.1:${port} is not poolgate; start it with 'poolgate up' or 'poolgate serve', ` +
        'or say where it is with --port or --endpoint',
    ),
  )
  const unused = createServer().listen(0, '127.0.0.1')
  await once(unused, 'listening')
  const free = String((unused.address() as AddressInfo).port)
  await once(unused.close(), 'close')
  await assert.rejects(
    prepareClientEnvironment({ port: free }, {}),
    new RegExp(`^CommandError: no poolgate answers at http://127.0.0.1:${free} \\(ECONNREFUSED\\); start it with`, 'u'),
  )
})

test('a port or endpoint that is none is a wrong command line', async () => {
  for (const values of [{ port: 'x' }, { port: '0' }, { endpoint: 'https://localhost' }, { endpoint: 'localhost' }])
    await assert.rejects(prepareClientEnvironment(values, {}), UsageError)
  await assert.rejects(prepareClientEnvironment({ port: '1', endpoint: 'http://a' }, {}), /exclude each other/u)
})

test('export lines survive whatever a value holds', () => {
  assert.equal(exportLines({ A: "it's $HOME `x`", B: '' }), "export A='it'\\''s $HOME `x`'\nexport B=''\n")
})
