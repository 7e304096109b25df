import type { Context, Input, Output } from '../service.ts'

export async function listImports(
  input: Input<'ListImports'>,
  context: Context<'ListImports'>,
): Promise<Output<'ListImports'>> {
  const names = await context.store.listImports(context.region, input.ExportName)
  if (names.length === 0) context.fail('ValidationError', `Export '${input.ExportName}' is not imported by any stack.`)
  return { Imports: [...names] }
}
