import { namesFiltered, readFilters } from '../parameter-filters.ts'
import { describeMetadata, refuse } from '../parameters.ts'
import type { Context, Input, Output } from '../service.ts'
import type { ParameterRecord } from '../store.ts'

/** How many a call looks at: a page of filtered ones may be short with more to come. */
const mostLookedAt = 1000

/** In the order of their names. */
export async function describeParameters(
  input: Input<'DescribeParameters'>,
  context: Context<'DescribeParameters'>,
): Promise<Output<'DescribeParameters'>> {
  const { ParameterFilters: filters = [], MaxResults: limit = 50 } = input
  if ((input.Filters ?? []).length > 0) refuse('poolgate does not implement Filters; ParameterFilters say the same')
  if (input.Shared === true) refuse('poolgate does not implement Shared parameters')
  const isWanted = readFilters(filters, context)
  const after = readToken(input.NextToken, context)
  const names = namesFiltered(filters)
  const looked = names ? await findNamed(context, names, after) : await listAfter(context, after)
  const wanted = looked.filter(isWanted)
  const page = wanted.slice(0, limit)
  const last = wanted.length > limit ? page.at(-1) : !names && looked.length === mostLookedAt && looked.at(-1)
  return {
    Parameters: page.map((parameter) => describeMetadata(context, parameter)),
    ...(last && { NextToken: Buffer.from(last.name).toString('base64url') }),
  }
}

function listAfter({ store, region }: Context<'DescribeParameters'>, after: string): Promise<ParameterRecord[]> {
  return store.listParameters(region, after, mostLookedAt)
}

async function findNamed(
  { store, region }: Context<'DescribeParameters'>,
  names: readonly string[],
  after: string,
): Promise<ParameterRecord[]> {
  const found: ParameterRecord[] = []
  for (const name of [...new Set(names)].toSorted()) {
    const parameter = name > after ? await store.findParameter(region, name) : undefined
    if (parameter) found.push(parameter)
  }
  return found
}

/** The name that the page before ended with. */
function readToken(token: string | undefined, context: Context<'DescribeParameters'>): string {
  if (token === undefined) return ''
  const name = Buffer.from(token, 'base64url').toString()
  if (!/^[\w./-]+$/.test(name)) context.fail('InvalidNextToken', 'The specified token is not valid.')
  return name
}
