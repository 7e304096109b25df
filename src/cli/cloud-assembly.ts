import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { CommandError } from './command.ts'

/** A stack of a cloud assembly, which is what `cdk synth` writes (page "Cloud assemblies" of the CDK's guide). */
export interface AssemblyStack {
  readonly stackName: string
  readonly templateFile: string
  readonly parameters: Readonly<Record<string, string>>
  readonly tags: Readonly<Record<string, string>>
  readonly terminationProtection: boolean
  /** Undefined for a stack that goes to any region. */
  readonly region: string | undefined
  readonly assets: readonly Asset[]
  /** Code that the assembly would have published and poolgate does not: folders and container images. */
  readonly unpublished: readonly string[]
  /** What the assembly asks of the bootstrap: the parameter that tells its version, and the least version. */
  readonly bootstrap: { readonly parameter: string; readonly version: number } | undefined
}

/** A file that the assembly wants in a bucket. Names may hold `${AWS::Region}` and the like. */
export interface Asset {
  readonly file: string
  /** Where it is not what the file holds. */
  readonly content?: string
  readonly bucket: string
  readonly key: string
}

interface Manifest {
  readonly artifacts?: Readonly<Record<string, Artifact>>
}

interface Artifact {
  readonly type?: string
  readonly environment?: string
  readonly dependencies?: readonly string[]
  readonly properties?: {
    readonly templateFile?: string
    readonly stackName?: string
    readonly parameters?: Readonly<Record<string, string>>
    readonly tags?: Readonly<Record<string, string>>
    readonly terminationProtection?: boolean
    readonly requiresBootstrapStackVersion?: number
    readonly bootstrapStackVersionSsmParameter?: string
    /** Of an asset manifest. */
    readonly file?: string
    /** Of an assembly within, which a Stage makes. */
    readonly directoryName?: string
  }
}

interface AssetManifest {
  readonly files?: Readonly<
    Record<
      string,
      {
        readonly displayName?: string
        readonly source?: { readonly path?: string; readonly packaging?: string }
        readonly destinations?: Readonly<Record<string, { readonly bucketName: string; readonly objectKey: string }>>
      }
    >
  >
  readonly dockerImages?: Readonly<Record<string, { readonly displayName?: string }>>
}

export function isCloudAssembly(path: string): boolean {
  return existsSync(join(path, 'manifest.json'))
}

/**
 * The stacks of an assembly and of those within it, each after those that it depends on. With `names` only these and what
 * they depend on. Throws CommandError for what cannot be read, and for a name that is not there.
 */
export function readCloudAssembly(directory: string, names: readonly string[] = []): AssemblyStack[] {
  const { artifacts = {} } = readJson<Manifest>(join(directory, 'manifest.json'))
  const stacks = new Map<string, AssemblyStack>()
  const visited = new Set<string>()
  const visit = (id: string): void => {
    if (visited.has(id)) return
    visited.add(id)
    const artifact = artifacts[id]
    for (const dependency of artifact?.dependencies ?? []) visit(dependency)
    if (artifact?.type === 'aws:cloudformation:stack') stacks.set(id, readStack(directory, id, artifacts, artifact))
    const within = artifact?.type === 'cdk:cloud-assembly' ? artifact.properties?.directoryName : undefined
    if (within !== undefined)
      for (const stack of readCloudAssembly(join(directory, within))) stacks.set(`${id}/${stack.stackName}`, stack)
  }
  const isNamed = (id: string): boolean =>
    names.length === 0 || names.includes(artifacts[id]?.properties?.stackName ?? id)
  for (const id of Object.keys(artifacts)) if (isNamed(id)) visit(id)
  const found = [...stacks.values()]
  const missing = names.find((name) => !found.some(({ stackName }) => stackName === name))
  if (missing !== undefined) throw new CommandError(`${directory} has no stack ${missing}`)
  if (found.length === 0) throw new CommandError(`${directory} has no stacks`)
  return found
}

function readStack(
  directory: string,
  id: string,
  artifacts: Readonly<Record<string, Artifact>>,
  { environment = '', dependencies = [], properties = {} }: Artifact,
): AssemblyStack {
  const {
    templateFile,
    requiresBootstrapStackVersion: version,
    bootstrapStackVersionSsmParameter: parameter,
  } = properties
  if (templateFile === undefined) throw new CommandError(`${directory}: the stack ${id} has no template`)
  const manifests = dependencies.flatMap((name) => {
    const file = artifacts[name]?.type === 'cdk:asset-manifest' ? artifacts[name].properties?.file : undefined
    return file === undefined ? [] : [readJson<AssetManifest>(join(directory, file))]
  })
  const region = /^aws:\/\/[^/]*\/(.+)$/.exec(environment)?.[1]
  return {
    stackName: properties.stackName ?? id,
    templateFile: join(directory, templateFile),
    parameters: properties.parameters ?? {},
    tags: properties.tags ?? {},
    terminationProtection: properties.terminationProtection ?? false,
    region: region === 'unknown-region' ? undefined : region,
    bootstrap: parameter === undefined || version === undefined ? undefined : { parameter, version },
    ...assetsOf(directory, templateFile, manifests),
  }
}

/** The stack's own template is deployed as it lies here; other templates and files are for its resources to find. */
function assetsOf(
  directory: string,
  templateFile: string,
  manifests: readonly AssetManifest[],
): Pick<AssemblyStack, 'assets' | 'unpublished'> {
  const assets: Asset[] = []
  const unpublished: string[] = []
  for (const { files = {}, dockerImages = {} } of manifests) {
    for (const [id, { displayName = id, source = {}, destinations = {} }] of Object.entries(files))
      if (source.packaging !== 'file' || source.path === undefined) unpublished.push(displayName)
      else if (source.path !== templateFile)
        for (const { bucketName, objectKey } of Object.values(destinations))
          assets.push({ file: join(directory, source.path), bucket: bucketName, key: objectKey })
    for (const [id, { displayName = id }] of Object.entries(dockerImages)) unpublished.push(displayName)
  }
  return { assets, unpublished }
}

function readJson<Document>(file: string): Document {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    throw new CommandError(`cannot read ${file}: ${error instanceof Error ? error.message : String(error)}`)
  }
}
