export type TagList = readonly { readonly Key: string; readonly Value: string }[]

export function tagMap(tags: TagList = []): ReadonlyMap<string, string> {
  return new Map(tags.map(({ Key, Value }) => [Key, Value]))
}

/** What tagging and untagging have to do. */
export function changedTags(
  after: ReadonlyMap<string, string>,
  before: ReadonlyMap<string, string>,
): { readonly changed: { Key: string; Value: string }[]; readonly stale: string[] } {
  return {
    changed: [...after].filter(([key, value]) => before.get(key) !== value).map(([Key, Value]) => ({ Key, Value })),
    stale: [...before.keys()].filter((key) => !after.has(key)),
  }
}
