import { openSync, writeSync } from 'node:fs'
import { jsonLog } from '../src/cli/log-output.ts'
import { suitGarbageCollection } from '../src/ports/garbage-collection.ts'
import { startPoolgate } from '../src/server/poolgate.ts'

/** poolgate as `poolgate serve --log json >FILE` starts it, with more than AWS's 10,000 requests a second. */
suitGarbageCollection()
const [dataDir = '', port = '0', logFile = ''] = process.argv.slice(2)
// As Node.js writes to a standard output that is a file.
const out = openSync(logFile, 'a')
const server = await startPoolgate({
  dataDir,
  port: Number(port),
  log: jsonLog((text) => void writeSync(out, text)),
  accountThrottling: { rate: 1_000_000, burst: 1_000_000 },
})
console.log(server.port)
process.once('SIGTERM', () => void server.close().then(() => process.exit(0)))
