import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { memberOf, type Node, type ScalarNode } from '../cloudformation/template/node.ts'
import { parseTemplate } from '../cloudformation/template/parse-template.ts'
import type { Asset } from './cloud-assembly.ts'
import { CommandError } from './command.ts'

/** Where the files of templates go; the template names it by functions, as it knows neither account nor region. */
const bucket = 'poolgate-up-${AWS::AccountId}-${AWS::Region}'

export interface PackagedTemplate {
  /** Lines are where they were. */
  readonly templateBody: string
  readonly assets: readonly Asset[]
}

/** A property that may name a local file. */
interface FileProperty {
  readonly type: string
  readonly property: string
  /** What stands in its place once the file is uploaded: YAML and JSON in one line. */
  readonly uploaded: (key: string) => string
  /** The file is a template, whose own files are uploaded with it. */
  readonly isTemplate: boolean
}

const inBucket = (key: string) => JSON.stringify({ Bucket: { 'Fn::Sub': bucket }, Key: key })

const fileProperties: readonly FileProperty[] = [
  { type: 'AWS::ApiGatewayV2::Api', property: 'BodyS3Location', uploaded: inBucket, isTemplate: false },
  { type: 'AWS::Serverless::HttpApi', property: 'DefinitionUri', uploaded: inBucket, isTemplate: false },
  {
    type: 'AWS::CloudFormation::Stack',
    property: 'TemplateURL',
    uploaded: (key) => JSON.stringify({ 'Fn::Sub': `https://s3.\${AWS::Region}.amazonaws.com/${bucket}/${key}` }),
    isTemplate: true,
  },
]

/**
 * A template whose properties name uploaded files in place of local ones, as `aws cloudformation package` leaves it, with
 * these files. They are named after their content, so that another content is an update.
 * @param onFile is told of every file before it is read
 * @throws CommandError for a file that cannot be read
 */
export function packageTemplate(file: string, text: string, onFile: (file: string) => void): PackagedTemplate {
  return packageWithin(file, text, onFile, [resolve(file)])
}

/** @param path the template and those that it is nested in */
function packageWithin(
  file: string,
  text: string,
  onFile: (file: string) => void,
  path: readonly string[],
): PackagedTemplate {
  const assets: Asset[] = []
  const replaced = findFiles(text).map(({ node, uploaded, isTemplate }) => {
    const child = resolve(dirname(file), node.text)
    onFile(child)
    if (path.includes(child)) throw new CommandError(`the template ${child} is nested in itself`)
    const written = readLocalFile(child, file)
    const packaged = isTemplate
      ? packageWithin(child, written, onFile, [...path, child])
      : { templateBody: written, assets: [] }
    const content = packaged.templateBody
    const key = `${createHash('sha256').update(content).digest('hex')}${isTemplate ? '.template' : ''}`
    assets.push(...packaged.assets, { file: child, bucket, key, content })
    return { node, text: uploaded(key) }
  })
  return { templateBody: replaceScalars(file, text, replaced), assets }
}

interface NamedFile extends FileProperty {
  readonly node: ScalarNode
}

/** What is no template has no files; CloudFormation says with its place what is wrong with it. */
function findFiles(text: string): NamedFile[] {
  try {
    const resources = memberOf(parseTemplate(text), 'Resources')
    if (resources?.kind !== 'map') return []
    return [...resources.entries.values()].flatMap(({ node }) => filesOf(node))
  } catch {
    return []
  }
}

function filesOf(resource: Node): NamedFile[] {
  const type = memberOf(resource, 'Type')
  return fileProperties.flatMap((each) => {
    const node = memberOf(memberOf(resource, 'Properties'), each.property)
    const isOne = type?.kind === 'scalar' && type.text === each.type && node?.kind === 'scalar' && isLocal(node)
    return isOne ? [{ ...each, node }] : []
  })
}

/** Anything but a URL, as for `aws cloudformation package`. */
function isLocal({ value, text }: ScalarNode): boolean {
  return typeof value === 'string' && text !== '' && !/^(?:s3|https?):\/\//.test(text)
}

function readLocalFile(file: string, template: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new CommandError(`cannot read ${file}, which ${template} names: ${reason}`)
  }
}

/** Puts text in place of scalars where they stand, so that everything else keeps its line. */
function replaceScalars(
  file: string,
  text: string,
  replacements: readonly { readonly node: ScalarNode; readonly text: string }[],
): string {
  const lines = text.split('\n')
  // From the end, as a replacement moves what follows it in its line.
  const backwards = replacements.toSorted(
    ({ node: { position: a } }, { node: { position: b } }) => b.line - a.line || b.column - a.column,
  )
  for (const { node, text: replacement } of backwards) {
    const { line, column } = node.position
    const [before, after] = [lines[line - 1]?.slice(0, column - 1), lines[line - 1]?.slice(column - 1)]
    const forms = [node.text, `'${node.text}'`, `"${node.text}"`]
    const written = forms.find((form) => after?.startsWith(form))
    if (before === undefined || after === undefined || written === undefined)
      throw new CommandError(`${file}:${line}:${column}: write the path in one line and without escapes`)
    lines[line - 1] = `${before}${replacement}${after.slice(written.length)}`
  }
  return lines.join('\n')
}
