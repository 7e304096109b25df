import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import {
  CloudFormationClient,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation'
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { run } from '../test/support/run.ts'
import { largeTemplate } from './large-template.ts'
import { spread } from './figures.ts'
import { describeMachine, writeSection } from './performance-page.ts'

// How long a start on existing data takes, from a clone and from the package, beside cognito-local where --cognito-local
// names a directory that has it installed; what memory the idle server has; and how long stacks take.

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '15' }, 'cognito-local': { type: 'string' } },
})
const rounds = Number(values.rounds)
const directory = mkdtempSync(join(tmpdir(), 'poolgate-bench-'))
process.on('exit', () => rmSync(directory, { recursive: true }))

interface Program {
  readonly name: string
  readonly args: (port: number) => readonly string[]
  readonly healthPath: string
}

interface Start {
  readonly wallMs: number
  readonly cpuMs: number
  readonly megabytes: number
}

const programs: Program[] = [
  poolgate('poolgate, from a clone', 'bin/poolgate.js'),
  poolgate('poolgate, from the package', await unpack()),
]
if (values['cognito-local'] !== undefined) {
  const program = join(resolve(values['cognito-local']), 'node_modules/cognito-local/lib/bin/start.js')
  programs.push({ name: 'cognito-local', args: () => [program], healthPath: '/health' })
}

function poolgate(name: string, program: string): Program {
  const dataDir = join(directory, name.replaceAll(/\W+/gu, '-'))
  return {
    name,
    args: (port) => [program, 'serve', '--port', String(port), '--data-dir', dataDir, '--log', 'json'],
    healthPath: '/healthz',
  }
}

/** The program as npm installs it. */
async function unpack(): Promise<string> {
  const root = join(directory, 'node_modules/poolgate')
  mkdirSync(root, { recursive: true })
  const { stdout } = await run('npm', ['pack', '--silent', '--pack-destination', directory])
  await run('tar', ['-xzf', join(directory, stdout.trim()), '-C', root, '--strip-components=1'])
  symlinkSync(resolve('node_modules'), join(directory, 'node_modules/poolgate/node_modules'))
  return join(root, 'bin/poolgate.js')
}

/** Starts a program, hands its port on once it answers, and ends it. */
async function during<Result>(program: Program, use: (port: number, pid: number) => Promise<Result>): Promise<Result> {
  // Below those that systems give to outgoing connections.
  const port = 20_000 + Math.floor(Math.random() * 10_000)
  const env = { ...process.env, PORT: String(port), NODE_NO_WARNINGS: '1' }
  const child = spawn(process.execPath, program.args(port), {
    cwd: directoryOf(program),
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const ended = new Promise((done) => child.once('exit', done))
  try {
    while (!(await answers(port, program.healthPath))) {
      if (child.exitCode !== null) throw new Error(`${program.name} ended with ${child.exitCode}`)
      await delay(1)
    }
    return await use(port, child.pid ?? 0)
  } finally {
    child.kill('SIGTERM')
    await ended
  }
}

/** cognito-local keeps its data where it is started. */
function directoryOf({ name }: Program): string {
  return name === 'cognito-local' ? directory : process.cwd()
}

function answers(port: number, path: string): Promise<boolean> {
  return new Promise((done) => {
    const call = request({ host: '127.0.0.1', port, path, agent: false }, (response) => {
      response.resume()
      response.once('end', () => done(true))
    })
    call.once('error', () => done(false))
    call.end()
  })
}

async function measureStart(program: Program): Promise<Start> {
  const begun = performance.now()
  return during(program, async (_port, pid) => {
    const wallMs = performance.now() - begun
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
    const cpuMs = (Number(fields[11]) + Number(fields[12])) * 10
    await delay(1000)
    const kilobytes = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
    return { wallMs, cpuMs, megabytes: Number(kilobytes) / 1024 }
  })
}

/** Milliseconds from CreateStack to the answer that the stack is there, over the network. */
async function measureStack(
  client: CloudFormationClient,
  template: { TemplateBody: string } | { TemplateURL: string },
): Promise<number> {
  const StackName = 'measured'
  const begun = performance.now()
  await client.send(new CreateStackCommand({ StackName, ...template }))
  for (;;) {
    const status = (await client.send(new DescribeStacksCommand({ StackName }))).Stacks?.[0]?.StackStatus
    if (status === 'CREATE_COMPLETE') break
    if (status !== 'CREATE_IN_PROGRESS') throw new Error(`the stack is ${status}`)
  }
  const milliseconds = performance.now() - begun
  await client.send(new DeleteStackCommand({ StackName }))
  while (await isThere(client, StackName)) await delay(100)
  return milliseconds
}

function isThere(client: CloudFormationClient, StackName: string): Promise<boolean> {
  return client.send(new DescribeStacksCommand({ StackName })).then(
    () => true,
    () => false,
  )
}

const starts = new Map(programs.map((program) => [program, [] as Start[]]))
for (let round = -2; round < rounds; round++)
  for (const [program, all] of starts) {
    const start = await measureStart(program)
    // The first makes the data and the second reads what the first compiled.
    if (round >= 0) all.push(start)
  }

const [example, large] = await during(programs[1]!, async (port) => {
  const options = {
    endpoint: `http://127.0.0.1:${port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  }
  const [client, s3] = [new CloudFormationClient(options), new S3Client({ ...options, forcePathStyle: true })]
  await s3.send(new CreateBucketCommand({ Bucket: 'templates' })).catch(() => {})
  await s3.send(new PutObjectCommand({ Bucket: 'templates', Key: 'large.json', Body: largeTemplate(500) }))
  const TemplateBody = readFileSync('examples/cognito-http-api/stack.yaml', 'utf8')
  const times: [number[], number[]] = [[], []]
  await measureStack(client, { TemplateBody })
  for (let round = 0; round < rounds; round++) times[0].push(await measureStack(client, { TemplateBody }))
  for (let round = 0; round < 3; round++)
    times[1].push(await measureStack(client, { TemplateURL: `${options.endpoint}/templates/large.json` }))
  return times
})

const rows = [...starts].map(
  ([{ name }, all]) =>
    `| ${name} | ${spread(all.map(({ wallMs }) => wallMs))} | ${spread(all.map(({ cpuMs }) => cpuMs))} | ${spread(all.map(({ megabytes }) => megabytes))} |`,
)
const text = `Measured by \`node bench/start.ts\` on ${describeMachine()}.

From starting the process to its first answer, on data that is there: the median of ${rounds} starts, taking turns, with
lowest and highest. Where the load average is far above the cores, the CPU time tells more than the clock.

| | ms to the first answer | ms of CPU time | MB resident, idle |
| --- | ---: | ---: | ---: |
${rows.join('\n')}

From CreateStack to CREATE_COMPLETE, asked over the network, every commit synced: ${spread(example)} ms for the example
(7 resources), ${spread(large)} ms for 500 resources.
`
console.log(text)
if (existsSync('docs/performance.md')) writeSection('Starting, and deploying', text)
