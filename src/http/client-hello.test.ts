import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { describe, it } from 'node:test'
import { connect } from 'node:tls'
import { readClientHello } from './client-hello.ts'

/** What a TLS client of Node.js sends first. */
async function recordClientHello(servername: string): Promise<Buffer> {
  const server = createServer()
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as AddressInfo
  const client = connect({ port, host: '127.0.0.1', servername }).on('error', () => {})
  const [socket] = (await once(server, 'connection')) as [Socket]
  const [bytes] = (await once(socket, 'data')) as [Buffer]
  client.destroy()
  socket.destroy()
  server.close()
  return bytes
}

describe('the ClientHello', async () => {
  const whole = await recordClientHello('Shop.Example.com')

  it('tells the name that the client asks for, in lower case', () => {
    assert.deepEqual(readClientHello(whole), { serverName: 'shop.example.com' })
  })

  it('is incomplete until its last byte', () => {
    for (let length = 5; length < whole.length; length++)
      assert.equal(readClientHello(whole.subarray(0, length)), 'incomplete', `${length} bytes`)
  })

  it('may come in several records', () => {
    const handshake = whole.subarray(5)
    for (const cut of [1, 3, 40, handshake.length - 1]) {
      const records = [handshake.subarray(0, cut), handshake.subarray(cut)].map((fragment) => {
        const head = Buffer.from([22, 3, 1, 0, 0])
        head.writeUInt16BE(fragment.length, 3)
        return Buffer.concat([head, fragment])
      })
      assert.deepEqual(readClientHello(Buffer.concat(records)), { serverName: 'shop.example.com' }, `cut at ${cut}`)
    }
  })

  it('without a name has none', async () => {
    assert.deepEqual(readClientHello(await recordClientHello('')), { serverName: undefined })
  })

  it('that lies about its lengths is left to OpenSSL', () => {
    // Every byte of the lengths before and in the extensions, one after the other.
    for (let at = 9; at < whole.length; at++) {
      const forged = Buffer.from(whole)
      forged[at] = 0xff
      assert.doesNotThrow(() => readClientHello(forged), `byte ${at}`)
    }
    for (const bytes of ['16030100050200000100', '1503010002022a', '160301000401ffffff'])
      assert.deepEqual(readClientHello(Buffer.from(bytes, 'hex')), { serverName: undefined }, bytes)
  })
})
