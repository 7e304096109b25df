import { isCloudAssembly, readCloudAssembly } from './cloud-assembly.ts'
import { CommandError, type Options, UsageError, type Values } from './command.ts'
import type { Deployment } from './deploy-stack.ts'
import { packageTemplate } from './package-template.ts'
import { deploymentOf, findTemplate, readParameters, readTemplate, templateOptions } from './template-file.ts'

/** What `up` deploys: stacks, to be read again when they have changed. */
export interface DeploymentSource {
  /** In the order in which they are deployed. Throws CommandError when they cannot be read. */
  read(): readonly Deployment[]
  /** Files and folders whose change may change what was read last. */
  watched(): readonly string[]
}

/** The options of every command that takes a template or a cloud assembly. */
export const sourceOptions = {
  ...templateOptions,
  stack: {
    type: 'string',
    multiple: true,
    value: 'NAME',
    description: 'of a cloud assembly only this stack, and those that it depends on',
  },
} as const satisfies Options

/** @param path a template, a folder with one, a cloud assembly; undefined for the template in this directory */
export function findSource(path: string | undefined, values: Values<typeof sourceOptions>): DeploymentSource {
  if (path !== undefined && isCloudAssembly(path)) {
    if (values['stack-name'] !== undefined)
      throw new UsageError('--stack-name is for a template; the stacks of a cloud assembly have names')
    return { read: () => readAssembly(path, values), watched: () => [path] }
  }
  if (values.stack) throw new UsageError('--stack is for a cloud assembly, as cdk synth writes it')
  const file = findTemplate(path)
  let files = new Set([file])
  return {
    read: () => {
      // Those that it fails to read are watched, too.
      files = new Set([file])
      const deployment = deploymentOf(file, values)
      const packaged = packageTemplate(file, deployment.templateBody, (each) => files.add(each))
      return [{ ...deployment, ...packaged }]
    },
    watched: () => [...files],
  }
}

/** A parameter goes to every stack that has one of its name. */
function readAssembly(directory: string, { stack: names, parameter }: Values<typeof sourceOptions>): Deployment[] {
  const given = readParameters(parameter ?? [])
  const used = new Set<string>()
  const deployments = readCloudAssembly(directory, names).map((assembly): Deployment => {
    const templateBody = readTemplate(assembly.templateFile)
    const declared = parametersOf(templateBody)
    const taken = Object.entries(given).filter(([name]) => declared.has(name))
    for (const [name] of taken) used.add(name)
    return {
      templateFile: assembly.templateFile,
      templateBody,
      stackName: assembly.stackName,
      parameters: { ...assembly.parameters, ...Object.fromEntries(taken) },
      assembly,
    }
  })
  const unused = Object.keys(given).find((name) => !used.has(name))
  if (unused !== undefined) throw new CommandError(`no stack of ${directory} has the parameter ${unused}`)
  return deployments
}

/** The CDK writes JSON; what is wrong with it CloudFormation says, with its place. */
function parametersOf(templateBody: string): ReadonlySet<string> {
  try {
    const template: { readonly Parameters?: object } = JSON.parse(templateBody)
    return new Set(Object.keys(template.Parameters ?? {}))
  } catch {
    return new Set()
  }
}
