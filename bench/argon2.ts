import { createPasswords } from '../src/cognito/users/passwords.ts'
import { systemRandom } from '../src/ports/random.ts'

/** What password hashes cost by themselves: prints hashes for each second of CPU time, and of time. */
const count = Number(process.argv[2] ?? 60)
const passwords = createPasswords(systemRandom)
await passwords.hash('to warm up')
const [before, begun] = [process.cpuUsage(), performance.now()]
await Promise.all(Array.from({ length: count }, () => passwords.hash('S3cure!!')))
const { user, system } = process.cpuUsage(before)
const seconds = (performance.now() - begun) / 1000
console.log(JSON.stringify({ perCpuSecond: count / ((user + system) / 1e6), perSecond: count / seconds }))
