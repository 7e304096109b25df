import type { Context, Input, Output } from '../service.ts'

/** Every export of the region at once. */
export async function listExports(
  _input: Input<'ListExports'>,
  context: Context<'ListExports'>,
): Promise<Output<'ListExports'>> {
  const exports = await context.store.listExports(context.region)
  return {
    Exports: exports.map(({ stackId, name, value }) => ({ ExportingStackId: stackId, Name: name, Value: value })),
  }
}
