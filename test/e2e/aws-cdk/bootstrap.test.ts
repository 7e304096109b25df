import assert from 'node:assert/strict'
import { join } from 'node:path'
import { before, describe, it } from 'node:test'
import { DescribeStacksCommand } from '@aws-sdk/client-cloudformation'
import { cdkFor } from '../../support/cdk.ts'
import { serverWithClients } from '../../support/server-with-clients.ts'

describe('the AWS CDK, as it comes', () => {
  const poolgate = serverWithClients()
  let directory: string
  let cdk: (...args: string[]) => Promise<string>
  before(async () => {
    const client = cdkFor(poolgate)
    ;({ directory } = client)
    cdk = async (...args) => {
      const { code, stdout, stderr } = await client.cdk(...args)
      assert.equal(code, 0, stdout + stderr)
      return stdout + stderr
    }
  })

  it('bootstraps an environment', async () => {
    const text = await cdk('bootstrap', 'aws://000000000000/us-east-1')
    assert.match(text, /Environment aws:\/\/000000000000\/us-east-1 bootstrapped\./)
  })

  it('deploys a stack with its template out of the bucket', async () => {
    const context = ['--context', 'backend=http://127.0.0.1:9', '--context', 'bootstrapped=true']
    const assembly = join(directory, 'assembly')
    await cdk(
      'synth',
      '--app',
      `${process.execPath} test/fixtures/cdk-app/app.mjs`,
      ...context,
      '--output',
      assembly,
      '--quiet',
    )
    const deployed = await cdk('deploy', '--app', assembly, '--require-approval', 'never')
    assert.match(deployed, /Published pets Template/)
    const { Stacks } = await poolgate.cloudFormation.send(new DescribeStacksCommand({ StackName: 'pets' }))
    assert.equal(Stacks?.[0]?.StackStatus, 'CREATE_COMPLETE')
    assert.deepEqual(
      Stacks[0].Parameters?.map(({ ResolvedValue }) => ResolvedValue),
      ['33'],
    )
  })
})
