import type { ResourceType } from './resource-type.ts'

/** Types whose Ref is an ARN, as far as other resources ask for one there; what goes before the name in it. */
const arns: ReadonlyMap<string, (region: string, account: string, name: string) => string> = new Map([
  [
    'AWS::ElasticLoadBalancingV2::Listener',
    (region, account, name) =>
      `arn:aws:elasticloadbalancing:${region}:${account}:listener/app/${name}/${'0'.repeat(16)}/${'0'.repeat(16)}`,
  ],
  ['AWS::Lambda::LayerVersion', (region, account, name) => `arn:aws:lambda:${region}:${account}:layer:${name}:1`],
  ['AWS::SNS::Topic', (region, account, name) => `arn:aws:sns:${region}:${account}:${name}`],
])

/**
 * Stands for a resource of a type that the operator has told to skip (`--allow-unsupported`): nothing is made, its
 * properties are not looked at, and what others read of it leads nowhere. ARNs look like ARNs, for policies take no less.
 */
export function skippedResource(type: string): ResourceType {
  const service = type.split('::')[1]?.toLowerCase() ?? 'skipped'
  return {
    type,
    service: 'CloudFormation',
    passed: [],
    refused: {},
    named: 'Name',
    attributes: {},
    skipped: {
      note: `Skipped: poolgate has no ${type} and makes nothing of it (--allow-unsupported)`,
      attribute: ({ physicalId }, name, { region, accountId }) =>
        name.endsWith('Arn')
          ? `arn:aws:${service}:${region}:${accountId}:skipped/${physicalId}`
          : `skipped-${physicalId}`,
    },
    place: () => ({}),
    create: async ({ Name }, { region, accountId }) =>
      arns.get(type)?.(region, accountId, String(Name)) ?? String(Name),
    async update() {},
    async delete() {},
    findLookalikes: async () => [],
  }
}
