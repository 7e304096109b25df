import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

/** A poolgate process of its own, as a user would start it. */
export interface SpawnedServer {
  /** http://127.0.0.1:<port> */
  readonly url: string
  readonly port: number
  readonly dataDir: string
  /** What it wrote so far, line by line: JSON log lines and whatever a command prints. */
  readonly lines: readonly string[]
  /** SIGTERM; resolves with the exit code. */
  stop(): Promise<number | null>
  /** SIGKILL, as a crash. */
  kill(): Promise<void>
}

export interface ServerOptions {
  /** Used again by a server that is to find what another left; made and removed when not given. */
  readonly dataDir?: string
  readonly args?: readonly string[]
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
  const args = [
    'src/cli/main.ts',
    'serve',
    '--port',
    '0',
    '--data-dir',
    dataDir,
    '--log',
    'json',
    ...(options.args ?? []),
  ]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  const lines: string[] = []
  const port = await listeningPort(child, lines)
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    dataDir,
    lines,
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

function listeningPort(child: ChildProcess, lines: string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    for (const stream of [child.stdout!, child.stderr!])
      createInterface({ input: stream }).on('line', (line) => {
        lines.push(line)
        const match = /"event":"listening".*"port":(\d+)/.exec(line)
        if (match) resolve(Number(match[1]))
      })
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}:\n${lines.join('\n')}`)))
  })
}
