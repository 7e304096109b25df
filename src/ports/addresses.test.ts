import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  AddressRefusedError,
  createAddressPolicy,
  guardedLookup,
  isForbiddenAddress,
  isPrivateAddress,
  refuseAddressLiteral,
} from './addresses.ts'

const development = createAddressPolicy({ allowPrivate: true })
const production = createAddressPolicy({ allowPrivate: false })

describe('outbound addresses', () => {
  for (const address of [
    '169.254.169.254',
    '169.254.170.2',
    '::ffff:169.254.169.254',
    '::ffff:a9fe:a9fe',
    '64:ff9b::a9fe:a9fe',
    '::169.254.169.254',
    '::ffff:0:169.254.169.254',
    '2002:a9fe:a9fe::1',
    'fe80::1',
    'fe80::1%eth0',
    'fd00:ec2::254',
    '100.100.100.200',
    '168.63.129.16',
  ])
    it(`${address} is never reached`, () => {
      assert.ok(isForbiddenAddress(address))
      assert.ok(!development.allows(address))
    })

  for (const address of [
    '127.0.0.1',
    '10.1.2.3',
    '172.16.0.1',
    '192.168.1.1',
    '100.64.0.1',
    '0.0.0.0',
    '::1',
    '::',
    'fd12::1',
    '::ffff:127.0.0.1',
  ])
    it(`${address} is reached in development only`, () => {
      assert.ok(isPrivateAddress(address))
      assert.ok(development.allows(address))
      assert.ok(!production.allows(address))
    })

  for (const address of ['93.184.216.34', '2606:2800:220:1::1', '172.32.0.1'])
    it(`${address} is reached`, () => assert.ok(production.allows(address)))

  it('what is no address at all is not reached', () => assert.ok(!development.allows('example.com')))

  it('a host that is an address is checked without a lookup', () => {
    assert.throws(() => refuseAddressLiteral('[::ffff:169.254.169.254]', development), AddressRefusedError)
    assert.doesNotThrow(() => refuseAddressLiteral('example.com', production))
  })

  it('a name is refused when it resolves to an address that is not allowed', async () => {
    const error = await new Promise((resolve) => guardedLookup(production)('localhost', { all: true }, resolve))
    assert.ok(error instanceof AddressRefusedError)
    assert.match(error.message, /^localhost is (127\.0\.0\.1|::1), which may not be reached$/)
  })

  it('an allowed name resolves as ever', async () => {
    const address = await new Promise((resolve) =>
      guardedLookup(development)('localhost', { family: 4 }, (_error, found) => resolve(found)),
    )
    assert.equal(address, '127.0.0.1')
  })
})
