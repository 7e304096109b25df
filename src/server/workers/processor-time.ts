import { readFileSync } from 'node:fs'

/** What a process has used so far, in ticks of the kernel; undefined when it is gone, and where there is no Linux. */
export function processorTimeOf(pid: number): number | undefined {
  try {
    // proc_pid_stat(5): the name, which may have anything in it, is in parentheses; utime and stime are the 14th and 15th field.
    const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ').at(-1)?.split(' ') ?? []
    return Number(fields[11]) + Number(fields[12])
  } catch {
    return undefined
  }
}
