import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { rootCertificates } from 'node:tls'

const dir = mkdtempSync(join(tmpdir(), 'poolgate-exec-'))
writeFileSync(join(dir, 'ca.pem'), rootCertificates[0]!)
const health = { name: 'poolgate', version: '1.2.3', region: 'eu-west-1', caFile: join(dir, 'ca.pem') }
const server = createServer((_request, response) => response.end(JSON.stringify(health))).listen(0, '127.0.0.1')
await once(server, 'listening')
after(() => {
  server.close()
  rmSync(dir, { recursive: true })
})
const port = String((server.address() as AddressInfo).port)
const main = fileURLToPath(new URL('main.ts', import.meta.url))

function start(...command: string[]) {
  // A folder that may not be looked into would be what is wrong with a command that is nowhere.
  const env = { ...process.env, PATH: dirname(process.execPath) }
  const child = spawn(process.execPath, [main, 'exec', '--port', port, '--', ...command], { env })
  const output = { stdout: '', stderr: '' }
  child.stdout.on('data', (text) => (output.stdout += text))
  child.stderr.on('data', (text) => (output.stderr += text))
  const ended = once(child, 'close').then(([code, signal]) => ({ code, signal, ...output }))
  return { child, ended }
}

const node = (script: string, ...args: string[]) => start(process.execPath, '-e', script, ...args)

test('the command runs with its own arguments, in the environment that leads to the server', async () => {
  const { stdout } = await node('console.log(process.argv[1], process.env.HTTPS_PROXY)', '--', '--port').ended
  assert.equal(stdout, `--port http://127.0.0.1:${port}\n`)
})

test('the exit code is that of the command', async () => {
  assert.equal((await node('process.exit(3)').ended).code, 3)
  assert.equal((await node('process.kill(process.pid, "SIGKILL")').ended).code, 128 + 9)
})

test('a signal is passed on to the command', async () => {
  const { child, ended } = node(
    'process.on("SIGTERM", () => process.exit(5)); setInterval(() => {}, 1e6); console.log()',
  )
  await once(child.stdout, 'data')
  child.kill('SIGTERM')
  assert.deepEqual(await ended, { code: 5, signal: null, stdout: '\n', stderr: '' })
})

test('a command that does not exist is 127, as in a shell, and none at all is a wrong command line', async () => {
  const missing = await start('no-such-program').ended
  assert.deepEqual([missing.code, missing.stderr], [127, 'poolgate exec: no-such-program: command not found\n'])
  const none = await start().ended
  assert.equal(none.code, 2)
  assert.match(none.stderr, /^poolgate exec: a command to run is missing\n/u)
})
