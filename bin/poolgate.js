#!/usr/bin/env node
// Starts poolgate on a Node.js that can run it. This file itself must be readable for Node.js 12 and newer: no syntax
// and no built-in that is younger, no import of ours before the version is known.
import { spawn, spawnSync } from 'child_process'
import { existsSync, readFileSync } from 'fs'
import { createRequire } from 'module'
import { dirname, join } from 'path'
import { isatty } from 'tty'
import { fileURLToPath, pathToFileURL } from 'url'

const here = fileURLToPath(import.meta.url)
const root = dirname(dirname(here))
/** The runtime that poolgate is tested with, fetched when there is none that will do. */
const runtime = 'node@26.10.0'

if (isRecentEnough(process.versions.node)) run()
else if (process.env.POOLGATE_RUNTIME)
  fail('poolgate: the Node.js that was to run it is ' + process.versions.node + ' again')
else replace()

/** The same as "engines" in package.json: node:sqlite, type stripping and crypto.argon2 are there from 24.7 on. */
function isRecentEnough(version) {
  const parts = version.split('.').map(Number)
  return parts[0] > 24 || (parts[0] === 24 && parts[1] >= 7)
}

function run() {
  // Programs that `poolgate exec` starts are free to start poolgate with another Node.js.
  delete process.env.POOLGATE_RUNTIME
  const sources = join(root, 'bin', 'sources.js')
  // A clone of the repository runs its sources as they are, even if it was built once; a package has none.
  const main = existsSync(sources) ? sources : join(root, 'dist', 'cli', 'main.js')
  import(pathToFileURL(main).href).catch(function (error) {
    console.error(error)
    process.exitCode = 1
  })
}

/** Runs this file again with a newer runtime, and ends as that one ends. */
function replace() {
  const found = findRuntime() || fetchRuntime()
  if (found) start(found, [here].concat(process.argv.slice(2)))
}

/** The binary of the npm package `node`, if it is installed where poolgate can see it. */
function findRuntime() {
  try {
    const manifest = createRequire(here).resolve('node/package.json')
    const binary = join(dirname(manifest), 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
    return existsSync(binary) && isRecentEnough(JSON.parse(readFileSync(manifest, 'utf8')).version) ? binary : undefined
  } catch {
    return undefined
  }
}

/** Lets npm fetch the runtime, or find it where it did so before, and asks that one where it lies. */
function fetchRuntime() {
  console.error(
    'poolgate: Node.js ' + process.versions.node + ' is older than 24.7; running with ' + runtime + ' from npm',
  )
  // npm itself stays out of the way of signals: it would die of them and leave its child behind.
  const args = ['exec', '--yes', '--package=' + runtime, '--', 'node', '-p', 'process.execPath']
  const isWindows = process.platform === 'win32'
  const npm = spawnSync('npm', args, { stdio: ['ignore', 'pipe', 'inherit'], encoding: 'utf8', shell: isWindows })
  const path = npm.status === 0 ? npm.stdout.trim() : ''
  if (existsSync(path)) return path
  const reason = npm.error ? npm.error.code : 'exit code ' + npm.status
  fail('poolgate needs Node.js 24.7 or newer (https://nodejs.org); npm did not fetch one (' + reason + ')')
}

function start(program, args) {
  const env = Object.assign({}, process.env, { POOLGATE_RUNTIME: runtime })
  const child = spawn(program, args, { stdio: 'inherit', env: env })
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
  function forward(signal) {
    // A terminal sends Ctrl-C to the child too.
    if (!(signal === 'SIGINT' && isatty(0))) child.kill(signal)
  }
  signals.forEach(function (signal) {
    process.on(signal, forward)
  })
  child.on('error', function (error) {
    fail('poolgate: ' + program + ' cannot be started (' + error.code + ')')
  })
  child.on('exit', function (code, signal) {
    signals.forEach(function (name) {
      process.removeListener(name, forward)
    })
    if (signal) process.kill(process.pid, signal)
    else process.exitCode = code
  })
}

function fail(message) {
  console.error(message)
  process.exitCode = 1
}
