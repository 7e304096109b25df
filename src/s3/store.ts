/** What a bucket is set to do. */
export interface BucketSettings {
  readonly versioning?: 'Enabled' | 'Suspended'
  readonly encryption?: 'AES256' | 'aws:kms'
  readonly lifecycle?: readonly LifecycleRule[]
  readonly publicAccessBlock?: Readonly<Record<PublicAccessFlag, boolean>>
  /** A policy document. */
  readonly policy?: string
  readonly tags?: Readonly<Record<string, string>>
}

type PublicAccessFlag = 'BlockPublicAcls' | 'IgnorePublicAcls' | 'BlockPublicPolicy' | 'RestrictPublicBuckets'

export interface LifecycleRule {
  readonly id: string
  readonly isEnabled: boolean
  readonly prefix: string
  /** Earlier versions go that many days after they were superseded; 0 for a rule that asks for nothing here. */
  readonly noncurrentDays: number
  /** Of multipart uploads, which there are none of. */
  readonly abortMultipartDays: number
}

export interface BucketRecord {
  readonly name: string
  readonly region: string
  readonly createdAt: Date
  readonly settings: BucketSettings
  /** Counts changes of the settings. */
  readonly revision: number
}

/** A version of an object without its content. */
export interface ObjectRecord {
  readonly bucket: string
  readonly key: string
  /** Shown only in buckets that were ever versioned. */
  readonly versionId: string
  readonly size: number
  /** MD5 in hex. */
  readonly etag: string
  readonly contentType: string
  readonly metadata: Readonly<Record<string, string>>
  readonly encryption: 'AES256' | 'aws:kms'
  readonly tags: Readonly<Record<string, string>>
  readonly createdAt: Date
}

/** What S3 needs stored. */
export interface ObjectStore {
  /** False when there is one of that name, in any region. */
  insertBucket(bucket: BucketRecord): Promise<boolean>
  findBucket(name: string): Promise<BucketRecord | undefined>
  /** Those whose names begin with `prefix` and come after `after`, in the order of names; of one region, or of all. */
  listBuckets(page: {
    readonly prefix: string
    readonly after: string
    readonly limit: number
    readonly region?: string
  }): Promise<readonly BucketRecord[]>
  /** False when somebody has changed or deleted it since `before` was read. */
  replaceBucket(bucket: BucketRecord, before: BucketRecord): Promise<boolean>
  /** Refused while it holds anything. */
  deleteBucket(name: string): Promise<'deleted' | 'gone' | 'not-empty'>
  /**
   * Puts a version in front of those of its key, or in place of them. Earlier ones that were superseded before
   * `expired` go. Nothing is put where the bucket is gone, or what is there is not what `condition` says: an object with
   * this entity tag, or none.
   * @param content sealed for `objectPurpose`
   */
  putObject(
    object: ObjectRecord,
    content: Uint8Array,
    earlier: {
      readonly keep: boolean
      readonly expired?: Date
      readonly condition?: { readonly etag: string | undefined }
    },
  ): Promise<'put' | 'no-bucket' | 'no-object' | 'other'>
  /** The latest version, or the one of that id. */
  findObject(bucket: string, key: string, versionId?: string): Promise<ObjectRecord | undefined>
  readContent(object: Pick<ObjectRecord, 'bucket' | 'key' | 'versionId'>): Promise<Uint8Array | undefined>
  /** Tags a version with these and nothing else; false when it is gone. */
  tagObject(object: Pick<ObjectRecord, 'bucket' | 'key' | 'versionId'>, tags: ObjectRecord['tags']): Promise<boolean>
  /** Every version of a key. */
  deleteObject(bucket: string, key: string): Promise<void>
  /** Latest versions of the keys that begin with `prefix` and come after `after`, in the order of keys. */
  listObjects(
    bucket: string,
    page: { readonly prefix: string; readonly after: string; readonly limit: number },
  ): Promise<readonly ObjectRecord[]>
}

/** What an object's content is sealed for. */
export function objectPurpose({ bucket, key, versionId }: Pick<ObjectRecord, 'bucket' | 'key' | 'versionId'>): string {
  return `s3/${bucket}/${versionId}/${key}`
}
