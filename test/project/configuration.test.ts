import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { it } from 'node:test'
import { configuration } from '../../scripts/generate-configuration.ts'
import { secretVariables, serverOptions, variableOf } from '../../src/cli/server-options.ts'

it('docs/configuration.md says what the code reads (npm run docs)', () => {
  assert.equal(readFileSync('docs/configuration.md', 'utf8'), configuration())
})

it('what is in deploy and docs/operations.md names options and variables that there are', () => {
  const variables = [
    ...Object.entries(serverOptions).map(([name, option]) => variableOf(name, option)),
    ...Object.keys(secretVariables),
  ]
  for (const file of ['deploy/Dockerfile', 'deploy/poolgate.service', 'docs/operations.md'])
    for (const [variable] of readFileSync(file, 'utf8').matchAll(/\bPOOLGATE_[A-Z_]+/g))
      assert.ok(variables.includes(variable), `${file}: ${variable}`)
  const unit = /^ExecStart=(.*)$/m.exec(readFileSync('deploy/poolgate.service', 'utf8'))?.[1] ?? ''
  const flags = [...unit.matchAll(/--([a-z-]+)/g)].map(([, flag]) => flag ?? '')
  assert.ok(flags.length > 0)
  for (const flag of flags) assert.ok(Object.hasOwn(serverOptions, flag), `deploy/poolgate.service: --${flag}`)
})

it('docs/operations.md names every metric of ours', async () => {
  const { createPrometheusMetrics } = await import('../../src/ports/prometheus-metrics.ts')
  const metrics = createPrometheusMetrics()
  metrics.httpApiRequest({ apiId: 'a', routeKey: 'r', status: 200, seconds: 1 })
  metrics.authorizerRefused('a', 'r')
  metrics.apiCall({ service: 's', operation: 'o', seconds: 1 })
  metrics.signIn('f', 'o')
  metrics.keysFetched('ok', 1)
  metrics.stored('read', 1)
  metrics.spanSettled('exported')
  const { text } = await metrics.read()
  const document = readFileSync('docs/operations.md', 'utf8')
  const names = [...text.matchAll(/^# TYPE (poolgate_\w+) /gm)].map(([, name]) => name ?? '')
  assert.equal(names.length, 9)
  for (const name of names) assert.ok(document.includes(`\`${name}\``), name)
})
