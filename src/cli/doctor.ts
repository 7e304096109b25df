import { defineCommand } from './command.ts'
import { checkInstallation } from './check-installation.ts'
import { checkTemplate } from './check-template.ts'
import { gatherServerValues } from './gather-server-values.ts'
import { readServerOptions } from './read-server-options.ts'
import { serverOptions } from './server-options.ts'
import { findSource } from './deployment-source.ts'

export const command = defineCommand({
  name: 'doctor',
  summary: 'check whether a server with these options can run here',
  usage: '[TEMPLATE] [options]',
  details: `Checks options, clock, disk, master key and what it is to open, database, port, certificates, the authority and the names
of --acme-domain, the collector of spans, and with TEMPLATE whether the options say all that it needs. It starts no server and makes nothing that stays. Exits with 1 when something would not work:

  poolgate doctor --config poolgate.yaml stack.yaml`,
  options: serverOptions,
  maxPositionals: 1,
  async run(values, [template], io) {
    const options = readServerOptions(await gatherServerValues(values, io.env), () => {}, io.env)
    const findings = await checkInstallation(options)
    if (template !== undefined)
      for (const { templateBody } of findSource(template, {}).read())
        findings.push(...checkTemplate(templateBody, options))
    for (const { state, about, text } of findings) io.print(`${state.padEnd(8)} ${about.padEnd(12)} ${text}\n`)
    return findings.some(({ state }) => state === 'failure') ? 1 : 0
  },
})
