import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, copyFile, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'

const bin = fileURLToPath(new URL('../../bin/poolgate.js', import.meta.url))
const sources = fileURLToPath(new URL('../../bin/sources.js', import.meta.url))

/** Makes the program believe that it runs on another version of Node.js; the program that it starts does not. */
const pretend = (version: string) => [
  '--import',
  `data:text/javascript,Object.defineProperty(process,'versions',{value:{node:'${version}'}})`,
]

/** A copy of the program in a package of its own, with a `main` that says how it was run. */
async function install(t: TestContext): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'poolgate-bin-'))
  t.after(() => rm(root, { recursive: true }))
  await Promise.all([mkdir(join(root, 'bin')), mkdir(join(root, 'dist/cli'), { recursive: true })])
  await writeFile(join(root, 'package.json'), '{"type":"module"}')
  await writeFile(
    join(root, 'dist/cli/main.js'),
    `if (process.argv[2] === 'wait') process.on('SIGTERM', () => process.exit(6)), setInterval(() => {}, 1e6)
    else process.exitCode = 4
    console.log(JSON.stringify(process.argv.slice(2)))`,
  )
  await copyFile(bin, join(root, 'bin/poolgate.js'))
  return root
}

function start(root: string, version: string, args: readonly string[], path = process.env['PATH']) {
  const command = [...pretend(version), join(root, 'bin/poolgate.js'), ...args]
  const child = spawn(process.execPath, command, { env: { ...process.env, PATH: path } })
  const output = { stdout: '', stderr: '' }
  child.stdout.on('data', (text) => (output.stdout += text))
  child.stderr.on('data', (text) => (output.stderr += text))
  return { child, ended: once(child, 'close').then(([code]) => ({ code, ...output })) }
}

test('a recent Node.js runs poolgate itself', async (t) => {
  const root = await install(t)
  for (const version of ['24.7.0', '26.10.0'])
    assert.deepEqual(await start(root, version, ['a', '--b']).ended, { code: 4, stdout: '["a","--b"]\n', stderr: '' })
})

test('a clone runs its sources, whatever was built before', async (t) => {
  const root = await install(t)
  await mkdir(join(root, 'src/cli'), { recursive: true })
  await copyFile(sources, join(root, 'bin/sources.js'))
  await writeFile(join(root, 'src/cli/main.ts'), `import { name } from './name.ts'\nconsole.log(name as string)`)
  await writeFile(join(root, 'src/cli/name.ts'), `export const name: string = 'sources'`)
  assert.deepEqual(await start(root, '26.10.0', []).ended, { code: 0, stdout: 'sources\n', stderr: '' })
})

test('an older one runs it with the node package that is installed beside it, signals included', async (t) => {
  const root = await install(t)
  await mkdir(join(root, 'node_modules/node/bin'), { recursive: true })
  await writeFile(join(root, 'node_modules/node/package.json'), '{"name":"node","version":"26.10.0"}')
  await symlink(process.execPath, join(root, 'node_modules/node/bin/node'))
  assert.deepEqual(await start(root, '24.6.9', ['a', '--b']).ended, { code: 4, stdout: '["a","--b"]\n', stderr: '' })

  const { child, ended } = start(root, '20.0.0', ['wait'])
  await once(child.stdout, 'data')
  child.kill('SIGTERM')
  assert.equal((await ended).code, 6)
})

test('without such a package npm fetches the runtime, and one line says why', async (t) => {
  const root = await install(t)
  const npm = join(root, 'npm')
  await writeFile(npm, `#!/bin/sh\necho "npm $@" >&2\necho '${process.execPath}'\n`)
  await chmod(npm, 0o755)
  assert.deepEqual(await start(root, '18.2.0', ['up', '--port', '1 2'], root).ended, {
    code: 4,
    stdout: '["up","--port","1 2"]\n',
    stderr:
      'poolgate: Node.js 18.2.0 is older than 24.7; running with node@26.10.0 from npm\n' +
      'npm exec --yes --package=node@26.10.0 -- node -p process.execPath\n',
  })
})

test('without npm too, or when it fails, it says what is needed', async (t) => {
  const root = await install(t)
  const needed = 'poolgate needs Node.js 24.7 or newer (https://nodejs.org); npm did not fetch one'
  const without = await start(root, '18.2.0', ['up'], root).ended
  assert.deepEqual([without.code, without.stderr.split('\n')[1]], [1, `${needed} (ENOENT)`])
  await writeFile(join(root, 'npm'), '#!/bin/sh\nexit 9\n')
  await chmod(join(root, 'npm'), 0o755)
  const failing = await start(root, '18.2.0', ['up'], root).ended
  assert.deepEqual([failing.code, failing.stderr.split('\n')[1]], [1, `${needed} (exit code 9)`])
})

test('the runtime that npm fetches is the one that poolgate is tested with', async () => {
  const manifest = await readFile(new URL('../../package.json', import.meta.url), 'utf8')
  const pinned = /"node": "([\d.]+)"/u.exec(manifest)?.[1]
  assert.match(await readFile(bin, 'utf8'), new RegExp(`^const runtime = 'node@${pinned}'$`, 'mu'))
})
