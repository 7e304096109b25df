import type { CreateLogGroupCommandInput } from '@aws-sdk/client-cloudwatch-logs'
import type { LogGroup } from '@aws-sdk/client-cloudwatch-logs'
import type { ResourceClients } from '../cloudformation.ts'
import { changedTags, type TagList, tagMap } from './iam-tags.ts'
import { allItems, present, type ResourceType } from './resource-type.ts'

interface Properties {
  readonly LogGroupName?: string
  readonly LogGroupClass?: CreateLogGroupCommandInput['logGroupClass']
  readonly RetentionInDays?: number
  readonly Tags?: TagList
}

export const logGroup: ResourceType<Properties> = {
  type: 'AWS::Logs::LogGroup',
  service: 'CloudWatchLogs',
  passed: ['LogGroupClass', 'LogGroupName', 'RetentionInDays', 'Tags'],
  refused: {
    BearerTokenAuthenticationEnabled: { unless: (value) => value === false },
    DataProtectionPolicy: {},
    DeletionProtectionEnabled: { unless: (value) => value === false },
    FieldIndexPolicies: {},
    KmsKeyId: {},
    ResourcePolicyDocument: {},
  },
  named: 'LogGroupName',
  longestName: 512,
  tagged: 'Tags',
  attributes: {
    // With `:*` at its end, as in DescribeLogGroups.
    Arn: async ({ physicalId }, clients) => present((await findGroup(physicalId, clients))?.arn, 'arn'),
  },
  place: ({ LogGroupName = '' }) => ({ LogGroupName }),
  async create({ LogGroupName: logGroupName, LogGroupClass, RetentionInDays: retentionInDays, Tags }, { logs }) {
    const tags = Object.fromEntries(tagMap(Tags))
    await logs.CreateLogGroup({
      logGroupName,
      ...(LogGroupClass && { logGroupClass: LogGroupClass }),
      ...(Tags && Tags.length > 0 && { tags }),
    })
    if (retentionInDays !== undefined) await logs.PutRetentionPolicy({ logGroupName, retentionInDays })
    return present(logGroupName, 'LogGroupName')
  },
  async update({ physicalId: logGroupName }, { RetentionInDays: retentionInDays, Tags }, before, clients) {
    const { logs } = clients
    if (retentionInDays !== undefined) await logs.PutRetentionPolicy({ logGroupName, retentionInDays })
    else if (before.RetentionInDays !== undefined) await logs.DeleteRetentionPolicy({ logGroupName })
    const { changed, stale } = changedTags(tagMap(Tags), tagMap(before.Tags))
    if (changed.length + stale.length === 0) return
    const resourceArn = present((await findGroup(logGroupName, clients))?.logGroupArn, 'logGroupArn')
    if (stale.length > 0) await logs.UntagResource({ resourceArn, tagKeys: stale })
    const tags = Object.fromEntries(changed.map(({ Key, Value }) => [Key, Value]))
    if (changed.length > 0) await logs.TagResource({ resourceArn, tags })
  },
  async delete({ physicalId }, { logs }) {
    await logs.DeleteLogGroup({ logGroupName: physicalId })
  },
  async findLookalikes({ LogGroupName = '' }, clients) {
    return (await findGroup(LogGroupName, clients)) ? [LogGroupName] : []
  },
}

async function findGroup(name: string, { logs }: ResourceClients): Promise<LogGroup | undefined> {
  const groups = await allItems(async (nextToken) => {
    const page = await logs.DescribeLogGroups({ logGroupNamePrefix: name, ...(nextToken && { nextToken }) })
    return { items: page.logGroups, next: page.nextToken }
  })
  return groups.find(({ logGroupName }) => logGroupName === name)
}
