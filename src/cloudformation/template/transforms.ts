import { expandLoops } from './loops.ts'
import { type MapNode, memberOf, type Node } from './node.ts'
import { type ParameterDeclaration, parameterItems, readParameters } from './parameters.ts'
import { refuse } from './problem.ts'
import { serverless, transformServerless } from './serverless/transform.ts'

/** A transform that comes with CloudFormation itself; so does AWS SAM. Others are refused by name. */
export const languageExtensions = 'AWS::LanguageExtensions'

/** Names of the transforms that a template declares, all of which poolgate has. */
export function readTransforms(root: MapNode): string[] {
  const node = memberOf(root, 'Transform')
  const items = node?.kind === 'list' ? node.items : node ? [node] : []
  return items.map((item) => {
    const name = item.kind === 'scalar' ? item.text : ''
    return name === languageExtensions || name === serverless
      ? name
      : refuse(`poolgate does not implement the transform ${name || 'AWS::Include'}; remove it`, item, 'Transform')
  })
}

/**
 * The template as its transforms leave it. Loops are written out first, so that AWS SAM finds what they stand for.
 * @param section its parameters
 * @param given values of parameters; their defaults count where it has none
 */
export function transformTemplate(
  written: MapNode,
  transforms: readonly string[],
  section: Node | undefined,
  given: ReadonlyMap<string, string>,
): MapNode {
  if (transforms.length === 0) return written
  const parameters = readParameters(section)
  const bare = withoutTransform(written)
  const unrolled = transforms.includes(languageExtensions)
    ? expandLoops(bare, (name) => listItems(parameters, name, given))
    : bare
  if (!transforms.includes(serverless)) return unrolled
  return transformServerless(unrolled, (name) => given.get(name) ?? parameters.find(({ key }) => key === name)?.default)
}

/** What is processed declares no transform any more. */
function withoutTransform(root: MapNode): MapNode {
  return { ...root, entries: new Map([...root.entries].filter(([name]) => name !== 'Transform')) }
}

/** The items of a parameter that is a list; without a value it has none. */
function listItems(
  parameters: readonly ParameterDeclaration[],
  name: string,
  given: ReadonlyMap<string, string>,
): readonly string[] | undefined {
  const declaration = parameters.find(({ key }) => key === name)
  if (!declaration) return undefined
  const items = parameterItems(declaration, given.get(name) ?? declaration.default ?? '')
  return typeof items === 'string' ? undefined : items
}
