import { describeTerms, readLinks, refuseExistingTerms, requireTerms } from '../branding/terms.ts'
import { requirePool } from '../pools/pools.ts'
import type { Context, Input, Output } from '../service.ts'

/** Whatever the input omits stays; links that are given replace the earlier ones. */
export async function updateTerms(
  input: Input<'UpdateTerms'>,
  context: Context<'UpdateTerms'>,
): Promise<Output<'UpdateTerms'>> {
  const pool = await requirePool(context, input.UserPoolId)
  const current = await requireTerms(context, pool, input.TermsId)
  const terms = {
    ...current,
    name: input.TermsName ?? current.name,
    source: input.TermsSource ?? current.source,
    enforcement: input.Enforcement ?? current.enforcement,
    links: readLinks(context, input.Links ?? current.links),
    modifiedAt: context.now,
  }
  const outcome = await context.store.replaceTerms(terms)
  if (outcome === 'exists') refuseExistingTerms(context, terms.name)
  if (outcome === 'changed')
    context.fail('ConcurrentModificationException', `Terms ${terms.id} were changed at the same time.`)
  return { Terms: describeTerms(terms) }
}
