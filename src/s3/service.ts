import type { Errors } from '../wire/models/s3.gen.ts'
import type * as wire from '../wire/operation.ts'
import type { S3 } from './s3.ts'

type Sdk = typeof import('@aws-sdk/client-s3')

/** Codes that S3 answers to any operation, though the model does not list them (page "Error responses"). */
type Common =
  | 'AccessDenied'
  | 'InvalidArgument'
  | 'InvalidRequest'
  | 'NoSuchBucket'
  | 'NotImplemented'
  | 'PermanentRedirect'

type TagRefusal = 'BadRequest' | 'InvalidTag'

type ReadRefusal = 'InvalidRange' | 'NotModified' | 'PreconditionFailed'

/** And those of one operation alone. */
interface Further {
  readonly CopyObject: TagRefusal | 'KeyTooLongError' | 'NoSuchKey' | 'NoSuchVersion' | 'PreconditionFailed'
  readonly CreateBucket: 'IllegalLocationConstraintException' | 'InvalidBucketName'
  readonly DeleteBucket: 'BucketNotEmpty'
  readonly DeleteObjectTagging: 'NoSuchKey' | 'NoSuchVersion'
  readonly GetBucketEncryption: 'ServerSideEncryptionConfigurationNotFoundError'
  readonly GetBucketLifecycleConfiguration: 'NoSuchLifecycleConfiguration'
  readonly GetBucketPolicy: 'NoSuchBucketPolicy'
  readonly GetBucketTagging: 'NoSuchTagSet'
  readonly GetObject: 'NoSuchVersion' | ReadRefusal
  readonly GetObjectTagging: 'NoSuchKey' | 'NoSuchVersion'
  readonly GetPublicAccessBlock: 'NoSuchPublicAccessBlockConfiguration'
  readonly HeadObject: 'NoSuchVersion' | ReadRefusal
  readonly PutBucketPolicy: 'MalformedPolicy'
  readonly PutBucketTagging: TagRefusal
  readonly PutObject:
    | TagRefusal
    | 'BadDigest'
    | 'EntityTooLarge'
    | 'KeyTooLongError'
    | 'NoSuchKey'
    | 'PreconditionFailed'
  readonly PutObjectTagging: TagRefusal | 'NoSuchKey' | 'NoSuchVersion'
}

type AllErrors = {
  readonly [Name in keyof Errors]: Errors[Name] | Common | (Name extends keyof Further ? Further[Name] : never)
}

/** A body is read whole on our side of the wire, where the SDK has streams. */
type WithBytes<Value> = 'Body' extends keyof Value ? Omit<Value, 'Body'> & { readonly Body?: Uint8Array } : Value

type WithStreams = wire.ServiceType<Sdk, AllErrors, S3>

/** The `s3` API as a map from operation name to handler type. */
export type S3Api = {
  readonly [Name in keyof WithStreams]: (
    input: WithBytes<wire.InputType<WithStreams, Name>>,
    context: Context<Name>,
  ) => Promise<WithBytes<wire.OutputType<WithStreams, Name>>>
}
type SdkClient = wire.ClientType<Sdk, Errors>
export type S3Client = {
  readonly [Name in keyof SdkClient]: (input: WithBytes<Parameters<SdkClient[Name]>[0]>) => Promise<Output<Name>>
}
export type Input<Name extends keyof WithStreams> = WithBytes<wire.InputType<WithStreams, Name>>
export type Output<Name extends keyof WithStreams> = WithBytes<wire.OutputType<WithStreams, Name>>
export type Context<Name extends keyof WithStreams> = wire.OperationContext<AllErrors[Name] & string> & S3
