import type { Position } from './node.ts'

/** Something in a template that CloudFormation refuses, in its words, with the place for the human who wrote it. */
export class TemplateProblem extends Error {
  readonly position: Position | undefined
  /** Keys from the template's root, e.g. `Resources.HttpApi.Properties.Name`. */
  readonly path: string | undefined
  constructor(message: string, at: { readonly position?: Position | undefined; readonly path?: string | undefined }) {
    super(message)
    this.name = 'TemplateProblem'
    this.position = at.position
    this.path = at.path
  }
}

/** Refuses the template. */
export function refuse(message: string, at: { readonly position: Position } | undefined, path?: string): never {
  throw new TemplateProblem(message, { position: at?.position, path })
}

/**
 * The problem as one line: AWS's text, then the place in parentheses,
 * e.g. `Encountered unsupported property Nmae (TemplateBody:12:7, Resources.HttpApi.Properties.Nmae)`.
 */
export function describeProblem(problem: TemplateProblem, file = 'TemplateBody'): string {
  const place = [
    problem.position && `${file}:${problem.position.line}:${problem.position.column}`,
    problem.path || undefined,
  ].filter((part) => part !== undefined)
  return place.length > 0 ? `${problem.message} (${place.join(', ')})` : problem.message
}
