import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Command, CommandError, defineCommand, type Io, UsageError } from './command.ts'
import { type Commands, dispatch } from './dispatch.ts'

const build = defineCommand({
  name: 'build',
  summary: 'Builds a thing.',
  usage: '[options] [THING]',
  options: {
    port: { type: 'string', value: 'PORT', short: 'p', description: 'where it listens' },
    parameter: { type: 'string', value: 'K=V', multiple: true, description: 'a parameter' },
    quiet: { type: 'boolean', description: 'says nothing' },
  },
  maxPositionals: 1,
  run: async ({ port, parameter, quiet }, positionals, io) => {
    if (port === 'x') throw new UsageError('--port must be a number')
    if (port === '1') throw new CommandError('port 1 is taken')
    if (port === '2') throw new RangeError('a bug')
    io.print(JSON.stringify({ port, parameter, quiet, positionals }))
    return 7
  },
})

const wrap = defineCommand({
  name: 'wrap',
  summary: 'Wraps a command.',
  usage: '-- CMD',
  options: { port: { type: 'string', description: 'a port' } },
  wrapsCommand: true,
  run: async (values, positionals, io) => {
    io.print(JSON.stringify({ ...values, positionals }))
    return 0
  },
})

const load = (command: Command) => async () => ({ command })
const commands: Commands = { build: load(build), wrap: load(wrap) }

async function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const result = { code: 0, out: '', err: '' }
  const io: Io = {
    env: {},
    print: (text) => void (result.out += text),
    printError: (text) => void (result.err += text),
  }
  result.code = await dispatch(args, commands, io)
  return result
}

test('a command gets its options and positionals, and its exit code is the answer', async () => {
  const { code, out } = await run('build', '--port', '80', '--parameter', 'a=1', '--parameter=b=2', '--quiet', 'it')
  assert.equal(code, 7)
  assert.deepEqual(JSON.parse(out), { port: '80', parameter: ['a=1', 'b=2'], quiet: true, positionals: ['it'] })
})

test('an unknown command names the ones there are', async () => {
  assert.deepEqual(await run('biuld'), {
    code: 2,
    out: '',
    err: 'poolgate: unknown command biuld (there are build, wrap)\n',
  })
  assert.equal((await run('constructor')).code, 2)
})

test('an unknown option, a missing value and an argument too many are refused by name', async () => {
  const tail = "\nRun 'poolgate build --help' for usage.\n"
  assert.deepEqual(await run('build', '--prot', '1'), {
    code: 2,
    out: '',
    err: `poolgate build: unknown option '--prot'${tail}`,
  })
  assert.match((await run('build', '--port')).err, /'-p, --port <value>' argument missing/u)
  assert.equal((await run('build', 'a', 'b')).err, `poolgate build: unexpected argument b${tail}`)
  assert.equal((await run('--verbose')).code, 2)
})

test('what the user can put right is told without a stack, a bug is thrown', async () => {
  assert.match((await run('build', '--port', 'x')).err, /^poolgate build: --port must be a number\nRun /u)
  assert.deepEqual(await run('build', '--port', '1'), { code: 1, out: '', err: 'poolgate build: port 1 is taken\n' })
  await assert.rejects(run('build', '--port', '2'), RangeError)
})

test('--help is made from the declarations', async () => {
  const help = await run('--help')
  assert.equal(help.code, 0)
  assert.match(help.out, /^ {2}build {2}Builds a thing\.$/mu)
  assert.equal(
    (await run('build', '--help')).out,
    `Usage: poolgate build [options] [THING]

Builds a thing.

Options:
  -p, --port PORT      where it listens
  --parameter K=V ...  a parameter
  --quiet              says nothing
  -h, --help           show this
`,
  )
  assert.deepEqual(await run('help', 'build'), await run('build', '-h'))
})

test('no command at all shows the help and is an error', async () => {
  const { code, out, err } = await run()
  assert.deepEqual({ code, out }, { code: 2, out: '' })
  assert.match(err, /^Usage: poolgate <command>/u)
})

test('--version prints the version of the package', async () => {
  assert.match((await run('--version')).out, /^\d+\.\d+\.\d+\n$/u)
})

test('a wrapped command line is left as it is, with or without --', async () => {
  const wrapped = { port: '1', positionals: ['aws', '--port', '2', '--', '--help'] }
  for (const separator of [['--'], []])
    assert.deepEqual(
      JSON.parse((await run('wrap', '--port', '1', ...separator, 'aws', '--port', '2', '--', '--help')).out),
      wrapped,
    )
  assert.match((await run('wrap', '--help', '--', 'x')).out, /^Usage: poolgate wrap -- CMD/u)
  assert.equal((await run('wrap', '--nope', '--', 'x')).code, 2)
})
