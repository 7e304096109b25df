import { readFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'

/** What the load generator is told, as JSON in its first argument. */
export interface LoadOptions {
  readonly port: number
  readonly connections: number
  readonly seconds: number
  /** Head and body of a request; `TOKEN` and `NUMBER` in it are replaced. */
  readonly request: string
  /** A file with one token a line; requests take them in turn, from a place of their own on each connection. */
  readonly tokens?: string
  /** Bytes of a body that are sent after `request`, and count as those of answers do. */
  readonly bodyLength?: number
  /** Requests a second; as many as will go when left out. */
  readonly rate?: number
}

/** What it prints, as JSON. */
export interface LoadResult {
  readonly requests: number
  readonly bytes: number
  readonly seconds: number
  readonly statuses: Readonly<Record<string, number>>
  /** Milliseconds: with a rate, from when a request was due. */
  readonly p50: number
  readonly p99: number
}

interface Connection {
  readonly socket: Socket
  isBusy: boolean
  dueAt: number
  /** Bytes of the answer that are still to come; -1 while its head is. */
  remaining: number
  head: string
}

const options = JSON.parse(process.argv[2] ?? '{}') as LoadOptions
const tokens = options.tokens === undefined ? [''] : readFileSync(options.tokens, 'utf8').trim().split('\n')
const [before = '', after = ''] = options.request.split('TOKEN')
const messages = tokens.map((token, index) =>
  Buffer.from(`${before}${token}${after}`.replace('NUMBER', String(index % 300)), 'latin1'),
)
const body = Buffer.alloc(options.bodyLength ?? 0, 'x')
let turn = Math.floor((process.pid * 7919) % messages.length)
const latencies: number[] = []
const statuses: Record<string, number> = {}
let requests = 0
let bytes = 0
let isOver = false
const due: number[] = []
const idle: Connection[] = []

function send(connection: Connection, dueAt: number): void {
  connection.isBusy = true
  connection.dueAt = dueAt
  connection.remaining = -1
  turn = (turn + 1) % messages.length
  connection.socket.write(messages[turn]!)
  if (body.length > 0) connection.socket.write(body)
}

function onData(connection: Connection, chunk: Buffer): void {
  bytes += chunk.length
  if (connection.remaining < 0) {
    const text = connection.head + chunk.toString('latin1')
    const end = text.indexOf('\r\n\r\n')
    if (end < 0) return void (connection.head = text)
    const head = text.slice(0, end)
    connection.head = ''
    const length = /content-length: (\d+)/i.exec(head)?.[1]
    if (length === undefined) throw new Error(`an answer has no length: ${head}`)
    const status = head.slice(9, 12)
    statuses[status] = (statuses[status] ?? 0) + 1
    connection.remaining = Number(length) - (text.length - end - 4)
  } else connection.remaining -= chunk.length
  if (connection.remaining > 0) return
  const now = performance.now()
  requests++
  bytes += body.length
  latencies.push(now - connection.dueAt)
  connection.isBusy = false
  if (isOver) return
  const next = options.rate === undefined ? now : due.shift()
  if (next === undefined) idle.push(connection)
  else send(connection, next)
}

function open(): Promise<Connection> {
  return new Promise((resolve) => {
    const socket = connect({ port: options.port, host: '127.0.0.1', noDelay: true }, () => resolve(connection))
    const connection: Connection = { socket, isBusy: false, dueAt: 0, remaining: -1, head: '' }
    socket.on('data', (chunk: Buffer) => onData(connection, chunk))
    socket.on('close', () => {
      if (!isOver) throw new Error('a connection was closed')
    })
  })
}

const connections = await Promise.all(Array.from({ length: options.connections }, open))
const begun = performance.now()
if (options.rate === undefined) for (const connection of connections) send(connection, performance.now())
else {
  idle.push(...connections)
  let planned = 0
  const { rate } = options
  const timer = setInterval(() => {
    for (const now = performance.now(); planned < ((now - begun) / 1000) * rate; planned++) {
      const dueAt = begun + (planned / rate) * 1000
      // In turns, so that none is idle for so long that the server closes it.
      const connection = idle.shift()
      if (connection) send(connection, dueAt)
      else due.push(dueAt)
    }
    if (isOver) clearInterval(timer)
  }, 1)
}
await new Promise((resolve) => setTimeout(resolve, options.seconds * 1000))
isOver = true
const seconds = (performance.now() - begun) / 1000
latencies.sort((a, b) => a - b)
const at = (share: number) => latencies[Math.floor(latencies.length * share)] ?? Number.NaN
const result: LoadResult = { requests, bytes, seconds, statuses, p50: at(0.5), p99: at(0.99) }
process.stdout.write(JSON.stringify(result), () => process.exit(0))
