/** The environment variable by which a process that was forked knows which worker it is. */
export const workerVariable = 'POOLGATE_WORKER'

/** Which worker this process is, from 1 on; undefined when it is no worker. */
export function workerNumber(): number | undefined {
  const number = Number(process.env[workerVariable])
  return process.send && Number.isInteger(number) && number > 0 ? number : undefined
}
