import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { after, before, test } from 'node:test'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { run } from '../support/run.ts'

/** What npm would publish, unpacked where a project that depends on it has it: `<project>/node_modules/poolgate`. */
let project: string
let root: string
const ours = resolve('node_modules')

before(async () => {
  project = await mkdtemp(join(tmpdir(), 'poolgate-package-'))
  root = join(project, 'node_modules/poolgate')
  await mkdir(root, { recursive: true })
  const packed = await run('npm', ['pack', '--silent', '--pack-destination', project])
  assert.equal(packed.code, 0, packed.stderr)
  const tarball = join(project, packed.stdout.trim().split('\n').at(-1)!)
  assert.equal((await run('tar', ['-xzf', tarball, '-C', root, '--strip-components=1'])).code, 0)
  // What npm would install beside it: the run-time dependencies, and the types of Node.js for TypeScript.
  const manifest = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as Record<string, object>
  for (const name of [...Object.keys(manifest['dependencies'] ?? {}), '@types/node']) {
    const place = join(project, 'node_modules', name)
    await mkdir(dirname(place), { recursive: true })
    await symlink(join(ours, name), place)
  }
})

after(() => rm(project, { recursive: true }))

test('a package holds the program, its models, the example and the declarations of its API, and nothing else', async () => {
  assert.deepEqual((await readdir(root)).toSorted(), [
    'LICENSE',
    'NOTICE',
    'README.md',
    'bin',
    'dist',
    'examples',
    'models',
    'package.json',
  ])
  const files = (await readdir(root, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile())
  const unexpected = files
    .map(({ parentPath, name }) => join(parentPath, name).slice(root.length + 1))
    .filter((path) => /\.test\.|\.conformance\.|\.map$|(?<!\.d)\.ts$/u.test(path))
  assert.deepEqual(unexpected, [])
  // A thread's program, which is found by its path (src/store/checkpoints.ts).
  assert.ok(
    files.some(({ parentPath, name }) => join(parentPath, name) === join(root, 'dist/store/sqlite-checkpointer.js')),
  )
  for (const { parentPath, name } of files) {
    const text = await readFile(join(parentPath, name), 'utf8')
    assert.ok(!text.includes(process.cwd()), `${name} names a path of the machine that built it`)
  }
})

test('publint has nothing to say about it', async () => {
  const { messages, pkg } = await publint({ pkgDir: root, pack: false, strict: true })
  assert.deepEqual(
    messages.map((message) => formatMessage(message, pkg)),
    [],
  )
})

test('the program says its version', async () => {
  const { version } = JSON.parse(await readFile('package.json', 'utf8')) as { version: string }
  const outcome = await run(process.execPath, [join(root, 'bin/poolgate.js'), '--version'])
  assert.deepEqual(outcome, { code: 0, stdout: `${version}\n`, stderr: '' })
})

test('up deploys the example that comes with it, and ends with 0 when it is told to stop', async () => {
  const empty = join(project, 'empty')
  await mkdir(empty)
  const child = spawn(process.execPath, [join(root, 'bin/poolgate.js'), 'up', '--port', '0'], {
    cwd: empty,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const lines: string[] = []
  for await (const line of createInterface({ input: child.stdout })) {
    lines.push(line)
    // Printed last, once everything is there.
    if (line === 'Requests:') child.kill('SIGTERM')
  }
  const [code] = child.exitCode === null ? await once(child, 'exit') : [child.exitCode]
  assert.equal(code, 0, lines.join('\n'))
  assert.ok(lines.includes('stack cognito-http-api is CREATE_COMPLETE'), lines.join('\n'))
  assert.deepEqual(await readdir(empty), ['.poolgate'])
})

test('a program starts a server of its own', async () => {
  const program = join(project, 'program.mjs')
  await writeFile(
    program,
    `import { createPoolgate } from 'poolgate'
    const server = await createPoolgate({ port: 0, dataDir: ${JSON.stringify(join(project, 'data'))} })
    const health = await fetch(server.url.replace('localhost', '127.0.0.1') + '/_poolgate/health')
    console.log((await health.json()).name)
    await server.close()`,
  )
  assert.deepEqual(await run(process.execPath, [program]), { code: 0, stdout: 'poolgate\n', stderr: '' })
})

test('its declarations are whole, without any that a project does not have', async () => {
  await writeFile(
    join(project, 'consumer.ts'),
    `import { createPoolgate, PortInUseError, type PoolgateOptions, type PoolgateServer } from 'poolgate'
    const options: PoolgateOptions = { port: 0, passwordCost: { memoryKibibytes: 64, passes: 1, parallelism: 1 } }
    export const server: Promise<PoolgateServer> = createPoolgate(options)
    server.catch((error: unknown) => error instanceof PortInUseError && error.port.toFixed())
    // @ts-expect-error: an option that does not exist
    export const wrong: PoolgateOptions = { prot: 0 }
    `,
  )
  const flags = ['--noEmit', '--strict', '--exactOptionalPropertyTypes', '--module', 'nodenext', '--types', 'node']
  const tsc = [
    join(ours, 'typescript/bin/tsc'),
    ...flags,
    '--skipLibCheck',
    'false',
    '--ignoreConfig',
    join(project, 'consumer.ts'),
  ]
  assert.deepEqual(await run(process.execPath, tsc), { code: 0, stdout: '', stderr: '' })
})
