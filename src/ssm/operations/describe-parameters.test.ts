import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { ParameterStringFilter } from '@aws-sdk/client-ssm'
import { openSsm } from '../../../test/support/ssm.ts'

describe('DescribeParameters', () => {
  it('shows all but values, page after page, as far as filters let them through', async (t) => {
    const { client, clock } = await openSsm(t)
    for (const Name of ['/app/a', '/app/b/c', 'other'])
      await client.PutParameter({ Name, Value: 'x', Type: 'String', Description: 'd', AllowedPattern: '.' })
    const namesOf = async (...ParameterFilters: ParameterStringFilter[]) =>
      (await client.DescribeParameters({ ParameterFilters })).Parameters?.map((parameter) => parameter.Name)
    assert.deepEqual((await client.DescribeParameters({ MaxResults: 1 })).Parameters, [
      {
        Name: '/app/a',
        ARN: 'arn:aws:ssm:us-east-1:000000000000:parameter/app/a',
        Type: 'String',
        LastModifiedDate: clock.now(),
        Description: 'd',
        AllowedPattern: '.',
        Version: 1,
        Tier: 'Standard',
        DataType: 'text',
      },
    ])
    const { NextToken } = await client.DescribeParameters({ MaxResults: 2 })
    const rest = await client.DescribeParameters({ MaxResults: 2, NextToken })
    assert.deepEqual([rest.Parameters?.map((one) => one.Name), rest.NextToken], [['other'], undefined])
    assert.deepEqual(await namesOf({ Key: 'Name', Option: 'Equals', Values: ['other', '/none'] }), ['other'])
    assert.deepEqual(await namesOf({ Key: 'Name', Option: 'BeginsWith', Values: ['/app'] }), ['/app/a', '/app/b/c'])
    assert.deepEqual(await namesOf({ Key: 'Path', Values: ['/app'] }), ['/app/a'])
    assert.deepEqual(await namesOf({ Key: 'Path', Option: 'Recursive', Values: ['/app'] }), ['/app/a', '/app/b/c'])
    assert.deepEqual(await namesOf({ Key: 'Type', Values: ['SecureString'] }), [])
  })

  for (const [filter, name, message] of [
    [{ Key: 'Name', Option: 'equals', Values: ['a'] }, 'InvalidFilterOption', /\[BeginsWith, Contains, Equals\]\.$/],
    [{ Key: 'Path', Option: 'Equals', Values: ['/a'] }, 'InvalidFilterOption', /\[OneLevel, Recursive\]\.$/],
    [{ Key: 'Type', Values: ['Number'] }, 'InvalidFilterValue', /^The following filter value is not valid: Number\./],
    [{ Key: 'Name' }, 'InvalidFilterValue', /^The following filter values are missing/],
    [{ Key: 'Label', Values: ['a'] }, 'ValidationException', /^poolgate does not implement labels of parameters$/],
  ] satisfies [ParameterStringFilter, string, RegExp][])
    it(`refuses the filter ${JSON.stringify(filter)}`, async (t) => {
      const { client } = await openSsm(t)
      await assert.rejects(client.DescribeParameters({ ParameterFilters: [filter] }), { name, message })
    })
})
