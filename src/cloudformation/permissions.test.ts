import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { openStack } from '../../test/support/cloudformation.ts'
import { permissionOf } from './permissions.ts'

describe('what an operation of CloudFormation needs to be allowed', () => {
  it('is about the stack, whether it is meant by name, ARN, change set or resource', async (t) => {
    const { opened, StackName, StackId, idOf } = await openStack(t)
    const { client, store } = opened
    const PhysicalResourceId = await idOf('UserPool')
    const template = await client.GetTemplate({ StackName })
    const { Id = '' } = await client.CreateChangeSet({
      StackName,
      ChangeSetName: 'next',
      TemplateBody: `${template.TemplateBody}\nDescription: another`,
    })
    const call = {
      requestId: '1',
      now: new Date('2026-11-22T12:00:00Z'),
      region: StackId.split(':')[3] ?? '',
      accountId: StackId.split(':')[4] ?? '',
      sourceIp: '127.0.0.1',
      store,
    }
    for (const [operation, input] of [
      ['DescribeStacks', { StackName }],
      ['DescribeStacks', { StackName: StackId }],
      ['DescribeChangeSet', { ChangeSetName: Id }],
      ['DescribeStackResources', { PhysicalResourceId }],
    ] as const) {
      const permission = await permissionOf(operation, input, call)
      assert.deepEqual(permission, { action: `cloudformation:${operation}`, resource: StackId })
    }
    const nothing = await permissionOf('DescribeStackResources', { PhysicalResourceId: 'none' }, call)
    assert.equal(nothing.resource, '*')
  })
})
