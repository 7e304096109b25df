import { spawn, type ChildProcess } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import type { LoadOptions, LoadResult } from './load.ts'

/** The core that contenders run on, and the one for everything else. */
export const serverCore = 0
export const loadCore = 1

export interface Pinned {
  readonly process: ChildProcess
  /** CPU time so far, its own and the kernel's on its behalf. */
  cpuSeconds(): number
  /** The most memory that it had at once since this was asked last, in MB. */
  peakMegabytes(): number
  stop(): Promise<void>
}

const ticksPerSecond = 100

/** CPU time of a process so far, its own and the kernel's on its behalf. */
export function cpuSecondsOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond
}

/** Starts a program on one core, or on several: `0,1`. */
export function spawnPinned(
  core: number | string,
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Pinned {
  const child = spawn('taskset', ['-c', String(core), command, ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  return {
    process: child,
    cpuSeconds: () => cpuSecondsOf(child.pid ?? 0),
    peakMegabytes: () => {
      const [, kilobytes] = /VmHWM:\s*(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8')) ?? []
      writeFileSync(`/proc/${child.pid}/clear_refs`, '5')
      return Number(kilobytes) / 1024
    },
    stop: async () => {
      if (child.exitCode !== null) return
      const ended = new Promise((resolve) => child.once('exit', resolve))
      child.kill('SIGTERM')
      const timer = setTimeout(() => child.kill('SIGKILL'), 2000)
      await ended
      clearTimeout(timer)
    },
  }
}

/** All that a program prints until it ends. */
export async function outputOf({ process: child }: Pinned): Promise<string> {
  let text = ''
  for await (const chunk of child.stdout ?? []) text += String(chunk)
  return text
}

/** The first line that a program prints. */
export async function firstLineOf({ process: child }: Pinned): Promise<string> {
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`ended with ${code}`)))
    child.stdout?.once('data', (chunk) => resolve(String(chunk).trim()))
  })
}

/** Runs the load generator. Throws when an answer was not a 200; calls that are under way at the end may have none. */
export async function load(options: LoadOptions): Promise<LoadResult> {
  const printed = await outputOf(spawnPinned(loadCore, process.execPath, ['bench/load.ts', JSON.stringify(options)]))
  const result = JSON.parse(printed) as LoadResult
  const statuses = Object.keys(result.statuses).join()
  if (statuses !== '200' && statuses !== '') throw new Error(`it answered ${JSON.stringify(result.statuses)}`)
  return result
}

export async function untilListening(port: number): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const isOpen = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => resolve(true)).on('error', () => resolve(false))
      socket.once('connect', () => socket.destroy())
    })
    if (isOpen) return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error(`nothing listens on port ${port}`)
}
