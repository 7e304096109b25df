import type { Context, Input, Output } from '../service.ts'

/** Without MaxBuckets all of them, as AWS answers accounts with up to 10,000 buckets. */
export async function listBuckets(
  input: Input<'ListBuckets'>,
  context: Context<'ListBuckets'>,
): Promise<Output<'ListBuckets'>> {
  const { Prefix: prefix = '', BucketRegion: region, MaxBuckets: limit = 10_000, ContinuationToken: token } = input
  const after = token === undefined ? '' : Buffer.from(token, 'base64url').toString()
  const found = await context.store.listBuckets({ prefix, after, limit: limit + 1, ...(region && { region }) })
  const page = found.slice(0, limit)
  return {
    Buckets: page.map(({ name, createdAt, region: BucketRegion }) => ({
      Name: name,
      CreationDate: createdAt,
      // Clients that ask in pages are those that know of it (API "ListBuckets").
      ...(input.MaxBuckets !== undefined && { BucketRegion }),
    })),
    Owner: { ID: context.accountId.padStart(64, '0') },
    ...(input.Prefix !== undefined && { Prefix: prefix }),
    ...(found.length > limit && { ContinuationToken: Buffer.from(page.at(-1)?.name ?? '').toString('base64url') }),
  }
}
