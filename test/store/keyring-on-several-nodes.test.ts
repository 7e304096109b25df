import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, it } from 'node:test'
import {
  CreateUserPoolClientCommand,
  CreateUserPoolCommand,
  DescribeUserPoolClientCommand,
} from '@aws-sdk/client-cognito-identity-provider'
import { type PostgresServer, startPostgres } from '../support/postgres.ts'
import { run } from '../support/run.ts'
import { sdkClients } from '../support/sdk.ts'
import { startServer, temporaryDirectory } from '../support/server.ts'

let postgres: PostgresServer
before(async () => {
  postgres = await startPostgres()
})
after(() => postgres.stop())

const directory = temporaryDirectory()
let directories = 0

function keyFile(name: string, byte: number): string {
  const file = join(directory, name)
  writeFileSync(file, Buffer.alloc(32, byte).toString('base64'))
  return file
}

async function startNode(url: string, ...args: string[]) {
  const dataDir = join(directory, `node-${++directories}`)
  const server = await startServer({ dataDir, args: ['--database', url, ...args] })
  const { cognito, close } = sdkClients(server.url)
  return {
    port: server.port,
    cognito,
    stop: async () => {
      close()
      await server.stop()
    },
  }
}

type Node = Awaited<ReturnType<typeof startNode>>

it('nodes of one database get a new master key and new keys one after the other, and read all secrets meanwhile', async () => {
  const url = await postgres.newUrl()
  const [first, second] = [keyFile('first', 1), keyFile('second', 2)]
  const old = await startNode(url, '--master-key-file', first)
  const UserPoolId = (await old.cognito.send(new CreateUserPoolCommand({ PoolName: 'p' }))).UserPool?.Id
  const secrets = new Map<string, string | undefined>()
  const addSecret = async ({ cognito }: Node) => {
    const settings = { UserPoolId, ClientName: 'c', GenerateSecret: true }
    const { UserPoolClient } = await cognito.send(new CreateUserPoolClientCommand(settings))
    secrets.set(UserPoolClient?.ClientId ?? '', UserPoolClient?.ClientSecret)
  }
  const readSecrets = async ({ cognito }: Node) => {
    for (const [ClientId, secret] of secrets) {
      const found = await cognito.send(new DescribeUserPoolClientCommand({ UserPoolId, ClientId }))
      assert.equal(found.UserPoolClient?.ClientSecret, secret)
    }
  }
  await addSecret(old)

  const new1 = await startNode(url, '--master-key-file', second, '--previous-master-key-file', first)
  for (const node of [old, new1]) await addSecret(node)
  for (const node of [old, new1]) await readSecrets(node)
  await old.stop()
  const new2 = await startNode(url, '--master-key-file', second)

  const done = new AbortController()
  const args = ['bin/poolgate.js', 'keys', 'reseal', '--port', String(new1.port)]
  const resealing = run(process.execPath, args).finally(() => done.abort())
  while (!done.signal.aborted)
    for (const node of [new1, new2]) {
      await addSecret(node)
      await readSecrets(node)
    }
  const { code, stdout, stderr } = await resealing
  assert.deepEqual([code, stderr], [0, ''])
  assert.match(stdout, /^sealed anew: \d+ values/)
  for (const node of [new1, new2]) await readSecrets(node)
  await new1.stop()
  await new2.stop()
  const new3 = await startNode(url, '--master-key-file', second)
  await readSecrets(new3)
  await new3.stop()
})
