import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { openCognito } from '../../../test/support/cognito.ts'

describe('AddCustomAttributes', () => {
  it('adds attributes at the end of the schema', async (t) => {
    const { client } = await openCognito(t)
    const { UserPool: pool } = await client.CreateUserPool({ PoolName: 'x' })
    const added = await client.AddCustomAttributes({
      UserPoolId: pool?.Id,
      CustomAttributes: [{ Name: 'tenant', AttributeDataType: 'String', Mutable: true }],
    })
    assert.deepEqual(added, {})
    const { UserPool: changed } = await client.DescribeUserPool({ UserPoolId: pool?.Id })
    assert.deepEqual(changed?.SchemaAttributes, [
      ...(pool?.SchemaAttributes ?? []),
      {
        Name: 'custom:tenant',
        AttributeDataType: 'String',
        DeveloperOnlyAttribute: false,
        Mutable: true,
        Required: false,
        StringAttributeConstraints: {},
      },
    ])
  })

  it('adds none when one of them exists', async (t) => {
    const { client } = await openCognito(t)
    const tenant = { Name: 'tenant', AttributeDataType: 'String' as const }
    const { UserPool: pool } = await client.CreateUserPool({ PoolName: 'x', Schema: [tenant] })
    const adding = client.AddCustomAttributes({
      UserPoolId: pool?.Id,
      CustomAttributes: [{ Name: 'level', AttributeDataType: 'Number' }, tenant],
    })
    await assert.rejects(adding, {
      code: 'InvalidParameterException',
      message: 'custom:tenant: Existing attribute already has name custom:tenant.',
    })
    assert.deepEqual((await client.DescribeUserPool({ UserPoolId: pool?.Id })).UserPool, pool)
  })
})
