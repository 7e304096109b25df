import assert from 'node:assert/strict'
import { it } from 'node:test'
import { manualClock } from '../ports/clock.ts'
import { loadModel } from './model.ts'
import { observedClient } from './observed-client.ts'
import { ApiError } from './operation.ts'
import type { ObservedCall, Service } from './service.ts'

const service: Service = {
  model: loadModel('cognito-idp'),
  operations: { ForgotPassword: async () => ({ CodeDeliveryDetails: {} }) },
  dependencies: {},
  permissionOf: () => undefined,
  invalidCode: 'InvalidParameterException',
  internalCode: 'InternalErrorException',
}
const clock = manualClock('2026-11-22T10:00:00Z')
const call = () => ({
  requestId: 'request',
  now: clock.now(),
  region: 'us-east-1',
  accountId: '000000000000',
  sourceIp: '192.0.2.1',
})
const input = { ClientId: 'client', Username: 'jane' }

interface Client {
  ForgotPassword(input: object): Promise<unknown>
}

it('a call in process for somebody over the network is limited as the API is, and told with its outcome', async () => {
  const told: ObservedCall[] = []
  const asked: unknown[] = []
  let isFull = false
  const client = observedClient<Client>(service, call, {
    clock,
    observe: (observed) => told.push(observed),
    admit: async (...subject) => {
      asked.push(subject)
      if (isFull) throw new ApiError('TooManyRequestsException', 'Too many requests')
    },
  })
  await client.ForgotPassword(input)
  isFull = true
  await assert.rejects(client.ForgotPassword(input), { code: 'TooManyRequestsException' })
  const subject = ['cognito-idp', 'ForgotPassword', '192.0.2.1']
  assert.deepEqual(asked, [subject, subject])
  assert.deepEqual(
    told.map(({ operation, isPublic, error }) => ({ operation, isPublic, error })),
    [
      { operation: 'ForgotPassword', isPublic: true, error: undefined },
      { operation: 'ForgotPassword', isPublic: true, error: 'TooManyRequestsException' },
    ],
  )
})
