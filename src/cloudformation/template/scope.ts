import type { Node } from './node.ts'
import type { Reference } from './references.ts'

/** What names in a template stand for while it is evaluated. */
export interface Scope {
  /** Parameters and pseudo parameters; one without a value yet is an unknown node. */
  readonly parameters: ReadonlyMap<string, (at: Node) => Node | undefined>
  readonly mappings: Node | undefined
  /** A condition's value; `undefined` while it depends on a parameter without a value. Refuses an unknown name. */
  readonly condition: (name: string, at: Node, path: string) => boolean | undefined
  /** An exported value of the region, or undefined when there is no such export. */
  readonly findExport: (name: string) => string | undefined
  /** What a Ref or Fn::GetAtt of a resource yields. Refuses names that are no resource. */
  readonly resource: (reference: Reference, path: string) => Node
  readonly region: string
  /** Whether the template declares AWS::LanguageExtensions. */
  readonly extended: boolean
}

/** How every step refers to where it is: `Resources.HttpApi.Properties.Name`. */
export function pathTo(path: string, key: string | number): string {
  return path === '' ? String(key) : `${path}.${key}`
}
