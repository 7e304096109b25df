import { commands } from './commands.ts'
import { keepCompiled } from './compile-cache.ts'
import { dispatch } from './dispatch.ts'
import { widenThreadPool } from '../ports/thread-pool.ts'
import { suitGarbageCollection } from '../ports/garbage-collection.ts'

// As it was given: programs that we start have threads of their own to count.
const env = { ...process.env }
widenThreadPool(process.env)
suitGarbageCollection()
keepCompiled()

// `poolgate env | head` closes our output early: that is the reader's good right and no crash of ours.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
  })

process.exitCode = await dispatch(process.argv.slice(2), commands, {
  env,
  print: (text) => void process.stdout.write(text),
  printError: (text) => void process.stderr.write(text),
})
