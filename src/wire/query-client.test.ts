import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { loadModel } from './model.ts'
import { ApiError } from './operation.ts'
import { readAnswer, writeCall } from './query-client.ts'
import { queryXml } from './query-xml.ts'
import type { Service } from './service.ts'

const model = loadModel('cloudformation')
const service: Service = {
  model,
  operations: {},
  dependencies: {},
  permissionOf: () => undefined,
  invalidCode: 'V',
  internalCode: 'InternalFailure',
}

describe('a call over AWS Query', () => {
  it('arrives as it was written', () => {
    const input = {
      StackName: 'shop',
      TemplateBody: 'a: "<&>"\r\n  é',
      Parameters: [
        { ParameterKey: 'A', ParameterValue: '' },
        { ParameterKey: 'B', UsePreviousValue: true },
      ],
      Tags: [],
      RollbackConfiguration: { MonitoringTimeInMinutes: 0, RollbackTriggers: [{ Arn: 'arn', Type: 't' }] },
    }
    const body = Buffer.from(writeCall(model, 'UpdateStack', input))
    const request = { method: 'POST', path: '/', query: '', headers: {}, body, sourceIp: '' }
    assert.equal(queryXml.nameOperation(service, request), 'UpdateStack')
    assert.deepEqual(queryXml.readInput(service, 'UpdateStack', request), input)
  })

  it('is answered as the server wrote it', () => {
    const output = {
      Stacks: [
        {
          StackName: 'shop',
          CreationTime: new Date('2026-11-22T10:00:00.123Z'),
          StackStatus: 'CREATE_COMPLETE',
          EnableTerminationProtection: false,
          TimeoutInMinutes: 3,
          Description: ' <b>&amp;"\r\n ',
          Tags: [],
          Outputs: [{ OutputKey: 'A', OutputValue: '' }],
        },
      ],
    }
    const { status, body } = queryXml.writeOutput(service, 'DescribeStacks', output, 'r')
    assert.deepEqual(readAnswer(model, 'DescribeStacks', status, String(body)), output)
  })

  it('throws the error that the server wrote', () => {
    const { status, body } = queryXml.writeError(service, new ApiError('ValidationError', 'no <such> stack'), 'r')
    assert.throws(() => readAnswer(model, 'DescribeStacks', status, String(body)), {
      name: 'ValidationError',
      message: 'no <such> stack',
    })
  })

  it('says so when something else answers', () => {
    assert.throws(() => readAnswer(model, 'DescribeStacks', 502, 'bad gateway'), /answered 502 without an error/)
    assert.throws(() => readAnswer(model, 'DescribeStacks', 200, '<html></html>'), /answered with something else/)
  })
})
