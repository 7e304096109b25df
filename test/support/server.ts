import { type ChildProcess, spawn, type StdioOptions } from 'node:child_process'
import { EventEmitter, once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

/** A poolgate process of its own, as a user would start it. */
export interface SpawnedProgram {
  readonly pid: number
  /** What it wrote so far, line by line: JSON log lines and whatever a command prints. */
  readonly lines: readonly string[]
  /** The first line that matches, as soon as the process has written it. */
  line(pattern: RegExp): Promise<string>
  /** SIGTERM; resolves with the exit code. */
  stop(): Promise<number | null>
  /** SIGKILL, as a crash. */
  kill(): Promise<void>
}

/** One that is a server. */
export interface SpawnedServer extends SpawnedProgram {
  /** http://127.0.0.1:<port> */
  readonly url: string
  readonly port: number
  readonly dataDir: string
}

export interface ServerOptions {
  /** Used again by a server that is to find what another left; made and removed when not given. */
  readonly dataDir?: string
  readonly args?: readonly string[]
  /** Environment variables besides our own, e.g. NODE_OPTIONS. */
  readonly env?: Readonly<Record<string, string>>
}

/** A directory that is gone when the test process ends. */
export function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'poolgate-e2e-'))
  process.on('exit', () => rmSync(directory, { recursive: true, force: true }))
  return directory
}

/** Starts `poolgate serve` on a free port and waits until it says that it listens. */
export async function startServer(options: ServerOptions = {}): Promise<SpawnedServer> {
  const dataDir = options.dataDir ?? temporaryDirectory()
  const own = ['serve', '--port', '0', '--data-dir', dataDir, '--log', 'json']
  const program = runPoolgate([...own, ...(options.args ?? [])], options.env)
  const listening = /"event":"listening".*"port":(\d+)/
  const port = Number(listening.exec(await program.line(listening))![1])
  return { ...program, url: `http://127.0.0.1:${port}`, port, dataDir }
}

/** Starts a command that goes on until it is told to stop. */
export function runPoolgate(args: readonly string[], env: Readonly<Record<string, string>> = {}): SpawnedProgram {
  const stdio: StdioOptions = ['ignore', 'pipe', 'pipe']
  const child = spawn(process.execPath, ['bin/poolgate.js', ...args], { stdio, env: { ...process.env, ...env } })
  const output = readLines(child)
  return {
    pid: child.pid ?? 0,
    lines: output.lines,
    line: (pattern) => output.line(pattern),
    stop: async () => {
      child.kill('SIGTERM')
      return exitOf(child)
    },
    kill: async () => {
      child.kill('SIGKILL')
      await exitOf(child)
    },
  }
}

async function exitOf(child: ChildProcess): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  return child.exitCode
}

interface Output {
  readonly lines: readonly string[]
  /** Rejects with everything that was written when the process ends without such a line. */
  line(pattern: RegExp): Promise<string>
}

function readLines(child: ChildProcess): Output {
  const lines: string[] = []
  const arrived = new EventEmitter()
  for (const stream of [child.stdout!, child.stderr!])
    createInterface({ input: stream }).on('line', (line) => {
      lines.push(line)
      arrived.emit('line')
    })
  child.once('close', (code) => arrived.emit('end', code))
  return {
    lines,
    line: async (pattern) => {
      const ended = once(arrived, 'end').then(([code]) => {
        throw new Error(`the server ended with ${code} and no line like ${pattern}:\n${lines.join('\n')}`)
      })
      ended.catch(() => {})
      for (;;) {
        const found = lines.find((line) => pattern.test(line))
        if (found !== undefined) return found
        await Promise.race([once(arrived, 'line'), ended])
      }
    },
  }
}
