import type { Fails } from '../wire/operation.ts'

/** Refuses, by name, the first of these members that asks for something: nothing is accepted without its effect. */
export function refuseUnimplemented(
  members: Readonly<Record<string, unknown>>,
  context: Fails<'BadRequestException'>,
): void {
  const name = firstAsking(members)
  if (name !== undefined) context.fail('BadRequestException', `poolgate does not implement ${name} yet`)
}

/** Refuses, by name, the first of these members that asks for something which only `kind` can have on AWS. */
export function refuseForeign(
  kind: 'WebSocket APIs' | 'REQUEST authorizers' | 'private integrations' | 'Lambda integrations',
  members: Readonly<Record<string, unknown>>,
  context: Fails<'BadRequestException'>,
): void {
  const name = firstAsking(members)
  if (name !== undefined) context.fail('BadRequestException', `${name} is supported only for ${kind}`)
}

function firstAsking(members: Readonly<Record<string, unknown>>): string | undefined {
  return Object.entries(members).find(([, value]) => !asksForNothing(value))?.[0]
}

/** Clients send empty values for what was not configured (Terraform: `false`, `0`, `""`, `{}`). */
function asksForNothing(value: unknown): boolean {
  if (typeof value === 'object' && value !== null) return Object.keys(value).length === 0
  return value === undefined || value === false || value === 0 || value === ''
}
