import type { Fails } from '../../wire/operation.ts'

/** Members of an input by the names that a refusal gives them. */
type Members = Readonly<Record<string, unknown>>

export function refuseUnimplemented(context: Fails<'BadRequestException'>, name: string): never {
  return context.fail('BadRequestException', `poolgate does not implement ${name} yet`)
}

/** Whether a refusal is one of poolgate's own, for what AWS would do: all of those begin with its name. */
export function isOwnLimit(text: string): boolean {
  return text.startsWith('poolgate ')
}

/** Refuses, by name, the first of these members that asks for something: nothing is accepted without its effect. */
export function refuseUnimplementedMembers(context: Fails<'BadRequestException'>, members: Members): void {
  const name = firstAsking(members)
  if (name !== undefined) refuseUnimplemented(context, name)
}

/** Refuses, by name, the first of these members that asks for something which only `kind` can have on AWS. */
export function refuseForeignMembers(
  context: Fails<'BadRequestException'>,
  kind: 'WebSocket APIs' | 'REQUEST authorizers' | 'JWT authorizers' | 'private integrations' | 'Lambda integrations',
  members: Members,
): void {
  const name = firstAsking(members)
  if (name !== undefined) context.fail('BadRequestException', `${name} is supported only for ${kind}`)
}

function firstAsking(members: Members): string | undefined {
  return Object.entries(members).find(([, value]) => !asksForNothing(value))?.[0]
}

/** Clients send empty values for what was not configured (Terraform: `false`, `0`, `""`, `{}`). */
function asksForNothing(value: unknown): boolean {
  if (typeof value === 'object' && value !== null) return Object.keys(value).length === 0
  return value === undefined || value === false || value === 0 || value === ''
}
