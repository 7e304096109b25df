import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { temporaryDirectory } from '../../test/support/server.ts'
import { UsageError } from './command.ts'
import { gatherServerValues } from './gather-server-values.ts'

function fileWith(text: string, name = 'poolgate.yaml'): string {
  const file = join(temporaryDirectory(), name)
  writeFileSync(file, text)
  return file
}

describe('the configuration of a server', () => {
  it('comes from the command line before the environment, and from that before a file', async () => {
    const config = fileWith('port: 1\nregion: eu-west-1\nhost: 10.0.0.1\norigin: [http://c.example]\n')
    const env = {
      POOLGATE_PORT: '2',
      POOLGATE_REGION: 'eu-west-2',
      POOLGATE_ORIGIN: 'http://a.example  http://b.example',
    }
    const values = await gatherServerValues({ port: '3', config, 'stack-name': 'not the server`s' }, env)
    assert.deepEqual(values, {
      port: '3',
      region: 'eu-west-2',
      host: '10.0.0.1',
      origin: ['http://a.example', 'http://b.example'],
      config,
    })
  })

  it('may be a file of YAML or JSON that the environment names, with maps for pairs', async () => {
    const lambda = { hello: 'http://127.0.0.1:9000', bye: 'http://127.0.0.1:9001' }
    const pairs = ['hello=http://127.0.0.1:9000', 'bye=http://127.0.0.1:9001']
    const json = fileWith(JSON.stringify({ production: true, lambda }), 'poolgate.json')
    const fromJson = await gatherServerValues({}, { POOLGATE_CONFIG: json })
    assert.deepEqual([fromJson.production, fromJson.lambda], [true, pairs])
    const yaml = fileWith(`production: false\nlambda:\n  - ${pairs[0]}\n  - ${pairs[1]}\n`)
    const fromYaml = await gatherServerValues({ config: yaml }, {})
    assert.deepEqual([fromYaml.production, fromYaml.lambda], [false, pairs])
  })

  it('reads flags of the environment, of which an empty one says nothing', async () => {
    const env = { POOLGATE_PRODUCTION: 'true', POOLGATE_METRICS: '0', POOLGATE_HOST: '' }
    assert.deepEqual(await gatherServerValues({}, env), { production: true, metrics: false })
    await assert.rejects(gatherServerValues({}, { POOLGATE_PRODUCTION: 'yes' }), UsageError)
  })

  for (const [text, message] of [
    ['prot: 1', /there is no option prot; see docs\/configuration\.md$/],
    ['config: other.yaml', /there is no option config/],
    ['production: "yes"', /production must be true or false$/],
    ['port: [1]', /port must be a text or a number$/],
    ['origin: http://a.example', /origin must be a list$/],
    ['lambda: a', /lambda must be a list of FUNCTION=URL, or a map$/],
    ['- port', /must hold options by their names$/],
    ['port: [', /cannot be read: /],
  ] as const)
    it(`refuses a file with ${JSON.stringify(text)}`, async () => {
      await assert.rejects(gatherServerValues({ config: fileWith(text) }, {}), { name: 'UsageError', message })
    })

  it('refuses a file that is not there', async () => {
    await assert.rejects(gatherServerValues({ config: '/nowhere/poolgate.yaml' }, {}), /cannot be read: ENOENT/)
  })
})
