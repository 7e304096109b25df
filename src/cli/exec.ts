import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { isatty } from 'node:tty'
import { clientOptions, prepareClientEnvironment } from './client-environment.ts'
import { defineCommand, type Io, UsageError } from './command.ts'

export const command = defineCommand({
  name: 'exec',
  summary: 'run a command whose calls to AWS host names of emulated services reach the running server',
  usage: '[options] -- CMD [ARG]...',
  details: `HTTPS calls of CMD to Cognito, API Gateway, CloudFormation and STS, by their AWS names, reach the running
server through its own proxy; all other hosts are passed through untouched. AWS CLI and SDKs, curl, Python and
Node.js need no flag for it. The exit code is that of CMD.

Example:
  poolgate exec -- aws cognito-idp list-user-pools --max-results 10
`,
  options: clientOptions,
  wrapsCommand: true,
  run: async (values, [program, ...args], io) => {
    if (program === undefined) throw new UsageError('a command to run is missing')
    const variables = await prepareClientEnvironment(values, io.env)
    return runProgram(program, args, { ...io.env, ...variables }, io)
  },
})

/** Runs a program on our own terminal and resolves with the exit code that a shell would give it. */
function runProgram(
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  io: Io,
): Promise<number> {
  const child = spawn(program, args, { stdio: 'inherit', env })
  const forward = (signal: NodeJS.Signals) => {
    // A terminal sends Ctrl-C to the child too, and some programs take a second one for "stop at any price".
    if (!(signal === 'SIGINT' && isatty(0))) child.kill(signal)
  }
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
  for (const signal of signals) process.on(signal, forward)
  return new Promise<number>((resolve) => {
    child.once('error', (error: NodeJS.ErrnoException) => {
      const isMissing = error.code === 'ENOENT'
      io.printError(`poolgate exec: ${program}: ${isMissing ? 'command not found' : error.message}\n`)
      resolve(isMissing ? 127 : 126)
    })
    child.once('exit', (code, signal) => resolve(code ?? 128 + (signal ? constants.signals[signal] : 0)))
  }).finally(() => {
    for (const signal of signals) process.off(signal, forward)
  })
}
