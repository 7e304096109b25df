import type {
  ChangeSetRecord,
  StackEventRecord,
  StackRecord,
  StackResourceRecord,
  StackStore,
} from '../../src/cloudformation/store.ts'

/* Records of stacks for tests of their store. */

export const time = new Date('2026-11-22T10:00:00.123Z')
export const region = 'us-east-1'

export function newStack(name: string, more: Partial<StackRecord> = {}): StackRecord {
  return {
    id: `arn:aws:cloudformation:us-east-1:000000000000:stack/${name}/1`,
    region,
    accountId: '000000000000',
    name,
    status: 'CREATE_IN_PROGRESS',
    settings: {
      templateBody: '{}',
      parameters: [{ key: 'P', value: 'v', noEcho: false }],
      tags: [{ Key: 'team', Value: 'shop' }],
      capabilities: [],
      onFailure: 'ROLLBACK',
      retainExceptOnCreate: false,
    },
    terminationProtection: false,
    outputs: [],
    retainResources: [],
    createdAt: time,
    ...more,
  }
}

export function newEvent(stack: StackRecord, id: string): StackEventRecord {
  return {
    id,
    stackId: stack.id,
    logicalId: stack.name,
    physicalId: stack.id,
    type: 'AWS::CloudFormation::Stack',
    status: stack.status,
    at: time,
  }
}

export function newResource(stack: StackRecord, logicalId: string, order: number): StackResourceRecord {
  return {
    stackId: stack.id,
    logicalId,
    type: 'AWS::ApiGatewayV2::Api',
    status: 'CREATE_IN_PROGRESS',
    physicalId: '',
    place: { Name: 'pets' },
    properties: 'sealed',
    generatedName: '',
    lookalikes: ['other'],
    deletionPolicy: 'Delete',
    order,
    modifiedAt: time,
  }
}

export const newChangeSet = (stack: StackRecord, name: string): ChangeSetRecord => ({
  id: `arn:aws:cloudformation:us-east-1:000000000000:changeSet/${name}/1`,
  stackId: stack.id,
  name,
  type: 'CREATE',
  status: 'CREATE_COMPLETE',
  executionStatus: 'AVAILABLE',
  settings: stack.settings,
  changes: [{ Type: 'Resource', ResourceChange: { Action: 'Add', LogicalResourceId: 'Api' } }],
  createdAt: time,
})

export const insert = (store: StackStore, stack: StackRecord, imports: string[] = []) =>
  store.insertStack(stack, newEvent(stack, 'first'), imports)

/** A stack that exports `name`. */
export async function exporting(store: StackStore, stackName: string, name: string): Promise<StackRecord> {
  const stack = newStack(stackName)
  await insert(store, stack)
  const completed = { ...stack, status: 'CREATE_COMPLETE' as const }
  await store.completeStack(
    completed,
    [{ region, name, value: 'v', stackId: stack.id }],
    [],
    newEvent(completed, 'done'),
  )
  return completed
}
