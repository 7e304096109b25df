import type { ResourceType } from './resource-type.ts'

/** A type that is kept with its stack and makes nothing: its Ref is a name. */
export function keptResource(type: string, passed: readonly string[]): ResourceType {
  return {
    type,
    service: 'CloudFormation',
    passed: [...passed],
    refused: {},
    named: 'Name',
    attributes: {},
    place: () => ({}),
    create: async ({ Name }) => String(Name),
    async update() {},
    async delete() {},
    findLookalikes: async () => [],
  }
}
