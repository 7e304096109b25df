import { DocumentProblem, isMembers, maxDepth, type Members, type Value } from './document.ts'
import { readYaml } from './yaml.ts'

/** AWS page "AWS variables for OpenAPI import": what `${AWS::Region}` and the others stand for, by name. */
export type AwsVariables = Readonly<Record<'AccountId' | 'Partition' | 'Region', string>>

/**
 * Reads an OpenAPI 3.0 document, JSON or YAML, with AWS's variables filled in. Throws `DocumentProblem` for text that
 * is neither and for other versions (AWS page "Use OpenAPI definitions for HTTP APIs": Swagger 2.0 is an error).
 */
export function parseDocument(text: string, variables: AwsVariables): Members {
  const value = text.trimStart().startsWith('{') ? parseJson(text) : readYaml(text)
  const document = fillIn(value, variables, 0)
  if (!isMembers(document)) throw new DocumentProblem('The document is not an object')
  checkVersion(document)
  return document
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new DocumentProblem(`The document is not valid JSON: ${error instanceof Error ? error.message : ''}`)
  }
}

function checkVersion({ swagger, openapi }: Members): void {
  if (swagger !== undefined)
    throw new DocumentProblem(`HTTP APIs support only OpenAPI 3.0: the document is Swagger ${spell(swagger)}`)
  if (typeof openapi !== 'string' || !/^3\.0(\.|$)/.test(openapi))
    throw new DocumentProblem(
      openapi === undefined
        ? 'attribute openapi is missing'
        : `HTTP APIs support only OpenAPI 3.0: the document is OpenAPI ${spell(openapi)}`,
    )
}

function spell(version: Value): string {
  return typeof version === 'string' || typeof version === 'number' ? String(version).slice(0, 20) : 'of no version'
}

/** The value as the document's readers expect it, its texts with the variables filled in. */
function fillIn(value: unknown, variables: AwsVariables, depth: number): Value {
  if (depth > maxDepth) throw new DocumentProblem(`The document is nested deeper than ${maxDepth} levels`)
  if (typeof value === 'string') return fillInText(value, variables)
  if (Array.isArray(value)) return value.map((item: unknown) => fillIn(item, variables, depth + 1))
  if (typeof value === 'object' && value !== null) {
    const members: Record<string, Value> = Object.create(null)
    for (const [name, member] of Object.entries(value)) members[name] = fillIn(member, variables, depth + 1)
    return members
  }
  return typeof value === 'number' || typeof value === 'boolean' ? value : null
}

function fillInText(text: string, { AccountId, Partition, Region }: AwsVariables): string {
  return text
    .replaceAll('${AWS::AccountId}', AccountId)
    .replaceAll('${AWS::Partition}', Partition)
    .replaceAll('${AWS::Region}', Region)
}
