import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { isNetwork, peerAddress, trustProxies } from './client-address.ts'

describe('the address of a client', () => {
  it('is that of the connection where no proxy is trusted', () => {
    assert.equal(peerAddress('::ffff:192.0.2.1', ['198.51.100.7']), '192.0.2.1')
    assert.equal(trustProxies(['10.0.0.0/8'])('192.0.2.1', ['198.51.100.7']), '192.0.2.1')
  })

  it('is the last that is not a trusted proxy, whatever the client wrote before it', () => {
    const find = trustProxies(['10.0.0.0/8', '2001:db8:1::/48'])
    assert.equal(find('10.1.1.1', ['203.0.113.9, 198.51.100.7']), '198.51.100.7')
    assert.equal(find('::ffff:10.1.1.1', ['127.0.0.1', '198.51.100.7, 10.2.2.2']), '198.51.100.7')
    assert.equal(find('2001:db8:1::5', ['2001:db8:2::9']), '2001:db8:2::9')
  })

  it('is read with or without a port', () => {
    const find = trustProxies(['10.0.0.1'])
    assert.equal(find('10.0.0.1', ['198.51.100.7:4711']), '198.51.100.7')
    assert.equal(find('10.0.0.1', ['[2001:db8::1]:4711']), '2001:db8::1')
  })

  it('is that of the proxy that says nothing of use', () => {
    const find = trustProxies(['10.0.0.0/8'])
    for (const value of ['unknown', '', '198.51.100.7, unknown', '999.1.1.1'])
      assert.equal(find('10.1.1.1', [value]), '10.1.1.1', value)
    assert.equal(find('10.1.1.1', []), '10.1.1.1')
    assert.equal(find('10.1.1.1', ['10.3.3.3']), '10.3.3.3')
  })

  it('is looked for behind addresses and blocks only', () => {
    for (const network of ['10.0.0.1', '10.0.0.0/8', '::1', 'fd00::/8', '0.0.0.0/0'])
      assert.ok(isNetwork(network), network)
    for (const network of ['', 'proxy', '10.0.0.0/33', '::/129', '10.0.0/8', '10.0.0.0/', '10.0.0.0/8/8'])
      assert.equal(isNetwork(network), false, network)
  })
})
