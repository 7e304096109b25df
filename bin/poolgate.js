#!/usr/bin/env node
// Starts poolgate on a Node.js that can run it. This file itself must be readable for Node.js 12 and newer: no syntax
// and no built-in that is younger, no import of ours before the version is known.
import { spawn } from 'child_process'
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
else if (process.env.POOLGATE_RUNTIME) fail('the Node.js that was to run it is ' + process.versions.node + ' again')
else replace()

/** The same as "engines" in package.json: node:sqlite, type stripping and crypto.argon2 are there from 24.7 on. */
function isRecentEnough(version) {
  const parts = version.split('.').map(Number)
  return parts[0] > 24 || (parts[0] === 24 && parts[1] >= 7)
}

function run() {
  // Programs that `poolgate exec` starts are free to start poolgate with another Node.js.
  delete process.env.POOLGATE_RUNTIME
  const built = join(root, 'dist', 'cli', 'main.js')
  // A clone of the repository runs its sources as they are.
  const main = existsSync(built) ? built : join(root, 'src', 'cli', 'main.ts')
  import(pathToFileURL(main).href).catch(function (error) {
    console.error(error)
    process.exitCode = 1
  })
}

/** Runs this file again with a newer runtime, and ends as that one ends. */
function replace() {
  const found = findRuntime()
  const args = [here].concat(process.argv.slice(2))
  if (found) return start(found, args, 'poolgate: ' + found + ' cannot be started')
  console.error(
    'poolgate: Node.js ' + process.versions.node + ' is older than 24.7; running with ' + runtime + ' by npm',
  )
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
  start(
    npm,
    ['exec', '--yes', '--package=' + runtime, '--', 'node'].concat(args),
    'poolgate needs Node.js 24.7 or newer (https://nodejs.org), or npm to fetch it: npm cannot be started',
  )
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

function start(program, args, refusal) {
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
    fail(refusal + ' (' + error.code + ')')
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
  console.error(message.indexOf('poolgate') === 0 ? message : 'poolgate: ' + message)
  process.exitCode = 1
}
