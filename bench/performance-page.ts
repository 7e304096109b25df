import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus, loadavg } from 'node:os'

const file = 'docs/performance.md'

/** Writes one section of docs/performance.md, and leaves the others as they are. @param text Markdown below the heading */
export function writeSection(heading: string, text: string): void {
  const page = existsSync(file) ? readFileSync(file, 'utf8') : '# Performance\n'
  const [title = '', ...sections] = page.trimEnd().split(/\n(?=## )/)
  const section = `## ${heading}\n\n${text.trim()}\n`
  const at = sections.findIndex((other) => other.startsWith(`## ${heading}\n`))
  if (at === -1) sections.push(section)
  else sections[at] = section
  writeFileSync(file, `${[title, ...sections].map((part) => part.trimEnd()).join('\n\n')}\n`)
}

/** The date, what runs the benchmark, and how busy that is. */
export function describeMachine(): string {
  const all = cpus()
  const date = new Date().toISOString().slice(0, 10)
  const machine = `${all.length} cores of ${all[0]?.model.trim() ?? 'unknown'}`
  return `${date}: Node.js ${process.versions.node}, ${machine}, load average ${(loadavg()[0] ?? 0).toFixed(1)} at the end`
}
