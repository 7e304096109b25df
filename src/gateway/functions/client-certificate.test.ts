import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { authorizerEventV1, authorizerEventV2 } from './authorizer-event.ts'
import type { EventSource } from './event-source.ts'
import { proxyEventV1 } from './proxy-event-v1.ts'
import { proxyEventV2 } from './proxy-event-v2.ts'

const clientCert = {
  clientCertPem: '-----BEGIN CERTIFICATE-----\n...\n-----END CERTIFICATE-----\n',
  subjectDN: 'CN=alice,O=Example',
  issuerDN: 'CN=shop clients,O=Example',
  serialNumber: '01:a1:b2',
  validity: { notBefore: 'May 28 12:30:02 2019 GMT', notAfter: 'Aug  5 09:36:04 2021 GMT' },
}
const source: EventSource = {
  accountId: '000000000000',
  apiId: 'a1b2c3d4e5',
  region: 'us-east-1',
  domainName: 'shop.example.com',
  requestId: 'JCJXri3_PHcEP_Q=',
  receivedAt: new Date('2026-11-22T12:00:00Z'),
  stage: '$default',
  stageVariables: {},
  routeKey: '$default',
  method: 'GET',
  path: '/',
  clientPath: '/',
  routedPath: '/',
  query: undefined,
  headers: [],
  sourceIp: '192.0.2.1',
  pathParameters: new Map(),
  authorization: undefined,
  clientCertificate: clientCert,
}

/** A member of the event's request context. */
const contextOf = (event: object, name: string): unknown =>
  (event as { requestContext: Record<string, unknown> }).requestContext[name]

describe("a client's certificate", () => {
  it('is told in events of format 2.0 as authentication, and not at all without mutual TLS', () => {
    const nothing = Buffer.alloc(0)
    for (const event of [proxyEventV2(source, nothing), authorizerEventV2(source, [])])
      assert.deepEqual(contextOf(event, 'authentication'), { clientCert })
    const open = proxyEventV2({ ...source, clientCertificate: undefined }, nothing)
    assert.equal(contextOf(open, 'authentication'), undefined)
  })

  it('is told in events of format 1.0 as part of the identity', () => {
    for (const event of [proxyEventV1(source, Buffer.alloc(0)), authorizerEventV1(source, [])])
      assert.deepEqual((contextOf(event, 'identity') as { clientCert: unknown }).clientCert, clientCert)
  })
})
