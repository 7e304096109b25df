import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { permissionOf } from './permissions.ts'

const call = {
  requestId: '1',
  now: new Date(0),
  region: 'eu-west-1',
  accountId: '000000000000',
  sourceIp: '127.0.0.1',
}
const group = 'arn:aws:logs:eu-west-1:000000000000:log-group:/pets'

describe('an operation of log groups needs to be allowed on', () => {
  const cases: [operation: string, input: object, resource: string][] = [
    ['CreateLogGroup', { logGroupName: '/pets' }, `${group}:log-stream:`],
    ['FilterLogEvents', { logGroupIdentifier: group }, `${group}:log-stream:`],
    ['FilterLogEvents', { logGroupIdentifier: `${group}:*` }, `${group}:log-stream:`],
    ['GetLogEvents', { logGroupName: '/pets', logStreamName: 'a/dev' }, `${group}:log-stream:a/dev`],
    ['DescribeLogGroups', {}, 'arn:aws:logs:eu-west-1:000000000000:log-group::log-stream:'],
    ['TagResource', { resourceArn: group }, group],
  ]
  for (const [operation, input, resource] of cases)
    it(`${resource} for ${operation} of ${JSON.stringify(input)}`, () =>
      assert.deepEqual(permissionOf(operation, { ...input }, call), { action: `logs:${operation}`, resource }))
})
