import { jsonDocument, policyText } from './policy-documents.ts'
import { allItems, present, type ResourceType } from './resource-type.ts'

interface Properties {
  readonly Bucket?: string
  readonly PolicyDocument?: object
}

export const bucketPolicy: ResourceType<Properties> = {
  type: 'AWS::S3::BucketPolicy',
  service: 'S3',
  passed: ['Bucket', 'PolicyDocument'],
  refused: {},
  jsonProperties: { PolicyDocument: jsonDocument },
  attributes: {},
  place: ({ Bucket = '' }) => ({ Bucket }),
  async create({ Bucket, PolicyDocument }, { s3 }) {
    await s3.PutBucketPolicy({ Bucket, Policy: policyText(PolicyDocument) })
    return present(Bucket, 'Bucket')
  },
  async update({ physicalId }, { PolicyDocument }, _before, { s3 }) {
    await s3.PutBucketPolicy({ Bucket: physicalId, Policy: policyText(PolicyDocument) })
  },
  async delete({ physicalId }, { s3 }) {
    await s3.DeleteBucketPolicy({ Bucket: physicalId })
  },
  findLookalikes: ({ Bucket = '' }, { s3 }) =>
    allItems(async () => {
      await s3.GetBucketPolicy({ Bucket })
      return { items: [Bucket], next: undefined }
    }),
}
