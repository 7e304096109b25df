import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { createInterface } from 'node:readline'
import { describe, it, type TestContext } from 'node:test'
import { recordingLog } from './log.ts'
import { defaultMailFrom } from './mail.ts'
import { smtpMail } from './smtp-mail.ts'

const message = {
  from: defaultMailFrom,
  to: 'jane@example.com',
  subject: 'Your verification code',
  html: 'Your code is 123456',
  userPoolId: 'us-east-1_pool',
  purpose: 'SignUp',
}

/** A relay that takes all mail, apart from what `refuse` answers a recipient of a try with. */
async function openRelay(t: TestContext, refuse: (tries: number) => string | undefined = () => undefined) {
  const lines: string[] = []
  let tries = 0
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.write('220 relay\r\n')
    let isData = false
    createInterface({ input: socket }).on('line', (line) => {
      lines.push(line)
      if (isData) {
        isData = line !== '.'
        if (!isData) socket.write('250 taken\r\n')
      } else if (line === 'DATA') {
        isData = true
        socket.write('354 go on\r\n')
      } else if (line.startsWith('RCPT')) socket.write(`${refuse(++tries) ?? '250 yes'}\r\n`)
      else socket.write('250 yes\r\n')
    })
    socket.on('error', () => {})
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const log = recordingLog()
  const mail = smtpMail({ url: `smtp://127.0.0.1:${port}`, from: 'Shop <shop@example.com>' }, log)
  t.after(() => {
    mail.close()
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return { mail, lines, log, tries: () => tries }
}

describe('mail through a relay', () => {
  it("comes from the operator's address in pools that have none, and says to whom to reply", async (t) => {
    const { mail, lines, log } = await openRelay(t)
    await mail.send({ ...message, replyTo: 'help@example.com', configurationSet: 'shop' })
    assert.ok(lines.includes('MAIL FROM:<shop@example.com>'))
    assert.ok(lines.includes('RCPT TO:<jane@example.com>'))
    for (const header of [
      'From: Shop <shop@example.com>',
      'Reply-To: help@example.com',
      'Subject: Your verification code',
      'X-Ses-Configuration-Set: shop',
    ])
      assert.ok(lines.includes(header), header)
    assert.ok(lines.includes('Your code is 123456'))
    assert.equal(JSON.stringify(log.entries).includes('123456'), false)
  })

  it("comes from a pool's own address", async (t) => {
    const { mail, lines } = await openRelay(t)
    await mail.send({ ...message, from: 'pool@example.com' })
    assert.ok(lines.includes('MAIL FROM:<pool@example.com>'))
  })

  it('goes to one recipient, whatever the address holds', async (t) => {
    const { mail, lines } = await openRelay(t)
    await mail.send({ ...message, to: 'jane@example.com, eve@evil.example' }).catch(() => {})
    assert.ok(lines.filter((line) => line.startsWith('RCPT')).length <= 1)
  })

  it('is tried once more when the relay is in trouble, and not when it refuses for good', async (t) => {
    const busy = await openRelay(t, (tries) => (tries === 1 ? '451 later' : undefined))
    await busy.mail.send(message)
    assert.equal(busy.tries(), 2)
    const refusing = await openRelay(t, () => '550 no such user')
    await assert.rejects(refusing.mail.send(message), /550 no such user/)
    assert.equal(refusing.tries(), 1)
  })

  it('never sends credentials in clear', async (t) => {
    const { lines } = await openRelay(t)
    const clear = createServer((socket) => {
      socket.write('220 relay\r\n')
      createInterface({ input: socket }).on('line', (line) => {
        lines.push(line)
        socket.write(line.startsWith('EHLO') ? '250-relay\r\n250 AUTH PLAIN\r\n' : '502 no\r\n')
      })
      socket.on('error', () => {})
    })
    clear.listen(0, '127.0.0.1')
    await once(clear, 'listening')
    const address = clear.address()
    const port = typeof address === 'object' && address ? address.port : 0
    const mail = smtpMail({ url: `smtp://user:s3cret@127.0.0.1:${port}`, from: 'a@b.example' }, recordingLog())
    t.after(() => {
      mail.close()
      clear.close()
    })
    await assert.rejects(mail.send(message))
    assert.equal(
      lines.some((line) => line.startsWith('AUTH')),
      false,
    )
  })
})
