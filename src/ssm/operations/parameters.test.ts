import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import type { PutParameterCommandInput } from '@aws-sdk/client-ssm'
import { openSsm } from '../../../test/support/ssm.ts'

const name = '/app/stage'

async function openStage(t: TestContext) {
  const opened = await openSsm(t)
  await opened.client.PutParameter({ Name: name, Value: 'test', Type: 'String' })
  return opened
}

describe('a parameter', () => {
  it('is put, got by name and ARN, and deleted', async (t) => {
    const { client, clock } = await openStage(t)
    const arn = 'arn:aws:ssm:us-east-1:000000000000:parameter/app/stage'
    const Parameter = {
      Name: name,
      Type: 'String',
      Value: 'test',
      Version: 1,
      LastModifiedDate: clock.now(),
      ARN: arn,
      DataType: 'text',
    }
    assert.deepEqual(await client.GetParameter({ Name: name }), { Parameter })
    assert.deepEqual(await client.GetParameter({ Name: arn }), { Parameter })
    await client.DeleteParameter({ Name: name })
    await assert.rejects(client.GetParameter({ Name: name }), { name: 'ParameterNotFound', message: '' })
    await assert.rejects(client.DeleteParameter({ Name: name }), { name: 'ParameterNotFound' })
  })

  it('without a path is found by an ARN, too', async (t) => {
    const { client } = await openSsm(t)
    await client.PutParameter({ Name: 'stage', Value: 'a,b', Type: 'StringList' })
    const { Parameter } = await client.GetParameter({ Name: 'arn:aws:ssm:us-east-1:000000000000:parameter/stage' })
    assert.deepEqual([Parameter?.Name, Parameter?.Type], ['stage', 'StringList'])
  })

  it('is overwritten on request only, and keeps its type', async (t) => {
    const { client, clock } = await openStage(t)
    await assert.rejects(client.PutParameter({ Name: name, Value: 'x', Type: 'String' }), {
      name: 'ParameterAlreadyExists',
      message:
        'The parameter already exists. To overwrite this value, set the overwrite option in the request to true.',
    })
    clock.advance(1000)
    assert.deepEqual(await client.PutParameter({ Name: name, Value: 'live', Overwrite: true }), {
      Version: 2,
      Tier: 'Standard',
    })
    const { Parameter } = await client.GetParameter({ Name: name })
    assert.deepEqual([Parameter?.Value, Parameter?.Version, Parameter?.LastModifiedDate], ['live', 2, clock.now()])
    await assert.rejects(client.PutParameter({ Name: name, Value: 'x', Type: 'StringList', Overwrite: true }), {
      name: 'ValidationException',
      message: /^The parameter type can't be changed from String to StringList/,
    })
  })

  for (const [why, input, message] of [
    ['without a type', { Type: undefined }, 'A parameter type is required when you create a parameter.'],
    ['without a value', { Value: '' }, /^1 validation error detected: Value '' at 'value'/],
    ['with a value beyond its tier', { Value: 'x'.repeat(4097) }, /maximum parameter value of 4096 characters/],
    ['named as AWS`s own', { Name: '/aws/x' }, /^Parameter name: can't be prefixed with "aws" or "ssm"/],
    ['with a broken name', { Name: '/a//b' }, /^Parameter name must be a fully qualified name/],
    ['with a path that does not begin at the root', { Name: 'a/b' }, /^Parameter name must be a fully qualified name/],
    ['in a path that is too deep', { Name: '/a'.repeat(16) }, /exceeds the limit of 15 levels/],
    [
      'under a key without being a secret',
      { KeyId: 'alias/a' },
      'KeyId is for parameters of the type SecureString only',
    ],
    ['of a larger tier', { Tier: 'Advanced' }, 'poolgate does not implement the Tier Advanced of parameters'],
    [
      'with tags of AWS`s own',
      { Tags: [{ Key: 'aws:a', Value: 'b' }] },
      /^aws: prefixed tag key names are not allowed/,
    ],
  ] satisfies [string, Partial<PutParameterCommandInput>, string | RegExp][])
    it(`is refused ${why}`, async (t) => {
      const { client } = await openSsm(t)
      const parameter: PutParameterCommandInput = { Name: name, Value: 'x', Type: 'String', ...input }
      await assert.rejects(client.PutParameter(parameter), { message })
    })

  it('is not told by version or label', async (t) => {
    const { client } = await openStage(t)
    await assert.rejects(client.GetParameter({ Name: `${name}:1` }), {
      name: 'ValidationException',
      message: `poolgate does not implement versions and labels of parameters: ${name}:1`,
    })
  })
})

describe('a pattern', () => {
  it('is what every value must match as a whole, until it is taken away', async (t) => {
    const { client } = await openStage(t)
    const put = (Value: string, AllowedPattern?: string) =>
      client.PutParameter({
        Name: name,
        Value,
        Overwrite: true,
        ...(AllowedPattern !== undefined && { AllowedPattern }),
      })
    const mismatch = {
      name: 'ParameterPatternMismatchException',
      message: String.raw`Parameter value, cannot be validated against allowedPattern: \d{1,4}`,
    }
    await assert.rejects(put('12345', String.raw`\d{1,4}`), mismatch)
    await put('1234', String.raw`\d{1,4}`)
    await assert.rejects(put('x'), mismatch)
    await put('x', '')
    await assert.rejects(put('x', '('), { name: 'InvalidAllowedPatternException' })
  })

  it('holds no one up that backtracks for ever', async (t) => {
    const { client } = await openSsm(t)
    const put = { Name: name, Type: 'String', AllowedPattern: '(a+)+$', Value: `${'a'.repeat(40)}!` } as const
    await assert.rejects(client.PutParameter(put), { name: 'ParameterPatternMismatchException' })
  })
})
