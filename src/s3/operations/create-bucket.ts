import { refuseUnsupported } from '../buckets.ts'
import type { Context, Input, Output } from '../service.ts'

/** In the call's region; a name is taken in every region, as on AWS. */
export async function createBucket(
  input: Input<'CreateBucket'>,
  context: Context<'CreateBucket'>,
): Promise<Output<'CreateBucket'>> {
  const { Bucket: name, ACL, CreateBucketConfiguration: configuration = {} } = input
  const { LocationConstraint, Location, Bucket, Tags } = configuration
  refuseUnsupported(context, {
    ACL: ACL === 'private' ? undefined : ACL,
    GrantFullControl: input.GrantFullControl,
    GrantRead: input.GrantRead,
    GrantReadACP: input.GrantReadACP,
    GrantWrite: input.GrantWrite,
    GrantWriteACP: input.GrantWriteACP,
    ObjectLockEnabledForBucket: input.ObjectLockEnabledForBucket,
    ObjectOwnership: input.ObjectOwnership === 'BucketOwnerEnforced' ? undefined : input.ObjectOwnership,
    'CreateBucketConfiguration.Location': Location,
    'CreateBucketConfiguration.Bucket': Bucket,
    'CreateBucketConfiguration.Tags': Tags,
  })
  // 3 to 63 characters, labels of letters, digits and hyphens (page "Bucket naming rules").
  if (!/^(?=.{3,63}$)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$/.test(name))
    context.fail('InvalidBucketName', 'The specified bucket is not valid.')
  if (LocationConstraint !== undefined && LocationConstraint !== context.region)
    context.fail(
      'IllegalLocationConstraintException',
      `The ${LocationConstraint} location constraint is incompatible for the region specific endpoint this request was sent to.`,
    )
  const bucket = { name, region: context.region, createdAt: context.now, settings: {}, revision: 0 }
  if (!(await context.store.insertBucket(bucket)))
    context.fail(
      'BucketAlreadyOwnedByYou',
      'Your previous request to create the named bucket succeeded and you already own it.',
    )
  return { Location: `/${name}`, BucketArn: `arn:aws:s3:::${name}` }
}
